#include "types.h"

#include "sharing.h"

#include <ATen/core/enum_type.h>
#include <ATen/core/jit_type.h>

namespace anabranch::vm {

namespace {

std::vector<c10::TypePtr> c10_params(const TypeDesc& d) {
  std::vector<c10::TypePtr> out;
  for (const auto& p : d.params) out.push_back(p->c10_type);
  return out;
}

// ATen refuses named tuples with an Any in a field's type.  What stands there instead is not read: we look at the values.
c10::TypePtr without_any(const c10::TypePtr& t) {
  if (t->kind() == c10::TypeKind::AnyType) return c10::CapsuleType::get();
  std::vector<c10::TypePtr> inner;
  for (const auto& p : t->containedTypes()) inner.push_back(without_any(p));
  return inner.empty() ? t : t->withContained(std::move(inner));
}

c10::TypePtr named_tuple_type(const TypeDesc& d) {
  std::vector<c10::TypePtr> fields;
  for (const auto& p : c10_params(d)) fields.push_back(without_any(p));
  return c10::TupleType::createNamed(c10::QualifiedName(d.name), d.field_names, fields);
}

// AnyType where ATen has no word for it: a list of such elements is a generic list, whatever it holds.
c10::TypePtr c10_type_of(const TypeDesc& d) {
  switch (d.kind) {
    case TypeKind::None: return c10::NoneType::get();
    case TypeKind::Tensor: return c10::TensorType::get();
    case TypeKind::Int: return c10::IntType::get();
    case TypeKind::Code: return c10::IntType::get();
    case TypeKind::Float: return c10::FloatType::get();
    case TypeKind::Bool: return c10::BoolType::get();
    case TypeKind::Complex: return c10::ComplexType::get();
    case TypeKind::Number: return c10::NumberType::get();
    case TypeKind::Str: return c10::StringType::get();
    case TypeKind::Device: return c10::DeviceObjType::get();
    case TypeKind::Stream: return c10::StreamObjType::get();
    case TypeKind::Generator: return c10::GeneratorType::get();
    case TypeKind::Storage: return c10::StorageType::get();
    case TypeKind::List:  // bare `list`: no element type
      return c10::ListType::create(d.params.empty() ? c10::TypePtr(c10::AnyType::get()) : d.params[0]->c10_type);
    case TypeKind::Optional: return c10::OptionalType::create(d.params.at(0)->c10_type);
    case TypeKind::Tuple:
      return d.field_names.empty() ? c10::TypePtr(c10::TupleType::create(c10_params(d))) : named_tuple_type(d);
    default: return c10::AnyType::get();
  }
}

template <class Range>
bool all_are(const Range& values, const TypeDesc& type) {
  for (const IValue& v : values)
    if (!is_instance(v, type)) return false;
  return true;
}

bool tuple_is(const IValue& v, const TypeDesc& type) {
  if (!v.isTuple()) return false;
  const auto& elements = v.toTupleRef().elements();
  if (type.name == "tuple") return true;  // bare: any items; Tuple[()] has none either, but means it
  if (elements.size() != type.params.size()) return false;
  for (size_t i = 0; i < elements.size(); ++i)
    if (!is_instance(elements[i], *type.params[i])) return false;
  return true;
}

bool list_is(const IValue& v, const TypeDesc& type) {
  if (!v.isList()) return false;
  if (type.params.empty()) return true;  // bare `list`
  const ListView elements(v);
  if (elements.empty()) return *v.toList().elementType() == *type.params[0]->c10_type;
  return all_are(elements, *type.params[0]);
}

bool dict_is(const IValue& v, const TypeDesc& type) {
  auto* d = try_as<Dict>(v);
  if (d == nullptr) return false;
  const IndexView items(v, d->items);
  for (const auto& e : items->entries())
    if (e.live && type.params.size() == 2 && !(is_instance(e.key, *type.params[0]) && is_instance(e.value, *type.params[1]))) return false;
  return true;
}

bool code_is(const IValue& v, const TypeDesc& type) {
  auto* code = try_as<Code>(v);
  return code != nullptr && code->family == type.family;
}

bool class_is(const IValue& v, const TypeDesc& type) {
  auto* i = try_as<Instance>(v);
  return i != nullptr && (type.cls == nullptr || i->cls->is_subclass_of(type.cls.get()));
}

}  // namespace

void TypeDesc::complete() {
  c10_type = c10_type_of(*this);
  if (field_names.empty()) return;
  const auto type = c10_type->expect<c10::TupleType>();
  values_type = std::shared_ptr<c10::TupleType>(type.get(), [type](c10::TupleType*) {});
}

bool is_instance(const IValue& v, const TypeDesc& type) {
  switch (type.kind) {
    case TypeKind::Any: return true;
    case TypeKind::None: return v.isNone();
    case TypeKind::Tensor: return v.isTensor();
    case TypeKind::Int: return v.isInt();
    case TypeKind::Float: return v.isDouble();
    case TypeKind::Bool: return v.isBool();
    case TypeKind::Complex: return v.isComplexDouble();
    case TypeKind::Number: return v.isScalar();
    case TypeKind::Str: return v.isString();
    case TypeKind::Device: return v.isDevice();
    case TypeKind::Stream: return v.isStream();
    case TypeKind::Generator: return v.isGenerator();
    case TypeKind::Storage: return v.isStorage();
    case TypeKind::List: return list_is(v, type);
    case TypeKind::Dict: return dict_is(v, type);
    case TypeKind::Set: return try_as<Set>(v) != nullptr;
    case TypeKind::Tuple: return tuple_is(v, type);
    case TypeKind::Optional: return v.isNone() || is_instance(v, *type.params[0]);
    case TypeKind::Union:
      for (const auto& member : type.params)
        if (is_instance(v, *member)) return true;
      return false;
    case TypeKind::Future: return capsule(v) != nullptr && capsule(v)->kind == CapsuleKind::Future;
    case TypeKind::Class: return class_is(v, type);
    case TypeKind::Interface: return capsule(v) != nullptr && capsule(v)->kind == CapsuleKind::Instance;
    case TypeKind::Enum: return v.isEnum() && v.toEnumHolder()->qualifiedClassName() == type.name;
    case TypeKind::Function: return try_as<FunctionRef>(v) != nullptr;
    case TypeKind::Code: return code_is(v, type);
    case TypeKind::PyObject: return try_as<PyObjectHolder>(v) != nullptr;
  }
  return false;
}

}  // namespace anabranch::vm
