// The language's own operators by their names in archives: the kernel, and what it takes and gives (src/anabranch/ops, written by
// tools/own_operators_header.py). A kernel believes how many arguments and results it has, and checks of which kinds.
#pragma once

#include "host/type_kinds.h"

#include "vm/kernel.h"

namespace anabranch::host {

struct OwnOperator {
  vm::Kernel kernel = nullptr;
  bool takes_any_number = false;
  std::vector<Kinds> arguments, results;
};

// By qualified name, overload included; null if there is none.
const OwnOperator* find_own_operator(const std::string& name);

}  // namespace anabranch::host
