// PyTorch's operators for the machine: looked up in the dispatcher by name, lazily, once for the process.
// Non-goals: overload choice (the compiler's) and the language's own operators (vm/kernel.h).
#pragma once

#include "vm/operator.h"

namespace anabranch::aten {

// `qualified` is "aten::add.Tensor". Null if the dispatcher has no such operator now (it may be registered later).
const vm::Operator* find_operator(const std::string& qualified);

}  // namespace anabranch::aten
