// What Python holds of a loaded function.
#pragma once

#include "vm/program.h"

namespace anabranch::bind {

struct ProgramHandle {
  vm::Ref<vm::Program> program;
};

}  // namespace anabranch::bind
