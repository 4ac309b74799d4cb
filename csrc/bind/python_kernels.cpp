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

PyObject* lookup = nullptr;  // callable(qualified name of the overload) -> callable; kept for the life of the process

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
py::tuple run_kernel(const std::string& symbol, const py::list& arguments, size_t n_outs) {
  const vm::Kernel kernel = vm::find_kernel(symbol);
  if (kernel == nullptr) throw py::key_error(symbol);
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
  py::list results, after, same;
  for (size_t i = 0; i < n_outs; ++i) results.append(owned(to_python(outs[i], nullptr)));
  for (const IValue& v : given) after.append(owned(to_python(v, nullptr)));
  for (size_t i = 0; i < n_outs; ++i)
    for (size_t k = 0; k < given.size(); ++k)
      if (outs[i].isPtrType() && outs[i].is(given[k])) same.append(py::make_tuple(i, k));
  return py::make_tuple(results, after, same);
}

}  // namespace

void define_python_kernels(py::module_& m) {
  m.def("set_kernel_finder", [](py::object find) {
    lookup = find.release().ptr();
    vm::Hooks hooks{};
    hooks.autograd = autograd;
    vm::set_hooks(hooks);
  }, "find(name) gives the Python kernel of an own operator; called once by runtime/native.py.");
  m.def("kernel_symbols", vm::kernel_symbols);
  m.def("run_kernel", run_kernel, "One native kernel, for tests: (results, arguments afterwards, pairs (i, k) where result i is argument k).");
}

}  // namespace anabranch::bind
