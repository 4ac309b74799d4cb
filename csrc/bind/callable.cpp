// _native.Callable: a compiled function that Python calls. Conversion by the signature's plan, the call without the GIL.
#include "aten/default_device.h"
#include "aten/modes.h"
#include "bind/errors.h"
#include "bind/gil.h"
#include "bind/program_handle.h"
#include "bind/signature.h"
#include "bind/to_python.h"
#include "vm/run.h"

#include <structmember.h>

namespace anabranch::bind {

namespace {

namespace py = pybind11;

struct Plan {
  Signature signature;
  Ref<vm::Program> program;
  IValue self;  // what a method is bound to; None for functions
  bool has_self = false;
};

struct CallableObject {
  PyObject_HEAD
  vectorcallfunc vectorcall;
  std::shared_ptr<const Plan>* plan;
};

PyObject* report_lost = nullptr;  // callable([exception]): warns about failures that nobody waited for

bool report_unseen() {
  const std::vector<vm::Raised> failures = vm::take_unseen_failures();
  if (failures.empty() || report_lost == nullptr) return true;
  py::list errors;
  for (const vm::Raised& raised : failures) errors.append(py::reinterpret_steal<py::object>(exception_of(raised)));
  PyObject* done = PyObject_CallOneArg(report_lost, errors.ptr());
  Py_XDECREF(done);
  return done != nullptr;  // a warning made an error
}

bool warn_if_serial() {
  if (!vm::take_threads_refused()) return true;
  py::object category = py::module_::import("anabranch.errors").attr("SerialWarning");
  const char* text =
      "the system starts no more threads: tasks run serially\nhelp: raise the limit on processes (ulimit -u), or call "
      "set_num_workers(0)";
  return PyErr_WarnEx(category.ptr(), text, 2) == 0;
}

std::optional<c10::Device> device_of_modes() {
  if (!aten::has_function_mode()) return std::nullopt;
  py::object device = py::module_::import("torch").attr("get_default_device")();
  return reinterpret_cast<THPDevice*>(device.ptr())->device;
}

// With a mode or tensor in force that pool workers cannot reproduce: serially, on this thread.
vm::Outcome run_serially(const Plan& plan, std::vector<IValue>&& args) {
  aten::DefaultDevice device(device_of_modes());
  NoGil release;
  return vm::run(plan.program, std::move(args), vm::CallOptions{true});
}

vm::Outcome run_released(const Plan& plan, std::vector<IValue>&& args, bool special) {
  if (special || aten::thread_is_special()) return run_serially(plan, std::move(args));
  NoGil release;
  return vm::run(plan.program, std::move(args));
}

PyObject* finish(const Plan& plan, vm::Outcome& outcome) {
  drain_dropped();
  if (!report_unseen() || !warn_if_serial()) return nullptr;
  if (outcome.error) {
    raise_python(outcome.error);
    return nullptr;
  }
  const vm::Held result(std::move(outcome.value));
  PyObject* converted = to_python(result.value, plan.signature.result);
  if (converted == nullptr) note_recursion("the result of " + plan.signature.function + "() nests too deeply for Python");
  return converted;
}

PyObject* call(PyObject* self, PyObject* const* args, size_t flags, PyObject* keywords) {
  const std::shared_ptr<const Plan> plan = *reinterpret_cast<CallableObject*>(self)->plan;  // lives as long as the call
  try {
    std::vector<IValue> values;
    values.reserve(plan->signature.parameters.size());
    if (plan->has_self) values.push_back(plan->self);
    bool special = false;
    if (!plan->signature.bind(args, PyVectorcall_NARGS(flags), keywords, values, &special)) return nullptr;
    vm::Outcome outcome = run_released(*plan, std::move(values), special);
    return finish(*plan, outcome);
  } catch (...) {
    if (!PyErr_Occurred()) raise_python(vm::Raised{vm::current_error(), {}});
    return nullptr;
  }
}

PyObject* make(PyTypeObject* type, std::shared_ptr<const Plan> plan) {
  PyObject* object = type->tp_alloc(type, 0);
  if (object == nullptr) return nullptr;
  reinterpret_cast<CallableObject*>(object)->vectorcall = call;
  reinterpret_cast<CallableObject*>(object)->plan = new std::shared_ptr<const Plan>(std::move(plan));
  return object;
}

Parameter parameter_from(const py::handle& row) {  // (name, type, default or None, has default, keyword only)
  py::tuple t = py::reinterpret_borrow<py::tuple>(row);
  Parameter p;
  p.name = py::object(t[0]).inc_ref().ptr();
  PyUnicode_InternInPlace(&p.name);
  p.type = type_from_handle(py::object(t[1]).ptr());
  if (t[3].cast<bool>()) p.fallback = t[2];
  p.keyword_only = t[4].cast<bool>();
  return p;
}

// Callable(program, name, parameters, result type[, self value])
PyObject* new_callable(PyTypeObject* type, PyObject* args, PyObject* keywords) {
  try {
    auto arguments = py::reinterpret_borrow<py::tuple>(args);
    if (arguments.size() < 4) return PyErr_Format(PyExc_TypeError, "Callable(program, name, parameters, result)");
    auto plan = std::make_shared<Plan>();
    plan->program = py::object(arguments[0]).cast<ProgramHandle&>().program;
    plan->signature.function = py::object(arguments[1]).cast<std::string>();
    for (py::handle row : py::object(arguments[2])) plan->signature.parameters.push_back(parameter_from(row));
    for (const Parameter& p : plan->signature.parameters) plan->signature.positional += p.keyword_only ? 0 : 1;
    plan->signature.result = type_from_handle(py::object(arguments[3]).ptr());
    return make(type, std::move(plan));
  } catch (py::error_already_set& e) {
    e.restore();
  } catch (const std::exception& e) {
    PyErr_SetString(PyExc_TypeError, e.what());
  }
  return nullptr;
}

// The method of one object: the same plan with `self` in front.
PyObject* bind_self(PyObject* self, PyObject* value) {
  auto plan = std::make_shared<Plan>(**reinterpret_cast<CallableObject*>(self)->plan);
  const auto& parameters = plan->signature.parameters;
  if (parameters.empty()) return PyErr_Format(PyExc_TypeError, "%s() takes no self", plan->signature.function.c_str());
  Conversion conversion;
  try {
    if (!to_ivalue(value, *parameters[0].type, plan->self, conversion))
      conversion.raise(plan->signature.function, "self", parameters[0].type);
  } catch (py::error_already_set& e) {
    e.restore();
    return nullptr;
  }
  plan->has_self = true;
  return make(Py_TYPE(self), std::move(plan));
}

void destroy(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  delete reinterpret_cast<CallableObject*>(self)->plan;
  type->tp_free(self);
  Py_DECREF(type);
}

PyMethodDef methods[] = {
    {"bind", bind_self, METH_O, "The callable with its first argument given."},
    {nullptr, nullptr, 0, nullptr},
};
PyMemberDef members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(CallableObject, vectorcall), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};
PyType_Slot slots[] = {
    {Py_tp_doc, const_cast<char*>("A compiled function.")},
    {Py_tp_new, reinterpret_cast<void*>(new_callable)},
    {Py_tp_dealloc, reinterpret_cast<void*>(destroy)},
    {Py_tp_call, reinterpret_cast<void*>(PyVectorcall_Call)},
    {Py_tp_methods, methods},
    {Py_tp_members, members},
    {0, nullptr},
};
PyType_Spec spec = {"anabranch._native.Callable", sizeof(CallableObject), 0,
                    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_VECTORCALL, slots};

}  // namespace

void define_callable(py::module_& m) {
  m.add_object("Callable", py::reinterpret_steal<py::object>(PyType_FromSpec(&spec)));
  m.def("set_report_lost", [](py::object f) { report_lost = f.inc_ref().ptr(); });
}

}  // namespace anabranch::bind
