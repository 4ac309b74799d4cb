// What the machine asks of Python, supplied once by csrc/bind at module load. Every hook may be called from any thread
// without the GIL; each takes it as it needs and tells the scheduler (queue_to_block), which puts another thread in its place.
// Defaults do something sensible without Python.
#pragma once

#include "error.h"
#include "values.h"

namespace anabranch::vm {

struct Flight;  // flight.h

struct Hooks {
  // Calls a Python callable. `callable` is the constant of the PYCALL instruction: a PyObjectHolder whose object bind chose
  // (the callable with its conversion plan). True: `*out` is set. False: `*error` is set and keeps the exception object.
  bool (*call_python)(const IValue& callable, IValue* args, size_t n, IValue* out, Raised* error);
  // What an __exit__ gets of an error that leaves its block.
  void (*error_values)(const Flight& error, IValue* type, IValue* value);
  // Takes the GIL for what follows; leave_python gets what it gave.
  int (*enter_python)();
  void (*leave_python)(int state);
  // Drops one reference; takes the GIL, or defers when the interpreter is going down.
  void (*drop_python)(void* object);
  // Inside a catch block: an Error for exceptions that only bind knows (python_error, pybind11::error_already_set), else null.
  ErrorRef (*translate)();
  // A calling thread polls this about every 10 ms of work: true and *error set when a signal handler raised (Ctrl-C).
  // Only the thread that may run handlers ever returns true. Cheap while no signal has come.
  bool (*poll_signals)(Raised* error);
  // prim::Print: text without the newline goes to sys.stdout, newline added. Tensors were rendered by `repr_value`.
  bool (*print)(const std::string& line, Raised* error);
  // Threads that operators on this thread may use; 0: the user's own setting. Called before an operator, when it changed.
  void (*set_thread_width)(int threads);
  // warnings.warn(message, stacklevel=…).
  bool (*warn)(const std::string& message, int64_t stacklevel, Raised* error);
  // backward and grad, by the operator's name: PyTorch's engine is entered through Python.
  bool (*autograd)(const char* name, IValue* args, size_t n, IValue* out, Raised* error);
  // str() or repr() of values in PyTorch's own form (tensors, Python objects); null: use the VM's repr.
  bool (*str_value)(const IValue& v, bool repr, std::string* out, Raised* error);
};

const Hooks& hooks();
void set_hooks(const Hooks& h);  // fields left null keep their defaults

}  // namespace anabranch::vm
