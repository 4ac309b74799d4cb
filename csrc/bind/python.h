// Python for the files of bind/: PyTorch's pybind casters, and an owned reference.
#pragma once

#include <torch/csrc/utils/pybind.h>

#include "base/stack.h"
#include "vm/values.h"

namespace anabranch::bind {

using vm::IValue;
using vm::Ref;

// Drops a reference from any thread: at once under the GIL, else when some thread next holds it; never blocks.
void drop_object(void* object);
// Drops what other threads left. Under the GIL.
void drain_dropped();

// A str as UTF-8. False: a Python exception is set.
bool utf8_of(PyObject* text, std::string& out);
PyObject* python_text(const std::string& utf8);  // new reference

// A Python object inside a program. Takes its own reference; under the GIL.
inline IValue hold_object(PyObject* object) {
  Py_INCREF(object);
  return vm::box(c10::make_intrusive<vm::PyObjectHolder>(object));
}
inline PyObject* held_object(const IValue& v) { return static_cast<PyObject*>(vm::as<vm::PyObjectHolder>(v)->object); }

// Conversions ask before they descend into a value (base/stack.h): true with RecursionError set.
inline bool is_too_deep() {
  if (!stack_is_short()) [[likely]] return false;
  PyErr_SetString(PyExc_RecursionError, "maximum recursion depth exceeded while converting a value");
  return true;
}

}  // namespace anabranch::bind
