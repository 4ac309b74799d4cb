#include "bind/to_ivalue.h"

#include "bind/errors.h"
#include "bind/instance.h"

#include <ATen/core/jit_type.h>

namespace anabranch::bind {

namespace {

bool is_text_or_map(PyObject* o) { return PyUnicode_Check(o) || PyBytes_Check(o) || PyDict_Check(o) || is_tensor(o); }

bool item_mismatch(Conversion& c, const char* container, Py_ssize_t i) {
  if (!PyErr_Occurred()) c.got = std::string("a ") + container + " whose item " + std::to_string(i) + " is a " + c.got;
  return false;
}

// What a ScriptList or ScriptDict of this type holds, itself.
bool is_shared(PyObject* o, const TypeDesc& type, IValue& out) {
  if (PyList_CheckExact(o) || PyTuple_CheckExact(o) || PyDict_CheckExact(o) || is_tensor(o)) return false;
  const pybind11::object handle = handle_behind(o);
  return handle && shared_container(instance_of(handle.cast<InstanceHandle&>()), out) == &type;
}

bool to_list(PyObject* o, const TypeDesc& type, IValue& out, Conversion& c) {
  if (is_shared(o, type, out)) return true;
  if (is_text_or_map(o) || !PySequence_Check(o)) return c.mismatch(o);
  auto items = pybind11::reinterpret_steal<pybind11::object>(PySequence_Fast(o, "not a sequence"));
  if (!items) return false;
  const Py_ssize_t n = PySequence_Fast_GET_SIZE(items.ptr());
  c10::impl::GenericList list(type.params[0]->c10_type);
  list.reserve(static_cast<size_t>(n));
  for (Py_ssize_t i = 0; i < n; ++i) {
    IValue item;
    if (!to_ivalue(PySequence_Fast_GET_ITEM(items.ptr(), i), *type.params[0], item, c)) return item_mismatch(c, "list", i);
    list.push_back(std::move(item));
  }
  out = std::move(list);
  return true;
}

bool to_tuple(PyObject* o, const TypeDesc& type, IValue& out, Conversion& c) {
  if (!PyTuple_Check(o) && !(PyList_Check(o) && !c.exact)) return c.mismatch(o);
  const Py_ssize_t n = PySequence_Fast_GET_SIZE(o);
  if (static_cast<size_t>(n) != type.params.size()) {
    c.got = "a tuple of " + std::to_string(n) + " items";
    return false;
  }
  std::vector<IValue> items(static_cast<size_t>(n));
  for (Py_ssize_t i = 0; i < n; ++i)
    if (!to_ivalue(PySequence_Fast_GET_ITEM(o, i), *type.params[i], items[i], c)) return item_mismatch(c, "tuple", i);
  if (type.field_names.empty())
    out = c10::ivalue::Tuple::create(std::move(items));
  else
    out = c10::ivalue::Tuple::createNamed(std::move(items), type.values_type);
  return true;
}

bool to_dict(PyObject* o, const TypeDesc& type, IValue& out, Conversion& c) {
  if (is_shared(o, type, out)) return true;
  if (!PyDict_Check(o)) return c.mismatch(o);
  auto dict = c10::make_intrusive<vm::Dict>();
  dict->type = vm::kept(type);
  PyObject *key, *value;
  Py_ssize_t position = 0;
  while (PyDict_Next(o, &position, &key, &value)) {
    IValue k, v;
    if (!to_ivalue(key, *type.params[0], k, c)) {
      if (!PyErr_Occurred()) c.got = "a dict with a key that is a " + c.got;
      return false;
    }
    if (!to_ivalue(value, *type.params[1], v, c)) {
      if (!PyErr_Occurred()) c.got = "a dict with a value that is a " + c.got;
      return false;
    }
    dict->items.insert(std::move(k)).first->value = std::move(v);
  }
  out = vm::box(std::move(dict));
  return true;
}

bool to_set(PyObject* o, const TypeDesc& type, IValue& out, Conversion& c) {
  if (!PyAnySet_Check(o)) return c.mismatch(o);
  auto set = c10::make_intrusive<vm::Set>();
  for (auto item : pybind11::reinterpret_borrow<pybind11::object>(o)) {
    IValue v;
    if (!to_ivalue(item.ptr(), *type.params[0], v, c)) return false;
    set->items.insert(std::move(v));
  }
  out = vm::box(std::move(set));
  return true;
}

// A dtype and the like stays an object in a union.
bool to_code_member(PyObject* o, const TypeDesc& type, IValue& out) { return to_code(o, out) && vm::is_instance(out, type); }

// To bool nothing is converted here, since anything could be.
bool to_member(PyObject* o, const TypeDesc& type, bool exact, IValue& out, Conversion& c) {
  for (const auto& member : type.params) {
    if (!exact && member->kind == TypeKind::Bool) continue;
    Conversion attempt;
    attempt.exact = exact;
    if (member->kind == TypeKind::Code ? to_code_member(o, *member, out) : to_ivalue(o, *member, out, attempt)) {
      c.special |= attempt.special;
      return true;
    }
    if (PyErr_Occurred() && PyErr_ExceptionMatches(PyExc_RecursionError)) return false;
    PyErr_Clear();
  }
  return false;
}

// By the member that fits as it is, else the one that fits the number in a 0-dim tensor or numpy scalar, else the first that it
// can be converted to.
bool to_union(PyObject* o, const TypeDesc& type, IValue& out, Conversion& c) {
  if (to_member(o, type, true, out, c)) return true;
  if (PyErr_Occurred()) return false;
  if (c.exact) return c.mismatch(o);  // the same again, and as often as unions nest
  if (is_foreign_number(o)) {
    const pybind11::object number = item_of(o);
    if (!number) return false;
    if (to_member(number.ptr(), type, true, out, c)) return true;
  }
  return to_member(o, type, false, out, c) || (!PyErr_Occurred() && c.mismatch(o));
}

bool to_enum(PyObject* o, const TypeDesc& type, IValue& out, Conversion& c) {
  const PythonType& known = python_type(&type);
  auto it = known.members_by_object.find(o);
  if (it == known.members_by_object.end()) return c.mismatch(o);
  out = it->second->value;
  return true;
}

bool to_str(PyObject* o, IValue& out, Conversion& c) {
  if (!PyUnicode_Check(o)) return c.mismatch(o);
  std::string text;
  if (!utf8_of(o, text)) return false;
  out = std::move(text);
  return true;
}

bool to_device(PyObject* o, IValue& out, Conversion& c) {
  if (THPDevice_Check(o)) {
    out = reinterpret_cast<THPDevice*>(o)->device;
    return true;
  }
  if (!PyUnicode_Check(o) || c.exact) return c.mismatch(o);
  out = c10::Device(pybind11::cast<std::string>(pybind11::handle(o)));
  return true;
}

template <class T>
bool to_torch(PyObject* o, IValue& out, Conversion& c) {
  pybind11::detail::make_caster<T> caster;
  if (!caster.load(o, false)) return c.mismatch(o);
  out = IValue(static_cast<T&>(caster));
  return true;
}

}  // namespace

bool to_ivalue(PyObject* o, const TypeDesc& type, IValue& out, Conversion& c) {
  if (is_too_deep()) return false;
  switch (type.kind) {
    case TypeKind::Tensor: return to_tensor(o, out, c);
    case TypeKind::Int:
    case TypeKind::Code: return to_int(o, out, c);
    case TypeKind::Float: return to_float(o, out, c);
    case TypeKind::Bool: return to_bool(o, out, c);
    case TypeKind::Complex: return to_complex(o, out, c);
    case TypeKind::Number: return to_number(o, out, c);
    case TypeKind::Str: return to_str(o, out, c);
    case TypeKind::None: out = IValue(); return o == Py_None || c.mismatch(o);
    case TypeKind::Optional:
      if (o != Py_None) return to_ivalue(o, *type.params[0], out, c);
      out = IValue();
      return true;
    case TypeKind::List: return type.params.empty() ? infer_ivalue(o, out, c) : to_list(o, type, out, c);
    case TypeKind::Tuple: return to_tuple(o, type, out, c);
    case TypeKind::Dict: return to_dict(o, type, out, c);
    case TypeKind::Set: return to_set(o, type, out, c);
    case TypeKind::Union: return to_union(o, type, out, c);
    case TypeKind::Enum: return to_enum(o, type, out, c);
    case TypeKind::Device: return to_device(o, out, c);
    case TypeKind::Generator: return to_torch<at::Generator>(o, out, c);
    case TypeKind::Storage: return to_torch<at::Storage>(o, out, c);
    case TypeKind::Stream: return to_torch<c10::Stream>(o, out, c);
    case TypeKind::Class:
    case TypeKind::Interface: return to_instance(o, type, out, c);
    case TypeKind::Future: return to_future(o, type, out, c);
    case TypeKind::PyObject: out = hold_object(o); return true;
    case TypeKind::Function: return c.mismatch(o);
    case TypeKind::Any: return infer_ivalue(o, out, c);
  }
  return c.mismatch(o);
}

}  // namespace anabranch::bind
