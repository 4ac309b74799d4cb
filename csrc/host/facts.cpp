#include "host/facts.h"

#include <ATen/core/jit_type.h>

namespace anabranch::host {

namespace {

constexpr Kinds kWithParts = set_of(TypeKind::List, TypeKind::Dict, TypeKind::Set, TypeKind::Tuple, TypeKind::Future, TypeKind::Class);

bool is_same(const TypeDesc& a, const TypeDesc& b) {
  if (&a == &b) return true;
  if (a.kind != b.kind || a.cls != b.cls || a.name != b.name || a.params.size() != b.params.size()) return false;
  for (size_t i = 0; i < a.params.size(); ++i)
    if (!is_same(*a.params[i], *b.params[i])) return false;
  return true;
}

}  // namespace

Fact join(const Fact& a, const Fact& b) {
  Fact out{a.kinds | b.kinds, a.parts};
  if (!a.may_be(kWithParts)) out.parts = b.parts;
  else if (b.may_be(kWithParts) && !(a.parts && b.parts && is_same(*a.parts, *b.parts))) out.parts = nullptr;
  return out;
}

Fact fact_of(const TypeDesc& type) {
  switch (type.kind) {
    case TypeKind::Any: return anything();
    case TypeKind::Number: return {kNumbers, nullptr};
    case TypeKind::Code: return {set_of(TypeKind::Code, TypeKind::Int), nullptr};  // an object in Any and unions only
    case TypeKind::Interface: return {set_of(TypeKind::Class), nullptr};
    case TypeKind::Optional: return join(just(TypeKind::None), fact_of(*type.params[0]));
    case TypeKind::Union: {
      Fact out = fact_of(*type.params[0]);
      for (const auto& member : type.params) out = join(out, fact_of(*member));
      return out;
    }
    default: return {set_of(type.kind), set_of(type.kind) & kWithParts ? &type : nullptr};
  }
}

Fact fact_of(const c10::Type& type) {
  switch (type.kind()) {
    case c10::TypeKind::TensorType: return just(TypeKind::Tensor);
    case c10::TypeKind::NumberType: return {kNumbers, nullptr};
    case c10::TypeKind::IntType: case c10::TypeKind::SymIntType: case c10::TypeKind::ScalarTypeType:
    case c10::TypeKind::LayoutType: case c10::TypeKind::MemoryFormatType: return just(TypeKind::Int);
    case c10::TypeKind::FloatType: case c10::TypeKind::SymFloatType: return just(TypeKind::Float);
    case c10::TypeKind::BoolType: case c10::TypeKind::SymBoolType: return just(TypeKind::Bool);
    case c10::TypeKind::ComplexType: return just(TypeKind::Complex);
    case c10::TypeKind::StringType: return just(TypeKind::Str);
    case c10::TypeKind::DeviceObjType: return just(TypeKind::Device);
    case c10::TypeKind::ListType: return just(TypeKind::List);
    case c10::TypeKind::TupleType: return just(TypeKind::Tuple);
    case c10::TypeKind::NoneType: return just(TypeKind::None);
    case c10::TypeKind::OptionalType: return join(just(TypeKind::None), fact_of(*type.containedTypes().at(0)));
    default: return anything();
  }
}

Kinds kinds_of(const c10::IValue& v) {
  constexpr TypeKind plain[] = {TypeKind::None, TypeKind::Tensor, TypeKind::Int, TypeKind::Float, TypeKind::Bool, TypeKind::Complex,
                                TypeKind::Str, TypeKind::Device, TypeKind::Set, TypeKind::Future, TypeKind::Class, TypeKind::Function};
  if (v.isList()) return set_of(TypeKind::List);
  if (v.isTuple()) return set_of(TypeKind::Tuple);
  if (v.isEnum()) return set_of(TypeKind::Enum);
  if (vm::try_as<vm::Code>(v) != nullptr) return set_of(TypeKind::Code);
  if (vm::try_as<vm::Dict>(v) != nullptr) return set_of(TypeKind::Dict);
  TypeDesc asked;
  for (TypeKind kind : plain) {
    asked.kind = kind;
    if (vm::is_instance(v, asked)) return set_of(kind);
  }
  return kEveryKind;
}

Kinds accepted(const Fact& wanted) {
  Kinds out = wanted.kinds;
  if (out & set_of(TypeKind::Tensor)) out |= set_of(TypeKind::None);  // an undefined one
  if (out & set_of(TypeKind::Code)) out |= set_of(TypeKind::Int);
  if (out & set_of(TypeKind::Float)) out |= set_of(TypeKind::Int);
  if (out & set_of(TypeKind::Int, TypeKind::Float)) out |= set_of(TypeKind::Bool);
  if (out & set_of(TypeKind::Complex)) out |= kNumbers;
  if (out & set_of(TypeKind::Device)) out |= set_of(TypeKind::Str);
  return out;
}

Kinds accepted_by_operator(const Fact& wanted) {
  return accepted(wanted) | (wanted.kinds & set_of(TypeKind::Tensor) ? kNumbers : 0);
}

Fact item_of(const Fact& container, size_t index) {
  if (container.parts == nullptr) return anything();
  const auto& params = container.parts->params;
  if (container.parts->kind != TypeKind::Tuple) index = 0;
  return index < params.size() ? fact_of(*params[index]) : anything();
}

}  // namespace anabranch::host
