// dtypes, layouts, memory formats and qschemes by number, as Python names them, and as objects (Code in values.h).
#pragma once

#include "values.h"

namespace anabranch::vm {

constexpr int64_t kCodeFamilies = 4;

// Both throw ScriptException(ValueError) for a number that none has.
std::string code_name(CodeFamily family, int64_t number);
const IValue& code_object(CodeFamily family, int64_t number);

}  // namespace anabranch::vm
