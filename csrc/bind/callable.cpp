// _native.Callable: a compiled function that Python calls. Conversion by the signature's plan, the call without the GIL.
#include "aten/default_device.h"
#include "aten/modes.h"
#include "bind/collected.h"
#include "bind/errors.h"
#include "bind/gil.h"
#include "bind/instance.h"
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
  py::object handle;  // the program's
  py::object self;    // the handle of what a method is bound to; null for functions
};

struct CallableObject {
  PyObject_HEAD
  vectorcallfunc vectorcall;
  Plan* plan;  // null: the collector has cleared it
};
CallableObject* callable(PyObject* o) { return reinterpret_cast<CallableObject*>(o); }

// Keeps a program open until it goes, or until the tasks that outlive a call are over: they take the reference.
struct Owner {
  explicit Owner(const py::object& handle) : reference(Py_NewRef(handle.ptr())) {}
  ~Owner() { Py_XDECREF(static_cast<PyObject*>(reference)); }
  Owner(const Owner&) = delete;

  void* reference;
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
  py::object category = py::module_::import("anabranch").attr("SerialWarning");
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
vm::Outcome run_serially(const Plan& plan, std::vector<IValue>&& args, Owner& owner) {
  aten::DefaultDevice device(device_of_modes());
  NoGil release;
  return vm::run(plan.program, std::move(args), vm::CallOptions{true, &owner.reference});
}

vm::Outcome run_released(const Plan& plan, std::vector<IValue>&& args, bool special) {
  Owner owner(plan.handle);
  if (special || aten::thread_is_special()) return run_serially(plan, std::move(args), owner);
  NoGil release;
  return vm::run(plan.program, std::move(args), vm::CallOptions{false, &owner.reference});
}

PyObject* finish(const Plan& plan, vm::Outcome& outcome) {
  drain_dropped();
  if (!report_unseen() || !warn_if_serial()) return nullptr;
  if (outcome.error) {
    raise_python(outcome.error);
    return nullptr;
  }
  const vm::Held result(std::move(outcome.value));
  PyObject* converted = to_python(result.value, plan.signature.result.get());
  if (converted == nullptr) note_recursion("the result of " + plan.signature.function + "() nests too deeply for Python");
  return converted;
}

PyObject* freed() { return PyErr_Format(PyExc_RuntimeError, "a compiled function was called while Python freed it"); }

IValue self_value(const Plan& plan) {
  return vm::box(Ref<vm::Instance>::reclaim_copy(&instance_of(plan.self.cast<InstanceHandle&>())));
}

PyObject* call(PyObject* self, PyObject* const* args, size_t flags, PyObject* keywords) {
  const Plan* plan = callable(self)->plan;  // whoever calls holds the callable
  if (plan == nullptr) return freed();
  try {
    std::vector<IValue> values;
    values.reserve(plan->signature.parameters.size());
    if (plan->self) values.push_back(self_value(*plan));
    bool special = false;
    if (!plan->signature.bind(args, PyVectorcall_NARGS(flags), keywords, values, &special)) return nullptr;
    vm::Outcome outcome = run_released(*plan, std::move(values), special);
    return finish(*plan, outcome);
  } catch (...) {
    if (!PyErr_Occurred()) raise_python(vm::Raised{vm::current_error(), {}});
    return nullptr;
  }
}

PyObject* make(PyTypeObject* type, std::unique_ptr<Plan> plan) {
  PyObject* object = type->tp_alloc(type, 0);
  if (object == nullptr) return nullptr;
  callable(object)->vectorcall = call;
  callable(object)->plan = plan.release();
  return object;
}

Parameter parameter_from(const py::handle& row) {  // (name, type, default or None, has default, keyword only, size or 0)
  py::tuple t = py::reinterpret_borrow<py::tuple>(row);
  Parameter p;
  PyObject* name = py::object(t[0]).release().ptr();
  PyUnicode_InternInPlace(&name);
  p.name = py::reinterpret_steal<py::object>(name);
  p.type = type_from_handle(py::object(t[1]).ptr());
  if (t[3].cast<bool>()) p.fallback = t[2];
  p.keyword_only = t[4].cast<bool>();
  p.size = t[5].cast<Py_ssize_t>();
  return p;
}

// Callable(program, name, parameters, result type[, self value])
PyObject* new_callable(PyTypeObject* type, PyObject* args, PyObject* keywords) {
  try {
    auto arguments = py::reinterpret_borrow<py::tuple>(args);
    if (arguments.size() < 4) return PyErr_Format(PyExc_TypeError, "Callable(program, name, parameters, result)");
    auto plan = std::make_unique<Plan>();
    plan->handle = arguments[0];
    plan->program = plan->handle.cast<ProgramHandle&>().program;
    Signature& signature = plan->signature;
    signature.function = py::object(arguments[1]).cast<std::string>();
    for (py::handle row : py::object(arguments[2])) {
      signature.parameters.push_back(parameter_from(row));
      signature.needs.push_back(py::reinterpret_borrow<py::tuple>(row)[1]);
    }
    for (const Parameter& p : signature.parameters) signature.positional += p.keyword_only ? 0 : 1;
    signature.result = type_from_handle(py::object(arguments[3]).ptr());
    signature.needs.push_back(arguments[3]);
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
  if (callable(self)->plan == nullptr) return freed();
  auto plan = std::make_unique<Plan>(*callable(self)->plan);
  const auto& parameters = plan->signature.parameters;
  if (parameters.empty()) return PyErr_Format(PyExc_TypeError, "%s() takes no self", plan->signature.function.c_str());
  Conversion conversion;
  try {
    IValue converted;
    if (!to_instance(value, *parameters[0].type, converted, conversion))
      conversion.raise(value, plan->signature.function, "self", parameters[0].type.get());
    plan->self = handle_of(Ref<vm::Instance>::reclaim_copy(vm::as<vm::Instance>(converted)));
  } catch (py::error_already_set& e) {
    e.restore();
    return nullptr;
  }
  return make(Py_TYPE(self), std::move(plan));
}

int traverse(PyObject* self, visitproc visit, void* arg) {
  const Visitor visitor(visit, arg);
  if (int stop = visitor.object(reinterpret_cast<PyObject*>(Py_TYPE(self)))) return stop;
  const Plan* plan = callable(self)->plan;
  if (plan == nullptr) return 0;
  if (int stop = visitor.object(plan->handle)) return stop;
  if (int stop = visitor.object(plan->self)) return stop;
  return plan->signature.traverse(visitor);
}

int clear(PyObject* self) {
  delete std::exchange(callable(self)->plan, nullptr);
  return 0;
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
    {Py_tp_dealloc, reinterpret_cast<void*>(destroy<clear>)},
    {Py_tp_traverse, reinterpret_cast<void*>(traverse)},
    {Py_tp_clear, reinterpret_cast<void*>(clear)},
    {Py_tp_call, reinterpret_cast<void*>(PyVectorcall_Call)},
    {Py_tp_methods, methods},
    {Py_tp_members, members},
    {0, nullptr},
};
PyType_Spec spec = {"anabranch._native.Callable", sizeof(CallableObject), 0,
                    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_HAVE_GC, slots};

}  // namespace

void define_callable(py::module_& m) {
  m.add_object("Callable", py::reinterpret_steal<py::object>(PyType_FromSpec(&spec)));
  m.def("set_report_lost", [](py::object f) { report_lost = f.inc_ref().ptr(); });
}

}  // namespace anabranch::bind
