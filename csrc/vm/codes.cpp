#include "codes.h"

#include "error.h"

#include <c10/core/ScalarType.h>

#include <array>

namespace anabranch::vm {

namespace {

// In the order of PyTorch's enumerations.
std::vector<std::string> dtypes() {
  std::vector<std::string> names;
  for (int i = 0; i < static_cast<int>(c10::ScalarType::Undefined); ++i) names.emplace_back(c10::getDtypeNames(static_cast<c10::ScalarType>(i)).first);
  return names;
}

struct Family {
  const char* what;
  std::vector<std::string> names;
  std::vector<IValue> objects;
};

std::array<Family, kCodeFamilies> make_families() {
  std::array<Family, kCodeFamilies> families = {{
      {"dtype", dtypes(), {}},
      {"layout", {"strided", "sparse_coo", "sparse_csr", "_mkldnn", "sparse_csc", "sparse_bsr", "sparse_bsc", "jagged"}, {}},
      {"memory format", {"contiguous_format", "preserve_format", "channels_last", "channels_last_3d"}, {}},
      {"qscheme",
       {"per_tensor_affine", "per_channel_affine", "per_tensor_symmetric", "per_channel_symmetric", "per_channel_affine_float_qparams"},
       {}},
  }};
  for (size_t f = 0; f < families.size(); ++f)
    for (size_t n = 0; n < families[f].names.size(); ++n)
      families[f].objects.push_back(box(c10::make_intrusive<Code>(static_cast<CodeFamily>(f), static_cast<int64_t>(n))));
  return families;
}

const Family& family_with(CodeFamily f, int64_t number) {
  static const auto& families = *new std::array<Family, kCodeFamilies>(make_families());
  const Family& family = families[static_cast<size_t>(f)];
  if (number < 0 || number >= static_cast<int64_t>(family.names.size()))
    throw ScriptException("ValueError", std::string("no ") + family.what + " has the number " + std::to_string(number));
  return family;
}

}  // namespace

std::string code_name(CodeFamily family, int64_t number) {
  return "torch." + family_with(family, number).names[static_cast<size_t>(number)];
}

const IValue& code_object(CodeFamily family, int64_t number) {
  return family_with(family, number).objects[static_cast<size_t>(number)];
}

}  // namespace anabranch::vm
