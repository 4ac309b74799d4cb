// The operators of autograd, by the interpreter's Python kernels; native kernels one by one, for tests.
#include "bind/errors.h"
#include "bind/gil.h"
#include "bind/python.h"
#include "bind/to_ivalue.h"
#include "bind/to_python.h"
#include "vm/hooks.h"
#include "vm/kernel.h"

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

bool autograd(const char* name, IValue* args, size_t n, IValue* out, vm::Raised* error) {
  Gil gil;
  try {
    py::tuple converted(n);
    for (size_t i = 0; i < n; ++i) converted[i] = owned(to_python(args[i], nullptr));
    const py::object kernel = owned(PyObject_CallFunction(lookup, "s", name));
    const py::object result = owned(outlived([&] { return PyObject_CallObject(kernel.ptr(), converted.ptr()); }));
    if (!result.is_none()) assign(result.ptr(), out);
    return true;
  } catch (...) {
    error->error = vm::current_error();
    return false;
  }
}

// For tests: one native kernel on its own, with the arguments as it left them.
py::tuple run_kernel(const std::string& name, const py::list& arguments, size_t n_outs) {
  const vm::Kernel kernel = vm::find_kernel(name);
  if (kernel == nullptr) throw py::key_error(name);
  std::vector<IValue> given(arguments.size()), outs(n_outs + 1);
  for (size_t i = 0; i < given.size(); ++i) assign(py::object(arguments[i]).ptr(), &given[i]);
  std::vector<IValue> used = given;  // a kernel may move from its arguments; lists and dicts are shared
  try {
    NoGil no_gil;
    kernel(used.data(), used.size(), outs.data());
  } catch (...) {
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
    vm::Hooks hooks{};
    hooks.autograd = autograd;
    vm::set_hooks(hooks);
  }, "find(name) gives the Python kernel of an own operator; called once by runtime/native.py.");
  m.def("has_kernel", [](const std::string& name) { return vm::find_kernel(name) != nullptr; });
  m.def("run_kernel", run_kernel, "(results, arguments afterwards) of one native kernel; for tests.");
}

}  // namespace anabranch::bind
