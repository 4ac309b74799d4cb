// An error in flight: the shared core and the trace gathered so far, as a persistent list.
//
// A list with shared tails, because 10^5 nested tasks each keep the error with their part of the trace: copying a vector at
// every border would be quadratic. Converted to error.h's Raised where it leaves the machine.
#pragma once

#include "error.h"

namespace anabranch::vm {

struct TraceNode final : c10::intrusive_ptr_target {
  TraceNode(TraceEntry e, Ref<TraceNode> i) : entry(std::move(e)), inner(std::move(i)) {}
  ~TraceNode() override;  // a loop: traces are as long as recursion is deep
  TraceEntry entry;
  Ref<TraceNode> inner;
};

struct ErrorContext;

struct Flight {
  ErrorRef error;
  Ref<TraceNode> outermost;
  std::shared_ptr<const ErrorContext> context = {};  // the error that was being handled when this one was raised

  explicit operator bool() const { return static_cast<bool>(error); }
  void add(TraceEntry entry) noexcept;  // without memory the trace has a row less
  Raised to_raised() const;
  static Flight from_raised(Raised raised);
  // `handled` was being handled while this error and those of its own context were raised. Forgotten without memory.
  void add_context(Flight handled) noexcept;
};

struct ErrorContext {
  explicit ErrorContext(Flight f) : flight(std::move(f)) {}
  ~ErrorContext();  // a loop, as for traces
  Flight flight;
};

}  // namespace anabranch::vm
