#include "host/type_kinds.h"

#include <array>

namespace anabranch::host {

namespace {

// In the order of TypeKind.
constexpr std::array<std::string_view, 26> kNames = {
    "Any", "None", "Tensor", "Int", "Float", "Bool", "Complex", "Number", "Str", "Device", "Stream", "Generator", "Storage",
    "List", "Dict", "Set", "Tuple", "Optional", "Union", "Future", "Class", "Interface", "Enum", "Function", "PyObject", "Code"};
static_assert(kNames.size() == static_cast<size_t>(TypeKind::Code) + 1);

// In the order of CodeFamily.
constexpr std::array<std::string_view, 4> kFamilies = {"Dtype", "Layout", "MemoryFormat", "QScheme"};

}  // namespace

std::optional<vm::CodeFamily> family_named(std::string_view name) {
  for (size_t i = 0; i < kFamilies.size(); ++i)
    if (kFamilies[i] == name) return static_cast<vm::CodeFamily>(i);
  return std::nullopt;
}

std::optional<TypeKind> kind_named(std::string_view name) {
  if (family_named(name)) return TypeKind::Code;
  for (size_t i = 0; i < kNames.size(); ++i)
    if (kNames[i] == name) return static_cast<TypeKind>(i);
  return std::nullopt;
}

std::string_view name_of(TypeKind kind) { return kNames[static_cast<size_t>(kind)]; }

std::string names_of(Kinds kinds) {
  std::string out;
  for (size_t i = 0; i < kNames.size(); ++i)
    if (kinds >> i & 1) out += (out.empty() ? "" : " or ") + std::string(kNames[i]);
  return out.empty() ? "nothing" : out;
}

}  // namespace anabranch::host
