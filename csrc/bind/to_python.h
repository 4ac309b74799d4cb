// Values → Python objects. The static type says which elements a list has and which class a named tuple is; where it is Any
// or unknown the value itself decides. Under the GIL.
#pragma once

#include "bind/types.h"

namespace anabranch::bind {

// A new reference, or null with a Python exception set. `type` may be null.
PyObject* to_python(const IValue& v, const TypeDesc* type);

// instance.cpp, future.cpp: the Python object in front of a native one.
PyObject* instance_to_python(const IValue& v);
PyObject* future_to_python(const IValue& v, const TypeDesc* type);

// Python's own wrappers, set once by runtime/native.py: what a user gets for an instance or a future, and what is made when asked for.
struct Wrappers {
  PyObject* instance = nullptr;  // callable(_native.Instance, ClassType) -> object
  PyObject* misfit = nullptr;        // callable(ClassType, InterfaceType): a text why it does not fit, empty where it does
  PyObject* fitting_class = nullptr; // callable(object, InterfaceType): the type handle, such a text, or None of no class
  PyObject* class_loader = nullptr;  // callable(ClassType): its methods are there by name afterwards
  PyObject* enum_type = nullptr;     // callable(enum class) -> _native.Type, None for one that compiled code cannot have
  std::vector<std::vector<pybind11::object>> codes;  // dtypes, layouts, … by family and number; None where Python has none
  PyObject* future = nullptr;    // callable(_native.Future) -> Future
};
Wrappers& wrappers();

}  // namespace anabranch::bind
