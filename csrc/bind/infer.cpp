// Values for Any: the object's own type decides.
#include "bind/to_ivalue.h"
#include "bind/to_python.h"

#include <ATen/core/jit_type.h>

namespace anabranch::bind {

namespace {

bool infer_items(PyObject* o, std::vector<IValue>& items, Conversion& c) {
  const Py_ssize_t n = PySequence_Fast_GET_SIZE(o);
  items.resize(static_cast<size_t>(n));
  for (Py_ssize_t i = 0; i < n; ++i)
    if (!infer_ivalue(PySequence_Fast_GET_ITEM(o, i), items[i], c)) return false;
  return true;
}

bool infer_list(PyObject* o, IValue& out, Conversion& c) {
  std::vector<IValue> items;
  if (!infer_items(o, items, c)) return false;
  c10::impl::GenericList list(vm::element_type(items));  // as operators expect
  for (IValue& item : items) list.push_back(std::move(item));
  out = std::move(list);
  return true;
}

bool infer_tuple(PyObject* o, IValue& out, Conversion& c) {
  std::vector<IValue> items;
  if (!infer_items(o, items, c)) return false;
  out = c10::ivalue::Tuple::create(std::move(items));
  return true;
}

bool infer_dict(PyObject* o, IValue& out, Conversion& c) {
  auto dict = c10::make_intrusive<vm::Dict>();
  PyObject *key, *value;
  Py_ssize_t position = 0;
  while (PyDict_Next(o, &position, &key, &value)) {
    IValue k, v;
    if (!infer_ivalue(key, k, c) || !infer_ivalue(value, v, c)) return false;
    dict->items.insert(std::move(k)).first->value = std::move(v);
  }
  out = vm::box(std::move(dict));
  return true;
}

bool infer_set(PyObject* o, IValue& out, Conversion& c) {
  auto set = c10::make_intrusive<vm::Set>();
  for (auto item : pybind11::reinterpret_borrow<pybind11::object>(o)) {
    IValue v;
    if (!infer_ivalue(item.ptr(), v, c)) return false;
    set->items.insert(std::move(v));
  }
  out = vm::box(std::move(set));
  return true;
}

// A member of a Python enum; a combination of flags, or one whose values have no common type, stays a Python object.
bool is_enum_member(PyObject* o) {
  static PyObject* const meta = pybind11::object(pybind11::module_::import("enum").attr("EnumMeta")).release().ptr();
  return PyObject_TypeCheck(reinterpret_cast<PyObject*>(Py_TYPE(o)), reinterpret_cast<PyTypeObject*>(meta));
}

bool infer_enum(PyObject* o, IValue& out, Conversion& c) {
  auto cls = reinterpret_cast<PyObject*>(Py_TYPE(o));
  auto handle = pybind11::reinterpret_steal<pybind11::object>(PyObject_CallOneArg(wrappers().enum_type, cls));
  if (!handle) return false;
  if (!handle.is_none() && to_ivalue(o, *type_from_handle(handle.ptr()), out, c)) return true;
  out = hold_object(o);
  return !PyErr_Occurred();
}

const TypeDesc& plain(TypeKind kind) {
  static auto& types = *new std::unordered_map<TypeKind, TypeDesc>;
  TypeDesc& t = types[kind];
  t.kind = kind;
  return t;
}

}  // namespace

bool infer_ivalue(PyObject* o, IValue& out, Conversion& c) {
  if (is_too_deep()) return false;
  if (o == Py_None) {
    out = IValue();
    return true;
  }
  if (PyTuple_CheckExact(o)) return infer_tuple(o, out, c);
  if (PyList_CheckExact(o)) return infer_list(o, out, c);
  if (PyDict_CheckExact(o)) return infer_dict(o, out, c);
  if (PySet_CheckExact(o)) return infer_set(o, out, c);
  for (TypeKind kind : {TypeKind::Tensor, TypeKind::Bool, TypeKind::Int, TypeKind::Float, TypeKind::Complex, TypeKind::Str,
                        TypeKind::Device, TypeKind::Class, TypeKind::Future}) {
    Conversion attempt;
    attempt.exact = true;
    if (to_ivalue(o, plain(kind), out, attempt)) {
      c.special |= attempt.special;
      return true;
    }
    if (PyErr_Occurred()) return false;
  }
  if (to_code(o, out)) return true;
  if (to_int(o, out, c)) return true;  // numpy scalars
  PyErr_Clear();
  if (to_number(o, out, c)) return true;
  PyErr_Clear();
  if (is_enum_member(o)) return infer_enum(o, out, c);
  out = hold_object(o);
  return true;
}

}  // namespace anabranch::bind
