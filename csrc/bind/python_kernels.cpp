// The interpreter's Python kernels, for native kernels that leave their rare cases to Python (kernels/python_kernel.h).
#include "bind/errors.h"
#include "bind/python.h"
#include "bind/to_ivalue.h"
#include "bind/to_python.h"
#include "kernels/python_kernel.h"
#include "vm/program.h"

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

// For tests: one native kernel on its own, with the arguments as it left them.
py::tuple run_kernel(const std::string& name, const py::list& arguments, size_t n_outs) {
  const vm::Kernel kernel = vm::find_kernel(name);
  if (kernel == nullptr) throw py::key_error(name);
  std::vector<IValue> given(arguments.size()), outs(n_outs + 1);
  for (size_t i = 0; i < given.size(); ++i) assign(py::object(arguments[i]).ptr(), &given[i]);
  std::vector<IValue> used = given;  // a kernel may move from its arguments; lists and dicts are shared
  try {
    py::gil_scoped_release no_gil;
    kernel(used.data(), used.size(), outs.data());
  } catch (...) {
    py::gil_scoped_acquire gil;
    raise_python({vm::current_error(), {}});
    throw py::error_already_set();
  }
  py::list results, after;
  for (size_t i = 0; i < n_outs; ++i) results.append(owned(to_python(outs[i], nullptr)));
  for (const IValue& v : given) after.append(owned(to_python(v, nullptr)));
  return py::make_tuple(results, after);
}

}  // namespace

void define_python_kernels(py::module_& m) {
  m.def("set_kernel_finder", [](py::object find) {
    lookup = find.release().ptr();
    kernels::set_python_kernel(call);
  }, "find(name) gives the Python kernel of an own operator; called once by runtime/native.py.");
  m.def("has_kernel", [](const std::string& name) { return vm::find_kernel(name) != nullptr; });
  m.def("run_kernel", run_kernel, "(results, arguments afterwards) of one native kernel; for tests.");
}

}  // namespace anabranch::bind
