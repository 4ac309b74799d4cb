// Values of the language in text: what `format`, `str.format` and `%` share.
#pragma once

#include "support.h"

#include <string_view>

namespace anabranch::kernels {

// format(v, spec); for tensors of no dimension their item's.
std::string formatted(const IValue& v, std::string_view spec);
std::string ascii(const IValue& v);
// template.format(*values)
std::string format(std::string_view pattern, const IValue* values, size_t count);
// template % values
std::string percent_format(std::string_view pattern, const IValue* values, size_t count);

}  // namespace anabranch::kernels
