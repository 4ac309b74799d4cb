// _native.Instance: a class or module instance seen from Python, slot by slot. What users see is built on it in Python.
#include "bind/instance.h"

#include "bind/to_ivalue.h"
#include "bind/to_python.h"

namespace anabranch::bind {

namespace {

namespace py = pybind11;

PyObject* attribute_name() {
  static PyObject* name = PyUnicode_InternFromString("_instance");
  return name;
}

const TypeDesc* slot_type(const vm::Instance& instance, size_t slot) {
  const auto& types = instance.cls->slot_types;
  if (slot >= instance.slots.size()) throw py::index_error("no such slot");
  return slot < types.size() ? types[slot].get() : nullptr;
}

py::object get_slot(const InstanceHandle& self, size_t slot) {
  const vm::Instance& instance = instance_of(self);
  const TypeDesc* type = slot_type(instance, slot);
  const vm::Held held(instance.get(slot));
  auto value = py::reinterpret_steal<py::object>(to_python(held.value, type));
  if (!value) throw py::error_already_set();
  return value;
}

void set_slot(InstanceHandle& self, size_t slot, py::object value) {
  vm::Instance& instance = instance_of(self);
  const TypeDesc* type = slot_type(instance, slot);
  IValue converted;
  Conversion conversion;
  const bool fits = type == nullptr ? infer_ivalue(value.ptr(), converted, conversion)
                                    : to_ivalue(value.ptr(), *type, converted, conversion);
  if (!fits) conversion.raise(value.ptr(), instance.cls->name, instance.cls->slot_names.at(slot), type);
  const auto* module = vm::try_as<vm::Instance>(converted);
  self.adopt(slot, module != nullptr && module->cls->is_module ? static_cast<InstanceHandle*>(module->user) : nullptr);
  instance.set(slot, std::move(converted));
}

std::unique_ptr<InstanceHandle> make_instance(const py::object& type) {
  const auto& cls = type_from_handle(type.ptr())->cls;
  return std::make_unique<InstanceHandle>(c10::make_intrusive<vm::Instance>(cls, cls->slot_names.size()));
}

// An object of the user's own Python class: a new instance with its attributes, as torch.jit does.
bool from_attributes(PyObject* o, const TypeDesc& type, IValue& out, Conversion& c) {
  PyObject* user_class = python_type(&type).python_class.ptr();
  if (user_class == nullptr || type.cls->is_module || !PyObject_IsInstance(o, user_class)) return c.mismatch(o);
  if (reinterpret_cast<PyObject*>(Py_TYPE(o)) != user_class) {
    // Compiled code calls the methods of the class that it was compiled for.
    c.got = Py_TYPE(o)->tp_name + std::string(", a class derived from it, whose own methods would not run");
    return false;
  }
  auto instance = c10::make_intrusive<vm::Instance>(type.cls, type.cls->slot_names.size());
  for (size_t i = 0; i < instance->slots.size(); ++i) {
    auto value = py::reinterpret_steal<py::object>(PyObject_GetAttrString(o, type.cls->slot_names[i].c_str()));
    if (!value || !to_ivalue(value.ptr(), *type.cls->slot_types[i], instance->slots[i], c)) return false;
  }
  out = vm::box(std::move(instance));
  return true;
}

py::object type_of(const InstanceHandle& self) {
  return self.cls.is_none() ? self.cls : type_handle(self.cls.ptr()).python.ir_type;
}

constexpr int kDeepest = 100;  // modules in modules: what nests deeper is never quiet

// Parents first: who holds one may reach the child through it, and drop it then.
bool is_quiet(const InstanceHandle& handle, int depth) {
  if (depth > kDeepest || !handle.instance) return false;
  for (const InstanceHandle* parent : handle.parents)
    if (!is_quiet(*parent, depth + 1)) return false;
  const bool quiet = handle.instance.use_count() == 1 + handle.parents.size();
  std::atomic_thread_fence(std::memory_order_acquire);
  return quiet;
}

}  // namespace

py::object handle_behind(PyObject* o) {
  if (py::isinstance<InstanceHandle>(py::handle(o))) return py::reinterpret_borrow<py::object>(o);
  auto inner = py::reinterpret_steal<py::object>(PyObject_GetAttr(o, attribute_name()));
  if (!inner) PyErr_Clear();
  return inner && py::isinstance<InstanceHandle>(inner) ? inner : py::object();
}

InstanceHandle::InstanceHandle(Ref<vm::Instance> of) : instance(std::move(of)) {
  TypeHandle* type = handle_of_class(instance->cls.get());
  cls = object_of(type);
  if (type != nullptr) type->instances.insert(this);
  instance->user = this;
}

bool InstanceHandle::is_quiet() const { return bind::is_quiet(*this, 0); }

int InstanceHandle::traverse(const Visitor& visitor) const {
  if (int stop = visitor.object(cls)) return stop;
  for (const auto& [slot, child] : children)
    if (int stop = visitor.object(child)) return stop;
  return is_quiet() ? visitor.values(instance->slots) : 0;
}

void InstanceHandle::adopt(size_t slot, InstanceHandle* child) {
  py::object before;  // dies last: with it, perhaps, the child
  if (auto known = children.find(slot); known != children.end()) {
    before = std::move(known->second);
    children.erase(known);
    auto& parents_before = before.cast<InstanceHandle&>().parents;
    parents_before.erase(std::find(parents_before.begin(), parents_before.end(), this));
  }
  if (child == nullptr) return;
  children[slot] = py::cast(child, py::return_value_policy::reference);
  child->parents.push_back(this);
}

void InstanceHandle::close() {
  if (!instance) return;
  instance->user = nullptr;
  if (TypeHandle* type = handle_of_class(instance->cls.get())) type->instances.erase(this);
  while (!children.empty()) adopt(children.begin()->first, nullptr);
  const Ref<vm::Instance> let_go = std::move(instance);
  const py::object of = std::exchange(cls, py::none());
}

vm::Instance& instance_of(const InstanceHandle& handle) {
  if (!handle.instance) throw std::runtime_error("an object of a compiled class was used while Python freed it");
  return *handle.instance;
}

py::object handle_of(Ref<vm::Instance> instance) {
  if (instance->user != nullptr) return py::cast(static_cast<InstanceHandle*>(instance->user), py::return_value_policy::reference);
  return py::cast(std::make_unique<InstanceHandle>(std::move(instance)));
}

// Asks Python whether something fits an interface; null if it does not, with the reason in `c` or Python's error set.
py::object fitting(PyObject* ask, PyObject* what, const TypeDesc& wanted, Conversion& c) {
  auto found = py::reinterpret_steal<py::object>(
      PyObject_CallFunctionObjArgs(ask, what, python_type(&wanted).ir_type.ptr(), nullptr));
  if (!found || !PyUnicode_Check(found.ptr()) || PyUnicode_GET_LENGTH(found.ptr()) == 0) return found;
  c.got = found.cast<std::string>();
  return {};
}

// Where the static type does not name the class, a program may look for its methods by name.
bool load_methods(const vm::Instance& instance) {
  TypeHandle* type = handle_of_class(instance.cls.get());
  if (wrappers().class_loader == nullptr || type == nullptr) return true;
  return bool(py::reinterpret_steal<py::object>(PyObject_CallOneArg(wrappers().class_loader, type->python.ir_type.ptr())));
}

const TypeDesc* shared_container(const vm::Instance& instance, IValue& out) {
  constexpr const char* kSlot = "shared container";  // lang/nominal.py: SHARED_SLOT
  const auto& cls = *instance.cls;
  if (cls.slot_names.size() != 1 || cls.slot_names[0] != kSlot) return nullptr;
  out = instance.get(0);
  return cls.slot_types[0].get();
}

bool to_instance(PyObject* o, const TypeDesc& type, IValue& out, Conversion& c) {
  py::object handle = handle_behind(o);
  if (!handle && type.kind == TypeKind::Interface) {
    const py::object found = fitting(wrappers().fitting_class, o, type, c);
    if (!found) return false;
    return found.is_none() ? c.mismatch(o) : from_attributes(o, *type_from_handle(found.ptr()), out, c);
  }
  if (!handle) return type.cls && type.kind == TypeKind::Class ? from_attributes(o, type, out, c) : c.mismatch(o);
  auto instance = Ref<vm::Instance>::reclaim_copy(&instance_of(handle.cast<InstanceHandle&>()));
  if (type.kind == TypeKind::Class && type.cls && instance->cls.get() != type.cls.get()) {
    c.got = instance->cls->name;
    return false;
  }
  if (type.kind == TypeKind::Class && !type.cls && shared_container(*instance, out)) return true;
  if (type.kind == TypeKind::Interface) {
    if (!fitting(wrappers().misfit, type_of(handle.cast<InstanceHandle&>()).ptr(), type, c)) return false;
  } else if ((type.kind != TypeKind::Class || !type.cls) && !load_methods(*instance)) {
    return false;
  }
  out = vm::box(std::move(instance));
  return true;
}

PyObject* instance_to_python(const IValue& v) {
  py::object handle = handle_of(Ref<vm::Instance>::reclaim_copy(vm::as<vm::Instance>(v)));
  const py::object type = type_of(handle.cast<InstanceHandle&>());
  if (wrappers().instance == nullptr || type.is_none()) return handle.release().ptr();
  return PyObject_CallFunctionObjArgs(wrappers().instance, handle.ptr(), type.ptr(), nullptr);
}

void define_instance(py::module_& m) {
  py::class_<InstanceHandle>(m, "Instance", "An instance of a compiled class: one value a slot.", collected<InstanceHandle>())
      .def(py::init(&make_instance))
      .def_property_readonly("type", &type_of)
      .def_property_readonly("identity", [](const InstanceHandle& self) { return reinterpret_cast<uintptr_t>(self.instance.get()); })
      .def("get", &get_slot)
      .def("set", &set_slot)
      .def("__eq__", [](const InstanceHandle& a, const py::object& b) {
        return py::isinstance<InstanceHandle>(b) && b.cast<InstanceHandle&>().instance.get() == a.instance.get();
      })
      .def("__hash__", [](const InstanceHandle& a) { return std::hash<void*>()(a.instance.get()); });
  m.def("set_class_loader", [](py::object f) { wrappers().class_loader = f.inc_ref().ptr(); });
  m.def("set_interface_checks", [](py::object misfit, py::object fitting_class) {
    wrappers().misfit = misfit.inc_ref().ptr();
    wrappers().fitting_class = fitting_class.inc_ref().ptr();
  });
  m.def("set_enum_types", [](py::object f) { wrappers().enum_type = f.inc_ref().ptr(); });
  m.def("set_codes", [](std::vector<std::vector<py::object>> codes) { wrappers().codes = std::move(codes); });
  m.def("set_instance_wrapper", [](py::object f) { wrappers().instance = f.inc_ref().ptr(); });
}

}  // namespace anabranch::bind
