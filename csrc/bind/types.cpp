#include "bind/types.h"

#include <ATen/core/enum_type.h>
#include <ATen/core/jit_type.h>

#include "bind/program_handle.h"
#include "bind/to_ivalue.h"

namespace anabranch::bind {

namespace {

struct TypeHandle {
  const TypeDesc* type;
};

vm::TypePool& pool() {
  static auto& p = *new vm::TypePool;
  return p;
}
template <class K, class V>
using Map = std::unordered_map<K, V>;
Map<const TypeDesc*, PythonType>& python_types() {
  static auto& m = *new Map<const TypeDesc*, PythonType>;
  return m;
}
Map<const c10::Type*, const TypeDesc*>& by_c10() {
  static auto& m = *new Map<const c10::Type*, const TypeDesc*>;
  return m;
}
Map<const vm::ClassDesc*, const TypeDesc*>& by_class() {
  static auto& m = *new Map<const vm::ClassDesc*, const TypeDesc*>;
  return m;
}

const Map<std::string, TypeKind>& kinds() {
  static const auto& m = *new Map<std::string, TypeKind>{
      {"Any", TypeKind::Any},           {"None", TypeKind::None},         {"Tensor", TypeKind::Tensor},
      {"Int", TypeKind::Int},           {"Float", TypeKind::Float},       {"Bool", TypeKind::Bool},
      {"Complex", TypeKind::Complex},   {"Number", TypeKind::Number},     {"Str", TypeKind::Str},
      {"Device", TypeKind::Device},     {"Stream", TypeKind::Stream},     {"Generator", TypeKind::Generator},
      {"Storage", TypeKind::Storage},   {"List", TypeKind::List},         {"Dict", TypeKind::Dict},
      {"Set", TypeKind::Set},           {"Tuple", TypeKind::Tuple},       {"Optional", TypeKind::Optional},
      {"Union", TypeKind::Union},       {"Future", TypeKind::Future},     {"Class", TypeKind::Class},
      {"Interface", TypeKind::Interface}, {"Enum", TypeKind::Enum},       {"Function", TypeKind::Function},
      {"PyObject", TypeKind::PyObject},
  };
  return m;
}

// The values of an enum's members, made once: members are singletons on both sides.
void add_members(const TypeDesc* type, const TypeDesc* value_type, pybind11::dict members) {
  PythonType& known = python_types()[type];
  std::vector<c10::EnumNameValue> values;
  for (auto [name, member] : members) {
    IValue value;
    Conversion conversion;
    if (!to_ivalue(member.attr("value").ptr(), *value_type, value, conversion)) conversion.raise("enum", "value");
    values.emplace_back(pybind11::cast<std::string>(name), std::move(value));
  }
  auto c10_type = c10::EnumType::create(c10::QualifiedName(type->name), value_type->c10_type, values, {});
  const_cast<TypeDesc*>(type)->c10_type = c10_type;
  by_c10()[c10_type.get()] = type;
  for (auto& [name, value] : values) {
    PyObject* member = members[name.c_str()].ptr();
    Py_INCREF(member);
    known.enum_members[name] = member;
    known.enum_values[member] = IValue(c10::make_intrusive<c10::ivalue::EnumHolder>(c10_type, name, value));
  }
}

const TypeDesc* make_type(const std::string& kind, const std::string& name, const std::vector<TypeHandle>& params,
                          const std::vector<std::string>& fields, pybind11::object ir_type, pybind11::object python_class) {
  TypeDesc desc;
  desc.kind = kinds().at(kind);
  desc.name = name;
  for (const TypeHandle& p : params) desc.params.push_back(p.type);
  desc.field_names = fields;
  if (desc.kind == TypeKind::Class || desc.kind == TypeKind::Interface) {
    desc.cls = c10::make_intrusive<vm::ClassDesc>();
    desc.cls->name = name;
    desc.cls->user = ir_type.ptr();
  }
  const TypeDesc* type = pool().add(std::move(desc));
  PythonType& known = python_types()[type];
  known.ir_type = ir_type.inc_ref().ptr();
  if (!python_class.is_none()) known.python_class = python_class.inc_ref().ptr();
  if (!fields.empty()) by_c10()[type->c10_type.get()] = type;
  if (type->cls) by_class()[type->cls.get()] = type;
  return type;
}

void define_class(TypeHandle handle, bool is_module, const std::vector<std::string>& names,
                  const std::vector<TypeHandle>& types, const std::vector<TypeHandle>& bases) {
  vm::ClassDesc& cls = *handle.type->cls;
  cls.is_module = is_module;
  cls.slot_names = names;
  cls.slot_types.clear();
  for (const TypeHandle& t : types) cls.slot_types.push_back(t.type);
  cls.bases.clear();
  for (const TypeHandle& b : bases) cls.bases.push_back(b.type->cls.get());
}

}  // namespace

const PythonType& python_type(const TypeDesc* type) {
  static const PythonType nothing;
  auto it = python_types().find(type);
  return it == python_types().end() ? nothing : it->second;
}

const TypeDesc* type_of_c10(const c10::Type* type) {
  auto it = by_c10().find(type);
  return it == by_c10().end() ? nullptr : it->second;
}

const TypeDesc* type_of_class(const vm::ClassDesc* cls) {
  auto it = by_class().find(cls);
  return it == by_class().end() ? nullptr : it->second;
}

const TypeDesc* type_from_handle(PyObject* handle) { return pybind11::cast<TypeHandle&>(pybind11::handle(handle)).type; }

void define_types(pybind11::module_& m) {
  namespace py = pybind11;
  py::class_<TypeHandle>(m, "Type", "A static type of the machine.")
      .def_property_readonly("name", [](const TypeHandle& t) { return t.type->name; });
  m.def("make_type", [](const std::string& kind, const std::string& name, const std::vector<TypeHandle>& params,
                        const std::vector<std::string>& fields, py::object ir_type, py::object python_class) {
    return TypeHandle{make_type(kind, name, params, fields, std::move(ir_type), std::move(python_class))};
  });
  m.def("define_enum", [](TypeHandle type, TypeHandle value_type, py::dict members) {
    add_members(type.type, value_type.type, std::move(members));
  });
  m.def("define_class", &define_class);
  m.def("set_method", [](TypeHandle cls, const std::string& name, const ProgramHandle& program) {
    cls.type->cls->methods.insert(name, program.program);
  });
  m.def("clear_class", [](TypeHandle cls) { cls.type->cls->clear(); });
}

}  // namespace anabranch::bind
