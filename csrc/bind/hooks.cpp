// What the machine asks of Python (vm/hooks.h). Each hook takes the GIL itself.
#include "aten/threads.h"
#include "bind/errors.h"
#include "bind/gil.h"
#include "bind/private_python.h"
#include "bind/python_call.h"
#include "bind/to_ivalue.h"
#include "bind/to_python.h"
#include "vm/hooks.h"

#include <thread>

namespace anabranch::bind {

namespace {

namespace py = pybind11;

bool failed(vm::Raised* error) {
  error->error = take_python_error();
  return false;
}

bool result_from_python(const PythonCall& call, const py::object& result, IValue* out) {
  Conversion conversion;
  if (to_ivalue(result.ptr(), *call.result, *out, conversion)) return true;
  if (!PyErr_Occurred())
    PyErr_Format(script_type_error(), "%s() expected value of type %s for return value but instead got value of type %s%s",
                 call.name.c_str(), call.result->name.c_str(), Py_TYPE(result.ptr())->tp_name,
                 conversion.detail(result.ptr(), call.result.get()).c_str());
  return false;
}

bool call_with(const PythonCall& call, const IValue* args, size_t n, IValue* out) {
  std::vector<py::object> held(n);
  std::vector<PyObject*> raw(n + 1);
  for (size_t i = 0; i < n; ++i) {
    held[i] = py::reinterpret_steal<py::object>(to_python(args[i], i < call.arguments.size() ? call.arguments[i].get() : nullptr));
    if (!held[i]) return false;
    raw[i + 1] = held[i].ptr();
  }
  auto result = py::reinterpret_steal<py::object>(outlived(
      [&] { return PyObject_Vectorcall(call.fn.ptr(), raw.data() + 1, n | PY_VECTORCALL_ARGUMENTS_OFFSET, nullptr); }));
  return result && result_from_python(call, result, out);
}

bool call_python(const IValue& callable, IValue* args, size_t n, IValue* out, vm::Raised* error) {
  Gil gil;
  drain_dropped();
  try {
    const auto& call = py::cast<PythonCall&>(py::handle(held_object(callable)));
    return call_with(call, args, n, out) || failed(error);
  } catch (...) {
    error->error = vm::current_error();
    return false;
  }
}

void error_values(const vm::Flight& flight, IValue* type, IValue* value) {
  Gil gil;
  auto exception = py::reinterpret_steal<py::object>(exception_in_flight(flight));
  *type = hold_object(reinterpret_cast<PyObject*>(Py_TYPE(exception.ptr())));
  *value = hold_object(exception.ptr());
}
int enter_python() { return take_gil(); }
void leave_python(int state) { give_gil_back(static_cast<PyGILState_STATE>(state)); }

unsigned long main_thread = 0;

// Only the thread that may run handlers asks Python, and only when there is something to ask: the GIL may be busy.
bool poll_signals(vm::Raised* error) {
  if (PyThread_get_thread_ident() != main_thread || !anabranch_may_have_signal()) return false;
  Gil gil;
  if (PyErr_CheckSignals() == 0) return false;
  failed(error);
  return true;
}

bool print_line(const std::string& line, vm::Raised* error) {
  Gil gil;
  try {
    const auto text = py::reinterpret_steal<py::object>(python_text(line + "\n"));
    outlived([&] { py::module_::import("sys").attr("stdout").attr("write")(text); });
    return true;
  } catch (...) {
    error->error = vm::current_error();
    return false;
  }
}

// Attributed to what calls the compiled function, as far as this thread knows of it.
bool warn(const std::string& message, int64_t stacklevel, vm::Raised* error) {
  Gil gil;
  const auto level = static_cast<Py_ssize_t>(std::max<int64_t>(stacklevel, 1));
  const auto text = py::reinterpret_steal<py::object>(python_text(message));
  if (text && outlived([&] { return PyErr_WarnFormat(PyExc_UserWarning, level, "%U", text.ptr()); }) == 0) return true;
  return failed(error);
}

bool str_value(const IValue& v, bool repr, std::string* out, vm::Raised* error) {
  Gil gil;
  auto object = py::reinterpret_steal<py::object>(to_python(v, nullptr));
  const auto text_of = [&] { return repr ? PyObject_Repr(object.ptr()) : PyObject_Str(object.ptr()); };
  auto text = object ? py::reinterpret_steal<py::object>(outlived(text_of)) : py::object();
  return (text && utf8_of(text.ptr(), *out)) || failed(error);
}

}  // namespace

// At module load, and in the child of a fork: the forking thread is the main thread there.
void note_main_thread() {
  main_thread = py::module_::import("threading").attr("main_thread")().attr("ident").cast<unsigned long>();
}

void install_hooks() {
  note_main_thread();
  vm::Hooks hooks{};
  hooks.call_python = call_python;
  hooks.error_values = error_values;
  hooks.enter_python = enter_python;
  hooks.leave_python = leave_python;
  hooks.drop_python = drop_object;
  hooks.translate = translate_exception;
  hooks.poll_signals = poll_signals;
  hooks.print = print_line;
  hooks.set_thread_width = aten::set_thread_width;
  hooks.warn = warn;
  hooks.str_value = str_value;
  vm::set_hooks(hooks);
}

void define_python_call(py::module_& m) {
  py::class_<PythonCall>(m, "PythonCall", "A Python callable with the types at its border.", collected<PythonCall>())
      .def(py::init([](const std::string& name, py::object fn, const std::vector<py::object>& arguments, py::object result) {
        PythonCall call{name, std::move(fn), {}, type_from_handle(result.ptr()), arguments};
        for (const py::object& a : arguments) call.arguments.push_back(type_from_handle(a.ptr()));
        call.needs.push_back(std::move(result));
        return call;
      }));
}

}  // namespace anabranch::bind
