#include "bind/to_python.h"
#include "vm/sharing.h"

#include <ATen/core/enum_type.h>
#include <ATen/core/jit_type.h>

namespace anabranch::bind {

namespace {

const TypeDesc* param(const TypeDesc* type, TypeKind kind, size_t i) {
  return type != nullptr && type->kind == kind && i < type->params.size() ? type->params[i].get() : nullptr;
}

PyObject* list_to_python(const IValue& v, const TypeDesc* type) {
  const vm::ListView items(v);
  PyObject* list = PyList_New(static_cast<Py_ssize_t>(items.size()));
  const TypeDesc* element = param(type, TypeKind::List, 0);
  for (size_t i = 0; list != nullptr && i < items.size(); ++i) {
    PyObject* item = to_python(items[i], element);
    if (item == nullptr) Py_CLEAR(list);
    else PyList_SET_ITEM(list, static_cast<Py_ssize_t>(i), item);
  }
  return list;
}

PyObject* tuple_to_python(const IValue& v, const TypeDesc* type) {
  const auto& tuple = v.toTupleRef();
  const size_t n = tuple.elements().size();
  if (type == nullptr || type->kind != TypeKind::Tuple) type = type_of_c10(vm::named_type(tuple));
  PyObject* items = PyTuple_New(static_cast<Py_ssize_t>(n));
  for (size_t i = 0; items != nullptr && i < n; ++i) {
    PyObject* item = to_python(tuple.elements()[i], param(type, TypeKind::Tuple, i));
    if (item == nullptr) Py_CLEAR(items);
    else PyTuple_SET_ITEM(items, static_cast<Py_ssize_t>(i), item);
  }
  PyObject* user_class = python_type(type).python_class.ptr();
  if (items == nullptr || user_class == nullptr) return items;
  PyObject* named = PyObject_CallMethod(user_class, "_make", "(O)", items);
  Py_DECREF(items);
  return named;
}

PyObject* dict_to_python(const IValue& v, const TypeDesc* type) {
  const vm::Dict& dict = *vm::as<vm::Dict>(v);
  if (type == nullptr || type->kind != TypeKind::Dict) type = dict.type.get();
  auto result = pybind11::reinterpret_steal<pybind11::object>(PyDict_New());
  const vm::IndexView items(v, dict.items);
  for (const auto& entry : items->entries()) {
    if (!entry.live) continue;
    auto key = pybind11::reinterpret_steal<pybind11::object>(to_python(entry.key, param(type, TypeKind::Dict, 0)));
    auto value = pybind11::reinterpret_steal<pybind11::object>(to_python(entry.value, param(type, TypeKind::Dict, 1)));
    if (!key || !value || PyDict_SetItem(result.ptr(), key.ptr(), value.ptr()) < 0) return nullptr;
  }
  return result.release().ptr();
}

PyObject* set_to_python(const IValue& v, const TypeDesc* type) {
  const vm::IndexView items(v, vm::as<vm::Set>(v)->items);
  auto result = pybind11::reinterpret_steal<pybind11::object>(PySet_New(nullptr));
  for (const auto& entry : items->entries()) {
    if (!entry.live) continue;
    auto item = pybind11::reinterpret_steal<pybind11::object>(to_python(entry.key, param(type, TypeKind::Set, 0)));
    if (!item || PySet_Add(result.ptr(), item.ptr()) < 0) return nullptr;
  }
  return result.release().ptr();
}

PyObject* enum_to_python(const IValue& v) {
  const auto holder = v.toEnumHolder();
  const PythonType& known = python_type(type_of_c10(holder->type().get()));
  auto it = known.members.find(holder->name());
  if (it == known.members.end())
    return PyErr_Format(PyExc_RuntimeError, "the enum %s is not known to Python", holder->qualifiedClassName().c_str());
  return Py_NewRef(it->second.object.ptr());
}

PyObject* code_to_python(vm::CodeFamily family, int64_t number) {
  const auto& objects = wrappers().codes[static_cast<size_t>(family)];
  if (number >= 0 && number < static_cast<int64_t>(objects.size()) && !objects[static_cast<size_t>(number)].is_none())
    return Py_NewRef(objects[static_cast<size_t>(number)].ptr());
  return PyErr_Format(PyExc_ValueError, "nothing has the number %lld", static_cast<long long>(number));
}

PyObject* capsule_to_python(const IValue& v, const TypeDesc* type) {
  switch (vm::capsule(v)->kind) {
    case vm::CapsuleKind::Dict: return dict_to_python(v, type);
    case vm::CapsuleKind::Set: return set_to_python(v, type);
    case vm::CapsuleKind::Instance: return instance_to_python(v);
    case vm::CapsuleKind::Future: return future_to_python(v, type);
    case vm::CapsuleKind::PyObject: {
      PyObject* o = held_object(v);
      Py_INCREF(o);
      return o;
    }
    case vm::CapsuleKind::Code: return code_to_python(vm::as<vm::Code>(v)->family, vm::as<vm::Code>(v)->number);
    case vm::CapsuleKind::Function: break;
  }
  return PyErr_Format(PyExc_TypeError, "a function of a compiled program cannot be returned to Python");
}

PyObject* complex_to_python(const IValue& v) {
  const auto z = v.toComplexDouble();
  return PyComplex_FromDoubles(z.real(), z.imag());
}

template <class T>
PyObject* cast(const T& value) {
  return pybind11::cast(value).release().ptr();
}

// The type that a value other than None has.
const TypeDesc* without_optional(const TypeDesc* type) {
  while (type != nullptr && type->kind == TypeKind::Optional) type = type->params[0].get();
  return type;
}

bool is_container_of(const IValue& v, TypeKind kind) {
  switch (kind) {
    case TypeKind::List: return v.isList();
    case TypeKind::Tuple: return v.isTuple();
    case TypeKind::Dict: return vm::try_as<vm::Dict>(v) != nullptr;
    case TypeKind::Set: return vm::try_as<vm::Set>(v) != nullptr;
    default: return false;
  }
}

// Of a union, the one member that is a container of the value's kind: others say nothing of it.
const TypeDesc* member_of(const IValue& v, const TypeDesc* type) {
  if (type == nullptr || type->kind != TypeKind::Union) return type;
  const TypeDesc* found = nullptr;
  for (const auto& member : type->params) {
    if (!is_container_of(v, member->kind)) continue;
    if (found != nullptr) return nullptr;
    found = member.get();
  }
  return found;
}

PyObject* int_to_python(int64_t number, const TypeDesc* type) {
  type = without_optional(type);
  return type != nullptr && type->kind == TypeKind::Code ? code_to_python(type->family, number) : PyLong_FromLongLong(number);
}

}  // namespace

PyObject* to_python(const IValue& v, const TypeDesc* type) {
  if (v.isTensor()) return v.toTensor().defined() ? cast(v.toTensor()) : Py_NewRef(Py_None);
  if (v.isNone()) return Py_NewRef(Py_None);
  if (v.isInt()) return int_to_python(v.toInt(), type);
  if (v.isDouble()) return PyFloat_FromDouble(v.toDouble());
  if (v.isBool()) return PyBool_FromLong(v.toBool());
  if (is_too_deep()) return nullptr;
  type = member_of(v, without_optional(type));
  if (v.isList()) return list_to_python(v, type);
  if (v.isTuple()) return tuple_to_python(v, type);
  if (v.isCapsule()) return capsule_to_python(v, type);
  if (v.isString()) return python_text(v.toStringRef());
  if (v.isComplexDouble()) return complex_to_python(v);
  if (v.isEnum()) return enum_to_python(v);
  if (v.isDevice()) return THPDevice_New(v.toDevice());
  if (v.isGenerator()) return cast(v.toGenerator());
  if (v.isStorage()) return cast(v.toStorage());
  if (v.isStream()) return cast(v.toStream());
  if (v.isSymInt()) return PyLong_FromLongLong(v.toSymInt().guard_int(__FILE__, __LINE__));
  return PyErr_Format(PyExc_TypeError, "no Python object stands for a value of kind %s", v.tagKind().c_str());
}

Wrappers& wrappers() {
  static auto& w = *new Wrappers;  // Python is gone before it would die
  return w;
}

}  // namespace anabranch::bind
