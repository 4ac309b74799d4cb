// The static types of the machine, made from the types of the IR, and what Python needs to know of each.
// Types live as long as the process; what a class type holds of the program is let go when Python collects the class.
#pragma once

#include "bind/python.h"
#include "vm/types.h"

namespace anabranch::bind {

using vm::TypeDesc;
using vm::TypeKind;

struct PythonType {
  PyObject* ir_type = nullptr;       // borrowed from runtime/types.py's cache
  PyObject* python_class = nullptr;  // named tuple, enum, class: the user's class, or null
  std::unordered_map<PyObject*, IValue> enum_values;        // member → value
  std::unordered_map<std::string, PyObject*> enum_members;  // name → member
};

// Never null for types made here; an empty one for others.
const PythonType& python_type(const TypeDesc* type);
// The type of a named tuple or enum value met where the static type is Any; null if unknown.
const TypeDesc* type_of_c10(const c10::Type* type);
// The class of an instance, as an IR type: None's pointer if it has none.
const TypeDesc* type_of_class(const vm::ClassDesc* cls);

// The static type behind a Python handle (_native.Type); throws TypeError for other objects.
const TypeDesc* type_from_handle(PyObject* handle);

void define_types(pybind11::module_& m);

}  // namespace anabranch::bind
