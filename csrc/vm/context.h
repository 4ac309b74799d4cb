// The state that operators depend on, as a value: a captured thread state and a small delta.
//
// `with no_grad()` makes a new VmContext over the same base; a fork copies a pointer. Two contexts of one base differ only in
// the delta, which is installed in some 20 ns; another base costs a whole at::ThreadLocalState (500 ns).
#pragma once

#include "autocast.h"
#include "instructions.h"
#include "values.h"

#include "sched/hooks.h"

#include <ATen/ThreadLocalState.h>
#include <c10/core/AutogradState.h>
#include <c10/core/impl/LocalDispatchKeySet.h>

#include <array>

namespace anabranch::vm {

// What the language can change. Absolute values, so that installing needs no history.
struct Delta {
  c10::impl::LocalDispatchKeySet keys;  // holds inference mode's and autocast's switches
  c10::AutogradState autograd;
  std::array<at::ScalarType, 2> autocast_dtypes;  // CPU, CUDA
  bool autocast_cache;

  static Delta of_thread();
  void install() const;
};

class VmContext final : public sched::Context {
 public:
  // Everything of this thread, now.
  static anabranch::Ref<VmContext> capture();
  VmContext(std::shared_ptr<const at::ThreadLocalState> base, Delta delta) : base_(std::move(base)), delta_(delta) {}

  // The context inside `with <kind>(args)`. Throws ScriptException for wrong arguments.
  anabranch::Ref<VmContext> inside(ContextKind kind, const IValue* args, size_t n) const;
  // Makes it this thread's state; `from` is what is installed now (may be null: unknown).
  void install_over(const VmContext* from) const;

 private:
  std::shared_ptr<const at::ThreadLocalState> base_;
  Delta delta_;
};

}  // namespace anabranch::vm
