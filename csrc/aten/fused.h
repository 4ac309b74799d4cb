// Small tensors: runs of operators on plain floats without the dispatcher (vm/fused.h, design/small-tensors.md).
#pragma once

#include "vm/fused.h"

namespace anabranch::aten {

std::unique_ptr<vm::Fused> fuse(const vm::ProgramData& data, const vm::Instr* first, size_t count);

}  // namespace anabranch::aten
