// Python objects → values, by static type. Lenient where torch.jit is (numpy scalars, 0-dim tensors for numbers, tuples for
// lists), exact otherwise. Everything here runs under the GIL.
#pragma once

#include "bind/types.h"

namespace anabranch::bind {

// One conversion of a call's arguments: why it failed, and what was noticed on the way.
struct Conversion {
  std::string got;       // "str", "a list whose item 2 is a str"; empty when a Python exception is set instead
  bool exact = false;    // no conversions between kinds of numbers (choosing among the members of a Union)
  bool special = false;  // a tensor that pool workers must not touch was met

  bool mismatch(PyObject* o);
  // What is to be said behind the object's type: ": a list whose item 2 is a str".
  std::string detail(PyObject* o, const TypeDesc* type) const;
  // Raises TypeError "f() Expected a value of type 'int' for argument 'count' but instead found type 'str'", or lets the
  // Python exception through.
  [[noreturn]] void raise(PyObject* o, const std::string& function, const std::string& argument,
                          const TypeDesc* type = nullptr) const;
};

bool to_ivalue(PyObject* o, const TypeDesc& type, IValue& out, Conversion& conversion);
// By the object's own type: for Any.
bool infer_ivalue(PyObject* o, IValue& out, Conversion& conversion);

// numbers.cpp
bool to_int(PyObject* o, IValue& out, Conversion& conversion);
bool to_code(PyObject* o, IValue& out);  // a dtype and the like, as an object
bool to_float(PyObject* o, IValue& out, Conversion& conversion);
bool to_bool(PyObject* o, IValue& out, Conversion& conversion);
bool to_complex(PyObject* o, IValue& out, Conversion& conversion);
bool to_number(PyObject* o, IValue& out, Conversion& conversion);
bool to_tensor(PyObject* o, IValue& out, Conversion& conversion);
bool is_tensor(PyObject* o);
bool is_foreign_number(PyObject* o);    // a 0-dim tensor, a numpy scalar
pybind11::object item_of(PyObject* o);  // the number in it; null with an exception set

// instance.cpp, future.cpp
bool to_instance(PyObject* o, const TypeDesc& type, IValue& out, Conversion& conversion);
bool to_future(PyObject* o, const TypeDesc& type, IValue& out, Conversion& conversion);

}  // namespace anabranch::bind
