// How the machine calls a dispatcher operator. csrc/aten makes these (one per schema, cached for the process) and owns them;
// the machine only calls. `call` gets complete arguments in schema order and owns them: it may move from `args`, which the
// machine clears afterwards; it assigns `out[0..n_outs)`. Exceptions are ATen's own and are caught at the instruction.
// RecordFunction ranges are the dispatcher's business; nothing is added here.
#pragma once

#include "values.h"

namespace anabranch::vm {

struct Operator {
  using Call = void (*)(const Operator& self, IValue* args, IValue* out);
  Call call = nullptr;
  uint16_t n_args = 0;
  uint16_t n_outs = 0;
  std::string name;            // "aten::add.Tensor"
  const void* data = nullptr;  // csrc/aten's: OperatorHandle, unboxed function pointer …
};

}  // namespace anabranch::vm
