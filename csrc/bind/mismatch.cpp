// What is said of an object that does not fit its type; the same words as base/wording.py.
#include "bind/errors.h"
#include "bind/to_ivalue.h"

namespace anabranch::bind {

namespace {

std::string type_text(PyObject* o);

std::string first_of(PyObject* items) {
  auto first = pybind11::reinterpret_steal<pybind11::object>(PySequence_GetItem(items, 0));
  return type_text(first.ptr());
}

std::string dict_text(PyObject* o) {
  PyObject *key, *value;
  Py_ssize_t position = 0;
  PyDict_Next(o, &position, &key, &value);
  return "Dict[" + type_text(key) + ", " + type_text(value) + "]";
}

std::string tuple_text(PyObject* o) {
  std::string text;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(o); ++i) text += (i == 0 ? "" : ", ") + type_text(PyTuple_GET_ITEM(o, i));
  return "Tuple[" + text + "]";
}

// An object's type as an annotation would name it, by its first items.
std::string type_text(PyObject* o) {
  if (is_too_deep()) PyErr_Clear();
  else if (PyList_CheckExact(o) && PyList_GET_SIZE(o) > 0) return "List[" + first_of(o) + "]";
  else if (PyDict_CheckExact(o) && PyDict_GET_SIZE(o) > 0) return dict_text(o);
  else if (PyTuple_CheckExact(o) && PyTuple_GET_SIZE(o) > 0) return tuple_text(o);
  return Py_TYPE(o)->tp_name;
}

std::string member_text(PyObject* o, const TypeDesc& type) {
  return ": Expected a member of " + type.name + " but instead found type " + type_text(o);
}

// The usual mistake: a parameter that says nothing is a Tensor.
std::string no_tensor(PyObject* o, const std::string& argument) {
  const std::string name = Py_TYPE(o)->tp_name;
  if (name == "numpy.ndarray") return "; pass torch.from_numpy(" + argument + ")";
  return "; if it is not a tensor, annotate the parameter, as in " + argument + ": " + type_text(o);
}

}  // namespace

bool Conversion::mismatch(PyObject* o) {
  got = Py_TYPE(o) == Py_TYPE(Py_None) ? "None" : Py_TYPE(o)->tp_name;
  return false;
}

std::string Conversion::detail(PyObject* o, const TypeDesc* type) const {
  if (type != nullptr && type->kind == TypeKind::Union) return member_text(o, *type);
  return got == Py_TYPE(o)->tp_name || o == Py_None ? "" : ": " + got;
}

void Conversion::raise(PyObject* o, const std::string& function, const std::string& argument, const TypeDesc* type) const {
  if (!PyErr_Occurred()) {
    const std::string expected = type == nullptr || type->name.empty() ? "another type" : type->name;
    const std::string remedy = expected == "Tensor" && o != Py_None ? no_tensor(o, argument) : "";
    PyErr_Format(script_type_error(), "%s() Expected a value of type '%s' for argument '%s' but instead found type '%s'%s%s",
                 function.c_str(), expected.c_str(), argument.c_str(), Py_TYPE(o)->tp_name, detail(o, type).c_str(),
                 remedy.c_str());
  }
  throw pybind11::error_already_set();
}

}  // namespace anabranch::bind
