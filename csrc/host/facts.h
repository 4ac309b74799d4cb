// What is known of a value before it is there: the kinds it may be of, and the type of the one among them that has parts.
#pragma once

#include "host/type_kinds.h"

#include "vm/program.h"

namespace anabranch::host {

using vm::TypeDesc;

struct Fact {
  Kinds kinds = set_of(TypeKind::None);
  const TypeDesc* parts = nullptr;  // of a list, dict, tuple, future, object …; null: not known

  friend bool operator==(const Fact&, const Fact&) = default;
  bool may_be(Kinds wanted) const { return (kinds & wanted) != 0; }
};

constexpr Kinds kNumbers = set_of(TypeKind::Int, TypeKind::Float, TypeKind::Bool, TypeKind::Complex);

Fact fact_of(const TypeDesc& type);
Kinds kinds_of(const c10::IValue& value);
Fact fact_of(const c10::Type& type);  // of an operator's schema
inline Fact anything() { return {kEveryKind, nullptr}; }
inline Fact just(TypeKind kind) { return {set_of(kind), nullptr}; }
inline Fact of_bank(vm::Bank bank) {
  constexpr TypeKind kinds[] = {TypeKind::Int, TypeKind::Float, TypeKind::Bool};
  return bank == vm::Bank::Value ? anything() : just(kinds[static_cast<size_t>(bank)]);
}
// What is true of both.
Fact join(const Fact& a, const Fact& b);
// What a type that is wanted lets in: beside its own kinds those that the machine converts; operators wrap numbers, too.
Kinds accepted(const Fact& wanted);
Kinds accepted_by_operator(const Fact& wanted);
// What an item of it is; anything where nothing is known.
Fact item_of(const Fact& container, size_t index = 0);

}  // namespace anabranch::host
