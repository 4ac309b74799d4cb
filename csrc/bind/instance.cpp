// _native.Instance: a class or module instance seen from Python, slot by slot. What users see is built on it in Python.
#include "bind/to_ivalue.h"
#include "bind/to_python.h"

namespace anabranch::bind {

namespace {

namespace py = pybind11;

struct InstanceHandle {
  Ref<vm::Instance> instance;
};

PyObject* attribute_name() {
  static PyObject* name = PyUnicode_InternFromString("_instance");
  return name;
}

// The handle behind a _native.Instance or behind a user-facing object that keeps one as `_instance`; null if none.
py::object handle_of(PyObject* o) {
  if (py::isinstance<InstanceHandle>(py::handle(o))) return py::reinterpret_borrow<py::object>(o);
  auto inner = py::reinterpret_steal<py::object>(PyObject_GetAttr(o, attribute_name()));
  if (!inner) PyErr_Clear();
  return inner && py::isinstance<InstanceHandle>(inner) ? inner : py::object();
}

const TypeDesc* slot_type(const vm::Instance& instance, size_t slot) {
  const auto& types = instance.cls->slot_types;
  if (slot >= instance.slots.size()) throw py::index_error("no such slot");
  return slot < types.size() ? types[slot] : nullptr;
}

py::object get_slot(const InstanceHandle& self, size_t slot) {
  const TypeDesc* type = slot_type(*self.instance, slot);
  const vm::Held held(self.instance->get(slot));
  auto value = py::reinterpret_steal<py::object>(to_python(held.value, type));
  if (!value) throw py::error_already_set();
  return value;
}

void set_slot(InstanceHandle& self, size_t slot, py::object value) {
  const TypeDesc* type = slot_type(*self.instance, slot);
  IValue converted;
  Conversion conversion;
  const bool fits = type == nullptr ? infer_ivalue(value.ptr(), converted, conversion)
                                    : to_ivalue(value.ptr(), *type, converted, conversion);
  if (!fits) conversion.raise(self.instance->cls->name, self.instance->cls->slot_names.at(slot), type);
  self.instance->set(slot, std::move(converted));
}

InstanceHandle make_instance(PyObject* type) {
  auto cls = type_from_handle(type)->cls;
  return {c10::make_intrusive<vm::Instance>(cls, cls->slot_names.size())};
}

// An object of the user's own Python class: a new instance with its attributes, as torch.jit does.
bool from_attributes(PyObject* o, const TypeDesc& type, IValue& out, Conversion& c) {
  PyObject* user_class = python_type(&type).python_class;
  if (user_class == nullptr || type.cls->is_module || !PyObject_IsInstance(o, user_class)) return c.mismatch(o);
  auto instance = c10::make_intrusive<vm::Instance>(type.cls, type.cls->slot_names.size());
  for (size_t i = 0; i < instance->slots.size(); ++i) {
    auto value = py::reinterpret_steal<py::object>(PyObject_GetAttrString(o, type.cls->slot_names[i].c_str()));
    if (!value || !to_ivalue(value.ptr(), *type.cls->slot_types[i], instance->slots[i], c)) return false;
  }
  out = vm::box(std::move(instance));
  return true;
}

}  // namespace

bool to_instance(PyObject* o, const TypeDesc& type, IValue& out, Conversion& c) {
  py::object handle = handle_of(o);
  if (!handle) return type.cls && type.kind == TypeKind::Class ? from_attributes(o, type, out, c) : c.mismatch(o);
  auto instance = handle.cast<InstanceHandle&>().instance;
  if (type.kind == TypeKind::Class && type.cls && !instance->cls->is_subclass_of(type.cls.get())) {
    c.got = instance->cls->name;
    return false;
  }
  out = vm::box(std::move(instance));
  return true;
}

PyObject* instance_to_python(const IValue& v) {
  auto instance = Ref<vm::Instance>::reclaim_copy(vm::as<vm::Instance>(v));
  const TypeDesc* type = type_of_class(instance->cls.get());
  PyObject* handle = py::cast(InstanceHandle{std::move(instance)}).release().ptr();
  if (wrappers().instance == nullptr || type == nullptr) return handle;
  PyObject* wrapped = PyObject_CallFunctionObjArgs(wrappers().instance, handle, python_type(type).ir_type, nullptr);
  Py_DECREF(handle);
  return wrapped;
}

void define_instance(py::module_& m) {
  py::class_<InstanceHandle>(m, "Instance", "An instance of a compiled class: one value a slot.")
      .def(py::init([](py::object type) { return make_instance(type.ptr()); }))
      .def_property_readonly("type", [](const InstanceHandle& self) -> py::object {
        const TypeDesc* type = type_of_class(self.instance->cls.get());
        return type == nullptr ? py::none() : py::reinterpret_borrow<py::object>(python_type(type).ir_type);
      })
      .def_property_readonly("identity", [](const InstanceHandle& self) { return reinterpret_cast<uintptr_t>(self.instance.get()); })
      .def("get", &get_slot)
      .def("set", &set_slot)
      .def("__eq__", [](const InstanceHandle& a, const py::object& b) {
        return py::isinstance<InstanceHandle>(b) && b.cast<InstanceHandle&>().instance.get() == a.instance.get();
      })
      .def("__hash__", [](const InstanceHandle& a) { return std::hash<void*>()(a.instance.get()); });
  m.def("set_instance_wrapper", [](py::object f) { wrappers().instance = f.inc_ref().ptr(); });
}

}  // namespace anabranch::bind
