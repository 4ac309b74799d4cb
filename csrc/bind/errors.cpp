#include "bind/errors.h"

#include "bind/gil.h"
#include "vm/program.h"

namespace torch {
// Exported by libtorch_python; its header brings TorchScript's with it. Sets the Python exception that PyTorch gives to a C++
// one, the original object where an operator written in Python raised it.
void translate_exception_to_python(const std::exception_ptr& e);
}  // namespace torch

namespace anabranch::bind {

namespace {

namespace py = pybind11;

PyObject* call_class(PyObject* cls, const std::string& message) {
  const auto text = py::reinterpret_steal<py::object>(python_text(message));
  return text ? PyObject_CallOneArg(cls, text.ptr()) : nullptr;
}

// The class the program named, or the one its name stands for. New reference, or null with an exception set.
PyObject* make_exception(const vm::Error& error) {
  if (!error.python_class.isNone()) return call_class(held_object(error.python_class), error.message);
  if (error.type_name == "RuntimeError") return call_class(PyExc_RuntimeError, error.message);
  if (error_helpers().make == nullptr) return call_class(PyExc_RuntimeError, error.type_name + ": " + error.message);
  const auto text = py::reinterpret_steal<py::object>(python_text(error.message));
  return text ? PyObject_CallFunction(error_helpers().make, "sOO", error.type_name.c_str(), text.ptr(), error.of_program ? Py_True : Py_False) : nullptr;
}

py::tuple frame_of(const vm::TraceEntry& entry) {
  const vm::Program& program = *entry.program;
  const vm::Span& span = program.span(entry.span);
  const std::string file = span.file < program.data.files.size() ? program.data.files[span.file] : "";
  return py::make_tuple(entry.kind == vm::TraceEntry::Fork, entry.function->name,
                        py::make_tuple(file, span.line, span.col, span.end_line, span.end_col));
}

void annotate(PyObject* exception, const std::vector<vm::TraceEntry>& trace) {
  if (error_helpers().annotate == nullptr || trace.empty()) return;
  py::list frames;
  for (const vm::TraceEntry& entry : trace)
    if (entry.program && entry.function != nullptr) frames.append(frame_of(entry));
  PyObject* done = PyObject_CallFunctionObjArgs(error_helpers().annotate, exception, frames.ptr(), nullptr);
  if (done == nullptr) PyErr_Clear();  // an exception without notes is better than another exception
  Py_XDECREF(done);
}

PyObject* current_exception() {
  PyObject *type, *value, *trace;
  PyErr_Fetch(&type, &value, &trace);
  PyErr_NormalizeException(&type, &value, &trace);
  if (trace != nullptr) PyException_SetTraceback(value, trace);
  Py_XDECREF(type);
  Py_XDECREF(trace);
  return value;
}

py::object context_of(py::handle exception) { return py::reinterpret_steal<py::object>(PyException_GetContext(exception.ptr())); }

void set_context(py::handle exception, py::object context) {
  for (py::object c = context; c; c = context_of(c))
    if (c.is(exception)) return;  // as Python: a chain never closes
  if (context) PyException_SetContext(exception.ptr(), context.release().ptr());
}

py::object last_of(py::object exception) {
  while (py::object next = context_of(exception)) exception = std::move(next);
  return exception;
}

// The exception itself, without its context. New reference.
PyObject* object_of(const vm::Raised& raised) {
  vm::Error& error = *raised.error;
  PyObject* exception = nullptr;
  if (!error.python_instance.isNone()) {
    exception = Py_NewRef(held_object(error.python_instance));
  } else {
    exception = make_exception(error);
    if (exception == nullptr) exception = current_exception();  // its class could not be called with a message
    error.python_instance = hold_object(exception);
  }
  annotate(exception, raised.trace);
  return exception;
}

// Whether the exception was linked to what was handled when it was raised.
bool is_linked(py::object exception, const vm::ErrorContext* context) {
  if (context == nullptr) return true;
  const IValue& known = context->flight.error->python_instance;
  while (!known.isNone() && exception && exception.ptr() != held_object(known)) exception = context_of(exception);
  return !known.isNone() && exception;
}

// Gives the exception what was handled when it was raised, and that what was handled then; returns the last.
py::object link_contexts(const vm::ErrorContext* context, py::object exception) {
  for (; context != nullptr; context = context->flight.context.get()) {
    const bool known = is_linked(exception, context);
    auto inner = known ? py::reinterpret_borrow<py::object>(held_object(context->flight.error->python_instance))
                       : py::reinterpret_steal<py::object>(object_of(context->flight.to_raised()));
    if (!known) set_context(last_of(exception), inner);
    exception = std::move(inner);
  }
  return exception;
}

}  // namespace

ErrorHelpers& error_helpers() {
  static ErrorHelpers helpers;
  return helpers;
}

PyObject* exception_of(const vm::Raised& raised) {
  auto exception = py::reinterpret_steal<py::object>(object_of(raised));
  link_contexts(raised.context.get(), exception);
  return exception.release().ptr();
}

PyObject* exception_in_flight(const vm::Flight& flight) {
  const IValue& known = flight.error->python_instance;
  if (known.isNone()) return exception_of(flight.to_raised());
  auto exception = py::reinterpret_borrow<py::object>(held_object(known));
  return is_linked(exception, flight.context.get()) ? exception.release().ptr() : exception_of(flight.to_raised());
}

// Python links what the caller handles to the exception, in place of its context: here behind what the program handled.
void raise_python(const vm::Raised& raised) {
  auto exception = py::reinterpret_steal<py::object>(object_of(raised));
  const py::object last = link_contexts(raised.context.get(), exception), context = context_of(exception);
  PyErr_SetObject(py::type::handle_of(exception).ptr(), exception.ptr());
  if (!raised.context || last.is(exception)) return;
  set_context(last, context_of(exception));
  PyException_SetContext(exception.ptr(), py::object(context).release().ptr());
}

void note_recursion(const std::string& note) {
  if (PyErr_Occurred() == nullptr || !PyErr_ExceptionMatches(PyExc_RecursionError)) return;
  PyObject* exception = current_exception();
  PyObject* done = PyObject_CallMethod(exception, "add_note", "s#", note.data(), static_cast<Py_ssize_t>(note.size()));
  if (done == nullptr) PyErr_Clear();
  Py_XDECREF(done);
  PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(exception)), exception);
  Py_DECREF(exception);
}

vm::ErrorRef take_python_error() {
  PyObject* exception = current_exception();
  if (exception == nullptr) return vm::make_error("SystemError", "an error without an exception");
  const auto text = py::reinterpret_steal<py::object>(PyObject_Str(exception));
  std::string message;
  if (!text || !utf8_of(text.ptr(), message)) PyErr_Clear();
  auto error = vm::make_error(Py_TYPE(exception)->tp_name, std::move(message));
  error->python_instance = vm::box(c10::make_intrusive<vm::PyObjectHolder>(exception));
  return error;
}

vm::ErrorRef translate_exception() {
  try {
    throw;
  } catch (py::error_already_set& e) {
    Gil gil;
    e.restore();
    return take_python_error();
  } catch (...) {
    Gil gil;
    try {
      torch::translate_exception_to_python(std::current_exception());
    } catch (...) {
      return {};
    }
    return PyErr_Occurred() ? take_python_error() : vm::ErrorRef();
  }
}

vm::ErrorRef error_from_exception(PyObject* exception) {
  PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(exception)), exception);
  return take_python_error();
}

void define_errors(py::module_& m) {
  m.def("set_error_helpers", [](py::object make, py::object annotate, py::object script_type_error) {
    error_helpers().make = make.inc_ref().ptr();
    error_helpers().script_type_error = script_type_error.inc_ref().ptr();
    error_helpers().annotate = annotate.inc_ref().ptr();
  });
}

}  // namespace anabranch::bind
