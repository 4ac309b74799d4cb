// _native.Future: the live state behind a Future (the protocol `futures.State`).
#include "bind/callbacks.h"
#include "bind/errors.h"
#include "bind/gil.h"
#include "bind/to_ivalue.h"
#include "bind/to_python.h"
#include "vm/run.h"

namespace anabranch::bind {

namespace {

namespace py = pybind11;

struct FutureState {
  int traverse(const Visitor& visitor) const {
    if (int stop = visitor.object(value_type)) return stop;
    if (int stop = visitor.object(value)) return stop;
    return visitor.value(future);
  }
  void close() {
    const IValue let_go = std::exchange(future, IValue());
    const py::object converted = std::exchange(value, {}), type = std::exchange(value_type, py::none());
  }

  IValue future;
  py::object value_type;  // a handle, or None
  py::object value;       // converted once: a list is the same list each time, as in eager
};

bool wait_future(FutureState& self, double timeout) {
  vm::Raised interrupted;
  bool done = false;
  {
    NoGil release;
    done = vm::future_wait(self.future, timeout, &interrupted);
  }
  drain_dropped();
  if (interrupted) {
    raise_python(interrupted);
    throw py::error_already_set();
  }
  return done;
}

py::tuple outcome_of(FutureState& self) {
  vm::Outcome outcome = vm::future_outcome(self.future);
  if (outcome.error) return py::make_tuple(py::none(), py::reinterpret_steal<py::object>(exception_of(outcome.error)));
  if (!self.value) {
    const TypeDesc* type = self.value_type.is_none() ? nullptr : type_from_handle(self.value_type.ptr()).get();
    self.value = py::reinterpret_steal<py::object>(to_python(outcome.value, type));
    if (!self.value) throw py::error_already_set();
  }
  return py::make_tuple(self.value, py::none());
}

void add_callback(FutureState& self, py::object callback) {
  if (vm::future_done(self.future)) {
    callback();
    return;
  }
  PyObject* owned = callback.release().ptr();
  vm::future_on_done(self.future, [owned] { run_later(owned); });
}

bool cancel_future(FutureState& self) {
  NoGil release;
  return vm::future_cancel(self.future);
}

bool was_cancelled(FutureState& self) {
  if (!vm::future_done(self.future)) return false;
  vm::Outcome outcome = vm::future_outcome(self.future);
  return outcome.error && outcome.error.error->cancelled;
}

// The state of the library's own Future, or the object itself.
py::object state_of(PyObject* o) {
  auto state = py::reinterpret_steal<py::object>(PyObject_GetAttrString(o, "state"));
  if (!state) PyErr_Clear();
  return state ? state : py::reinterpret_borrow<py::object>(o);
}

// A future that Python finished (an eager fork, `then`): a finished one for the program.
bool from_python_state(const py::object& state, const TypeDesc& type, IValue& out, Conversion& c) {
  state.attr("wait")(-1.0);
  py::tuple outcome = state.attr("outcome")();
  if (!outcome[1].is_none()) {
    out = vm::failed_future(vm::Raised{error_from_exception(outcome[1].ptr()), {}});
    return true;
  }
  IValue value;
  const bool fits = type.params.empty() ? infer_ivalue(outcome[0].ptr(), value, c)
                                        : to_ivalue(outcome[0].ptr(), *type.params[0], value, c);
  if (!fits) {
    if (!PyErr_Occurred()) c.got = "a Future of " + c.got;
    return false;
  }
  out = vm::finished_future(std::move(value));
  return true;
}

}  // namespace

bool to_future(PyObject* o, const TypeDesc& type, IValue& out, Conversion& c) {
  py::object state = state_of(o);
  if (py::isinstance<FutureState>(state)) {
    out = state.cast<FutureState&>().future;
    return true;
  }
  if (!py::hasattr(state, "outcome") || !py::hasattr(state, "wait")) return c.mismatch(o);
  try {
    return from_python_state(state, type, out, c);
  } catch (py::error_already_set& e) {
    e.restore();
    return false;
  }
}

PyObject* future_to_python(const IValue& v, const TypeDesc* type) {
  const bool typed = type != nullptr && type->kind == TypeKind::Future && !type->params.empty();
  PyObject* state = py::cast(FutureState{v, handle_object(typed ? type->params[0].get() : nullptr), {}}).release().ptr();
  if (wrappers().future == nullptr) return state;
  PyObject* future = PyObject_CallOneArg(wrappers().future, state);
  Py_DECREF(state);
  return future;
}

void define_future(py::module_& m) {
  py::class_<FutureState>(m, "Future", "The state of a task of the native machine.", collected<FutureState>())
      .def("done", [](const FutureState& self) { return vm::future_done(self.future); })
      .def("wait", &wait_future)
      .def("outcome", &outcome_of)
      .def("add_callback", &add_callback)
      .def("cancel", &cancel_future)
      .def("cancelled", &was_cancelled);
  m.def("set_future_wrapper", [](py::object f) { wrappers().future = f.inc_ref().ptr(); });
}

}  // namespace anabranch::bind
