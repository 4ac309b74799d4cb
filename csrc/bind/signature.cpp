#include "bind/signature.h"

#include "bind/errors.h"

namespace anabranch::bind {

namespace {

bool type_error(const char* format, const std::string& function, PyObject* name) {
  PyErr_Format(script_type_error(), format, function.c_str(), name);
  return false;
}

bool too_many(const Signature& s, size_t wanted, size_t given) {
  PyErr_Format(script_type_error(), "%s() takes %zu positional argument%s but %zu %s given", s.function.c_str(), wanted,
               wanted == 1 ? "" : "s", given, given == 1 ? "was" : "were");
  return false;
}

}  // namespace

// A number that stands for as many as the parameter's list has.
bool Signature::convert_number(size_t i, PyObject* o, IValue& out, bool* special) const {
  pybind11::list all;
  for (Py_ssize_t k = 0; k < parameters[i].size; ++k) all.append(pybind11::handle(o));
  return convert(i, all.ptr(), out, special);
}

bool Signature::convert(size_t i, PyObject* o, IValue& out, bool* special) const {
  const Parameter& p = parameters[i];
  if (p.size != 0 && (PyLong_Check(o) || PyFloat_Check(o))) return convert_number(i, o, out, special);
  if (p.type->kind == TypeKind::Int && PyLong_CheckExact(o)) {  // the commonest, without a detour
    int overflow = 0;
    const long long value = PyLong_AsLongLongAndOverflow(o, &overflow);
    if (overflow == 0) {
      out = static_cast<int64_t>(value);
      return true;
    }
  }
  Conversion conversion;
  try {
    if (to_ivalue(o, *p.type, out, conversion)) {
      *special |= conversion.special;
      return true;
    }
    note_recursion("argument '" + std::string(PyUnicode_AsUTF8(p.name.ptr())) + "' of " + function + "() nests too deeply");
    conversion.raise(o, function, PyUnicode_AsUTF8(p.name.ptr()), p.type.get());
  } catch (pybind11::error_already_set& e) {
    e.restore();
  } catch (...) {
    raise_python(vm::Raised{vm::current_error(), {}});
  }
  return false;
}

int Signature::traverse(const Visitor& visitor) const {
  for (const Parameter& p : parameters)
    if (int stop = visitor.object(p.fallback)) return stop;
  return visitor.objects(needs);
}

bool Signature::bind_keywords(PyObject* const* values, PyObject* keywords, size_t given, PyObject** chosen) const {
  const Py_ssize_t n = PyTuple_GET_SIZE(keywords);
  for (Py_ssize_t k = 0; k < n; ++k) {
    PyObject* name = PyTuple_GET_ITEM(keywords, k);
    size_t i = 0;
    while (i < parameters.size() && parameters[i].name.ptr() != name) ++i;
    if (i == parameters.size())  // a name that is not interned
      for (i = 0; i < parameters.size() && PyUnicode_Compare(parameters[i].name.ptr(), name) != 0;) ++i;
    if (i == parameters.size()) return type_error("%s() got an unexpected keyword argument '%U'", function, name);
    if (i < given || chosen[i] != nullptr) return type_error("%s() got multiple values for argument '%U'", function, name);
    chosen[i] = values[k];
  }
  return true;
}

bool Signature::bind(PyObject* const* args, size_t n_args, PyObject* keywords, std::vector<IValue>& out, bool* special) const {
  const size_t self = out.size();
  const size_t n = parameters.size();
  if (self + n_args > positional) return too_many(*this, positional - self, n_args);
  std::vector<PyObject*> named;
  if (keywords != nullptr) {
    named.resize(n);
    if (!bind_keywords(args + n_args, keywords, self + n_args, named.data())) return false;
  }
  out.resize(n);
  for (size_t i = self; i < n; ++i) {
    PyObject* o = i < self + n_args ? args[i - self] : keywords != nullptr ? named[i] : nullptr;
    if (o == nullptr) o = parameters[i].fallback.ptr();
    if (o == nullptr) return type_error("%s() missing a required argument: '%U'", function, parameters[i].name.ptr());
    if (!convert(i, o, out[i], special)) return false;
  }
  return true;
}

}  // namespace anabranch::bind
