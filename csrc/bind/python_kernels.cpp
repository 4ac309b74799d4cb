// The interpreter's Python kernels, for native kernels that leave their rare cases to Python (kernels/python_kernel.h).
#include "bind/errors.h"
#include "bind/python.h"
#include "bind/to_ivalue.h"
#include "bind/to_python.h"
#include "kernels/python_kernel.h"

namespace anabranch::bind {
namespace {

namespace py = pybind11;

PyObject* lookup = nullptr;  // callable(qualified name) -> callable; kept for the life of the process

[[noreturn]] void throw_python() { throw vm::ScriptException(take_python_error()); }

py::object owned(PyObject* o) {
  if (o == nullptr) throw_python();
  return py::reinterpret_steal<py::object>(o);
}

void assign(PyObject* result, IValue* out) {
  Conversion conversion;
  if (infer_ivalue(result, *out, conversion)) return;
  if (PyErr_Occurred()) throw_python();
  throw vm::ScriptException("TypeError", "a Python kernel returned " + conversion.got);
}

void call(const char* name, IValue* args, size_t n, IValue* out, size_t n_outs) {
  py::gil_scoped_acquire gil;
  py::tuple converted(n);
  for (size_t i = 0; i < n; ++i) converted[i] = owned(to_python(args[i], nullptr));
  const py::object kernel = owned(PyObject_CallFunction(lookup, "s", name));
  const py::object result = owned(PyObject_CallObject(kernel.ptr(), converted.ptr()));
  if (n_outs == 1) return assign(result.ptr(), out);
  for (size_t i = 0; i < n_outs; ++i) assign(PyTuple_GET_ITEM(result.ptr(), i), out + i);
}

}  // namespace

void define_python_kernels(py::module_& m) {
  m.def("set_python_kernels", [](py::object find) {
    lookup = find.release().ptr();
    kernels::set_python_kernel(call);
  }, "find(name) gives the Python kernel of an own operator; called once by runtime/native.py.");
}

}  // namespace anabranch::bind
