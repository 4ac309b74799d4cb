// Errors of running programs: one immutable core, and the trace that unwinding collects.
//
// The core is what every waiter shares ("every wait raises the same exception object"); the trace belongs to one flight of
// the error, because two waiters extend it differently.
#pragma once

#include "values.h"

#include "base/stack.h"

#include <exception>
#include <memory>

namespace anabranch::vm {

struct Error final : c10::intrusive_ptr_target {
  std::string type_name;   // "RuntimeError", or the qualified name of a user's class
  std::string message;     // str(error): exactly eager's
  IValue python_class;     // PyObjectHolder of the exception class, or None
  IValue python_instance;  // PyObjectHolder of the exception object: kept when Python raised it, else cached by bind (under the GIL)
  bool of_program = true;  // raised by an operation of the language: a RuntimeError too; else exactly of its class
  bool cancelled = false;  // the call or the future was cancelled: a CancelledError for whoever still asks
};
using ErrorRef = Ref<Error>;

struct TraceEntry {
  enum Kind : uint8_t { Frame, Fork };  // Fork: the place where the task was forked; the next frames are the waiter's
  TraceEntry();
  TraceEntry(Kind k, const Function& f, uint32_t s);
  TraceEntry(const TraceEntry&);  // these stand in error.cpp, where Program is complete
  TraceEntry(TraceEntry&&) noexcept;
  TraceEntry& operator=(TraceEntry) noexcept;
  ~TraceEntry();

  Kind kind = Frame;
  Ref<Program> program;  // keeps function and spans alive
  const Function* function = nullptr;
  uint32_t span = 0;  // index into program->spans
};

struct ErrorContext;  // flight.h

struct Raised {
  ErrorRef error;  // null: no error
  std::vector<TraceEntry> trace;  // innermost first
  std::shared_ptr<const ErrorContext> context = {};  // what was being handled when it was raised
  explicit operator bool() const { return static_cast<bool>(error); }
};

// Made when the library is loaded: raising it takes no memory.
ErrorRef memory_error();
ErrorRef make_error(std::string type_name, std::string message, IValue python_class = {});

// What kernels throw: becomes an Error with this type and message. c10::Error and std::bad_alloc are understood as well.
class ScriptException : public std::exception {
 public:
  ScriptException(std::string type_name, std::string message) : error(make_error(std::move(type_name), std::move(message))) {}
  explicit ScriptException(ErrorRef e) : error(std::move(e)) {}
  const char* what() const noexcept override { return error->message.c_str(); }
  ErrorRef error;
};

// At the head of every function that descends into a value (base/stack.h). Throws RecursionError "maximum recursion depth
// exceeded in comparison", with the doing that is given.
[[noreturn]] void too_deep(const char* doing);
inline void check_depth(const char* doing) {
  if (stack_is_short()) [[unlikely]] too_deep(doing);
}

// For use inside a catch block: what was thrown, as an Error. Asks hooks().translate for types it does not know.
ErrorRef current_error() noexcept;

}  // namespace anabranch::vm
