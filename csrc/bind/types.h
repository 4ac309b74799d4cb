// The static types of the machine, made from the types of the IR, and what Python needs to know of each.
//
// A handle (_native.Type) holds all that its type needs of Python; the type's memory is counted, so a reader without a handle
// meets a type that says less, never one that is gone. Who keeps handles: runtime/native_types.py, design/lifetimes.md.
#pragma once

#include "bind/collected.h"
#include "vm/types.h"

#include <unordered_set>

namespace anabranch::bind {

using vm::TypeDesc;
using vm::TypeKind;

struct EnumMember {
  pybind11::object object;
  IValue value;
  uint32_t constants = 0;  // of programs, which hold the type's handle
};

struct PythonType {
  pybind11::object ir_type;
  pybind11::object python_class;  // named tuple, enum, class: the user's class, or null
  std::unordered_map<std::string, EnumMember> members;     // of an enum, by name; values are made once, as members are
  std::unordered_map<PyObject*, EnumMember*> members_by_object;
};

struct InstanceHandle;

struct TypeHandle {
  TypeHandle() = default;
  TypeHandle(const TypeHandle&) = delete;
  ~TypeHandle();
  int traverse(const Visitor& visitor) const;
  void close();
  // Values without a handle need it: an instance its class, an enum's or a named tuple's value its type.
  bool is_pinned() const;

  Ref<TypeDesc> type;
  PythonType python;
  std::vector<pybind11::object> needs;  // handles: of the types in it, of a class's slots and methods
  std::unordered_set<const InstanceHandle*> instances;
  // The handle itself, of a type that can be pinned: only the collector ends it, when it is not.
  pybind11::object self;
};

// Never null for types made here; an empty one for others.
const PythonType& python_type(const TypeDesc* type);
// The type of a named tuple or enum value met where the static type is Any; null if unknown.
const TypeDesc* type_of_c10(const c10::Type* type);
// The class of an instance; null if Python has collected it.
TypeHandle* handle_of_class(const vm::ClassDesc* cls);
// The handle as an object, None for a type that has none (any more).
pybind11::object object_of(const TypeHandle* handle);
inline pybind11::object handle_object(const TypeDesc* type) {
  return object_of(type == nullptr ? nullptr : static_cast<TypeHandle*>(type->user));
}

// The static type behind a Python handle (_native.Type); throws TypeError for other objects.
TypeHandle& type_handle(PyObject* handle);
inline const Ref<TypeDesc>& type_from_handle(PyObject* handle) { return type_handle(handle).type; }

void define_types(pybind11::module_& m);

}  // namespace anabranch::bind
