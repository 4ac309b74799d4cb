#include "bind/types.h"

#include <ATen/core/enum_type.h>

#include "bind/instance.h"
#include "bind/program_handle.h"
#include "bind/to_ivalue.h"

namespace anabranch::bind {

namespace {

namespace py = pybind11;

std::unordered_map<const c10::Type*, const TypeDesc*>& by_c10() {
  static auto& m = *new std::unordered_map<const c10::Type*, const TypeDesc*>;
  return m;
}

const std::unordered_map<std::string, TypeKind>& kinds() {
  static const auto& m = *new std::unordered_map<std::string, TypeKind>{
      {"Any", TypeKind::Any},           {"None", TypeKind::None},         {"Tensor", TypeKind::Tensor},
      {"Int", TypeKind::Int},           {"Float", TypeKind::Float},       {"Bool", TypeKind::Bool},
      {"Complex", TypeKind::Complex},   {"Number", TypeKind::Number},     {"Str", TypeKind::Str},
      {"Device", TypeKind::Device},     {"Stream", TypeKind::Stream},     {"Generator", TypeKind::Generator},
      {"Storage", TypeKind::Storage},   {"List", TypeKind::List},         {"Dict", TypeKind::Dict},
      {"Set", TypeKind::Set},           {"Tuple", TypeKind::Tuple},       {"Optional", TypeKind::Optional},
      {"Union", TypeKind::Union},       {"Future", TypeKind::Future},     {"Class", TypeKind::Class},
      {"Interface", TypeKind::Interface}, {"Enum", TypeKind::Enum},       {"Function", TypeKind::Function},
      {"PyObject", TypeKind::PyObject},   {"Dtype", TypeKind::Code},      {"Layout", TypeKind::Code},
      {"MemoryFormat", TypeKind::Code},   {"QScheme", TypeKind::Code},
  };
  return m;
}

// The values of an enum's members, made once: members are singletons on both sides.
void add_members(TypeHandle& handle, TypeHandle& value_handle, const py::dict& members) {
  std::vector<c10::EnumNameValue> values;
  for (auto [name, member] : members) {
    IValue value;
    Conversion conversion;
    const py::object given = member.attr("value");
    if (!to_ivalue(given.ptr(), *value_handle.type, value, conversion)) conversion.raise(given.ptr(), "enum", "value");
    values.emplace_back(py::cast<std::string>(name), std::move(value));
  }
  TypeDesc& type = *handle.type;
  auto c10_type = c10::EnumType::create(c10::QualifiedName(type.name), value_handle.type->c10_type, values, {});
  type.c10_type = c10_type;
  by_c10()[c10_type.get()] = &type;
  for (auto& [name, value] : values) {
    py::object object = members[name.c_str()];
    EnumMember& member = handle.python.members[name];
    member.value = IValue(c10::make_intrusive<c10::ivalue::EnumHolder>(c10_type, name, value));
    handle.python.members_by_object[object.ptr()] = &member;
    member.object = std::move(object);
  }
}

Ref<TypeDesc> new_type(const std::string& kind, const std::string& name, const std::vector<py::object>& params,
                       const std::vector<std::string>& fields) {
  auto type = c10::make_intrusive<TypeDesc>();
  type->kind = kinds().at(kind);
  if (type->kind == TypeKind::Code)
    type->family = kind == "Dtype" ? vm::CodeFamily::Dtype : kind == "Layout" ? vm::CodeFamily::Layout
                   : kind == "MemoryFormat" ? vm::CodeFamily::MemoryFormat : vm::CodeFamily::QScheme;
  type->name = name;
  for (const py::object& p : params) type->params.push_back(type_from_handle(p.ptr()));
  type->field_names = fields;
  if (type->kind == TypeKind::Class || type->kind == TypeKind::Interface) {
    type->cls = c10::make_intrusive<vm::ClassDesc>();
    type->cls->name = name;
  }
  type->complete();
  return type;
}

bool can_be_pinned(const TypeDesc& type) {
  return type.kind == TypeKind::Class || type.kind == TypeKind::Enum || type.values_type;
}

py::object make_type(const std::string& kind, const std::string& name, const std::vector<py::object>& params,
                     const std::vector<std::string>& fields, py::object ir_type, py::object python_class) {
  auto made = std::make_unique<TypeHandle>();
  TypeHandle& handle = *made;
  handle.type = new_type(kind, name, params, fields);
  handle.needs = params;
  handle.python.ir_type = std::move(ir_type);
  if (!python_class.is_none()) handle.python.python_class = std::move(python_class);
  handle.type->user = made.get();
  if (handle.type->cls) handle.type->cls->user = made.get();
  if (handle.type->values_type) by_c10()[handle.type->c10_type.get()] = handle.type.get();
  py::object object = py::cast(std::move(made));
  if (can_be_pinned(*handle.type)) handle.self = object;
  return object;
}

void define_class(TypeHandle& handle, bool is_module, const std::vector<std::string>& names, const std::vector<py::object>& types,
                  const std::vector<uintptr_t>& lineage) {
  vm::ClassDesc& cls = *handle.type->cls;
  cls.is_module = is_module;
  cls.slot_names = names;
  cls.lineage = lineage;
  for (const py::object& t : types) {
    cls.slot_types.push_back(type_from_handle(t.ptr()));
    handle.needs.push_back(t);
  }
}

void set_method(TypeHandle& handle, const std::string& name, const py::object& program) {
  handle.type->cls->methods.insert(name, program.cast<ProgramHandle&>().program);
  handle.needs.push_back(program);
}

bool has_other_instances(const TypeHandle& handle) {
  size_t quiet = 0;
  for (const InstanceHandle* instance : handle.instances) quiet += instance->is_quiet() ? 1 : 0;
  return handle.type->cls.use_count() != 1 + quiet;
}

bool is_used(const EnumMember& member) { return member.value.use_count() != 1 + member.constants; }

}  // namespace

// What only handles and programs hold is held by what the collector sees; all else may be anywhere.
bool TypeHandle::is_pinned() const {
  if (type->kind == TypeKind::Class) return has_other_instances(*this);
  if (type->values_type) return type->values_type.use_count() != 1;
  return std::any_of(python.members.begin(), python.members.end(), [](const auto& m) { return is_used(m.second); });
}

int TypeHandle::traverse(const Visitor& visitor) const {
  if (int stop = visitor.object(python.ir_type)) return stop;
  if (int stop = visitor.object(python.python_class)) return stop;
  for (const auto& [name, member] : python.members)
    if (int stop = visitor.object(member.object)) return stop;
  if (int stop = visitor.objects(needs)) return stop;
  return self && !is_pinned() ? visitor.object(self) : 0;
}

void TypeHandle::close() {
  by_c10().erase(type->c10_type.get());
  if (type->cls) type->cls->close();
  const PythonType end = std::exchange(python, {.ir_type = py::none()});
  const auto needed = std::exchange(needs, {});
  const py::object me = std::move(self);
}

TypeHandle::~TypeHandle() {
  type->user = nullptr;
  if (type->cls) type->cls->user = nullptr;
  close();
}

const PythonType& python_type(const TypeDesc* type) {
  static const auto& nothing = *new PythonType;
  return type == nullptr || type->user == nullptr ? nothing : static_cast<TypeHandle*>(type->user)->python;
}

const TypeDesc* type_of_c10(const c10::Type* type) {
  auto it = by_c10().find(type);
  return it == by_c10().end() ? nullptr : it->second;
}

TypeHandle* handle_of_class(const vm::ClassDesc* cls) { return static_cast<TypeHandle*>(cls->user); }

py::object object_of(const TypeHandle* handle) { return py::cast(handle, py::return_value_policy::reference); }

TypeHandle& type_handle(PyObject* handle) { return py::cast<TypeHandle&>(py::handle(handle)); }

void define_types(py::module_& m) {
  py::class_<TypeHandle>(m, "Type", "A static type of the machine.", collected<TypeHandle>())
      .def_property_readonly("name", [](const TypeHandle& t) { return t.type->name; })
      .def_property_readonly("ir_type", [](const TypeHandle& t) { return t.python.ir_type; });
  m.def("make_type", &make_type);
  m.def("define_enum", &add_members);
  m.def("define_class", &define_class);
  m.def("set_method", &set_method);
}

}  // namespace anabranch::bind
