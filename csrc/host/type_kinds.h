// Kinds of types by the names that archives have for them (runtime/native_types.py), and sets of kinds.
#pragma once

#include "vm/types.h"

#include <optional>

namespace anabranch::host {

using vm::TypeKind;

std::optional<TypeKind> kind_named(std::string_view name);
std::optional<vm::CodeFamily> family_named(std::string_view name);  // of a kind that is Code
std::string_view name_of(TypeKind kind);

// One bit a kind.
using Kinds = uint32_t;
constexpr Kinds set_of(TypeKind kind) { return Kinds{1} << static_cast<unsigned>(kind); }
template <class... K>
constexpr Kinds set_of(TypeKind first, K... rest) {
  return set_of(first) | set_of(rest...);
}
constexpr Kinds kEveryKind = ~Kinds{0};
std::string names_of(Kinds kinds);

}  // namespace anabranch::host
