// How Python's arguments become a program's: made once for each callable.
#pragma once

#include "bind/to_ivalue.h"

namespace anabranch::bind {

struct Parameter {
  pybind11::object name;     // interned
  Ref<TypeDesc> type;
  pybind11::object fallback;  // the default, converted at each call: a list must be a fresh one. Null: required
  bool keyword_only = false;
  Py_ssize_t size = 0;  // of a list that one number stands for; 0: none does
};

struct Signature {
  std::string function;
  std::vector<Parameter> parameters;
  Ref<TypeDesc> result;
  size_t positional = 0;  // parameters that may be given by position

  // Fills `out` in order. False with a Python exception set; `special` when a tensor must not leave this thread.
  // `given` values (a bound self) stand in front already.
  bool bind(PyObject* const* args, size_t n_args, PyObject* keywords, std::vector<IValue>& out, bool* special) const;
  int traverse(const Visitor& visitor) const;
  std::vector<pybind11::object> needs;  // the handles of the types

 private:
  bool bind_keywords(PyObject* const* values, PyObject* keywords, size_t given, PyObject** chosen) const;
  bool convert(size_t i, PyObject* o, IValue& out, bool* special) const;
  bool convert_number(size_t i, PyObject* o, IValue& out, bool* special) const;
};

}  // namespace anabranch::bind
