// Numbers and tensors from Python. A 0-dim tensor or numpy scalar is a number where one is expected, as torch.jit allows.
#include "aten/modes.h"
#include "bind/to_ivalue.h"
#include "vm/codes.h"

#include <torch/csrc/Dtype.h>
#include <torch/csrc/Layout.h>
#include <torch/csrc/MemoryFormat.h>
#include <torch/csrc/QScheme.h>

namespace anabranch::bind {

namespace {

// Where the type says which they are, dtype, layout, memory format and qscheme are ints.
bool code_int(PyObject* o, IValue& out) {
  if (!to_code(o, out)) return false;
  out = vm::as<vm::Code>(out)->number;
  return true;
}

bool is_numpy_scalar(PyObject* o) {
  const char* name = Py_TYPE(o)->tp_name;
  return std::strncmp(name, "numpy.", 6) == 0 && std::strcmp(name, "numpy.ndarray") != 0;
}
bool is_scalar_tensor(PyObject* o) {
  return is_tensor(o) && pybind11::cast<at::Tensor>(pybind11::handle(o)).dim() == 0;
}
bool foreign_number(PyObject* o, const Conversion& c) { return !c.exact && is_foreign_number(o); }

bool from_long(PyObject* o, IValue& out) {
  int overflow = 0;
  const long long value = PyLong_AsLongLongAndOverflow(o, &overflow);
  if (overflow != 0) {
    PyErr_Format(PyExc_OverflowError, "%S does not fit into an int of 64 bits", o);
    return false;
  }
  out = static_cast<int64_t>(value);
  return value != -1 || !PyErr_Occurred();
}

}  // namespace

bool is_foreign_number(PyObject* o) { return is_numpy_scalar(o) || is_scalar_tensor(o); }
pybind11::object item_of(PyObject* o) {
  return pybind11::reinterpret_steal<pybind11::object>(PyObject_CallMethod(o, "item", nullptr));
}

bool is_tensor(PyObject* o) {
  pybind11::detail::type_caster<at::Tensor> caster;
  return caster.load(o, false);
}

bool to_tensor(PyObject* o, IValue& out, Conversion& c) {
  pybind11::detail::type_caster<at::Tensor> caster;
  if (!caster.load(o, false)) return c.mismatch(o);
  auto& tensor = static_cast<at::Tensor&>(caster);
  c.special |= aten::is_special(tensor);
  out = std::move(tensor);
  return true;
}

bool to_int(PyObject* o, IValue& out, Conversion& c) {
  if (PyLong_CheckExact(o)) return from_long(o, out);
  if (c.exact) return c.mismatch(o);
  if (PyLong_Check(o)) return from_long(o, out);  // bool, IntEnum
  if (code_int(o, out)) return true;
  if (!foreign_number(o, c)) return c.mismatch(o);
  auto item = item_of(o);
  if (!item) return false;
  return PyLong_Check(item.ptr()) ? from_long(item.ptr(), out) : c.mismatch(o);
}

bool to_code(PyObject* o, IValue& out) {
  using vm::CodeFamily;
  if (THPDtype_Check(o)) {
    out = vm::code_object(CodeFamily::Dtype, static_cast<int64_t>(reinterpret_cast<THPDtype*>(o)->scalar_type));
  } else if (THPLayout_Check(o)) {
    out = vm::code_object(CodeFamily::Layout, static_cast<int64_t>(reinterpret_cast<THPLayout*>(o)->layout));
  } else if (THPMemoryFormat_Check(o)) {
    out = vm::code_object(CodeFamily::MemoryFormat, static_cast<int64_t>(reinterpret_cast<THPMemoryFormat*>(o)->memory_format));
  } else if (THPQScheme_Check(o)) {
    out = vm::code_object(CodeFamily::QScheme, static_cast<int64_t>(reinterpret_cast<THPQScheme*>(o)->qscheme));
  } else {
    return false;
  }
  return true;
}

bool to_float(PyObject* o, IValue& out, Conversion& c) {
  if (PyFloat_Check(o)) {
    out = PyFloat_AS_DOUBLE(o);
    return true;
  }
  if (c.exact) return c.mismatch(o);
  pybind11::object number = pybind11::reinterpret_borrow<pybind11::object>(o);
  if (foreign_number(o, c)) number = item_of(o);
  if (!number) return false;
  if (!PyLong_Check(number.ptr()) && !PyFloat_Check(number.ptr())) return c.mismatch(o);
  out = PyFloat_AsDouble(number.ptr());
  return !PyErr_Occurred();
}

bool to_bool(PyObject* o, IValue& out, Conversion& c) {
  if (PyBool_Check(o)) {
    out = o == Py_True;
    return true;
  }
  if (c.exact || !(PyLong_Check(o) || foreign_number(o, c))) return c.mismatch(o);
  const int truth = PyObject_IsTrue(o);
  out = truth == 1;
  return truth >= 0;
}

bool to_complex(PyObject* o, IValue& out, Conversion& c) {
  if (!PyComplex_Check(o) && (c.exact || !(PyFloat_Check(o) || PyLong_Check(o) || foreign_number(o, c)))) return c.mismatch(o);
  const Py_complex z = PyComplex_AsCComplex(o);
  out = c10::complex<double>(z.real, z.imag);
  return !PyErr_Occurred();
}

bool to_number(PyObject* o, IValue& out, Conversion& c) {
  if (PyBool_Check(o)) return to_bool(o, out, c);
  if (PyLong_Check(o)) return from_long(o, out);
  if (PyFloat_Check(o)) return to_float(o, out, c);
  if (PyComplex_Check(o)) return to_complex(o, out, c);
  if (!foreign_number(o, c)) return c.mismatch(o);
  auto item = item_of(o);
  return item && to_number(item.ptr(), out, c);
}

}  // namespace anabranch::bind
