// Pools of plain float images without the indices that ATen's kernels always compute (they are for gradients).
#pragma once

#include "vm/operator.h"

#include <ATen/core/dispatch/Dispatcher.h>

namespace anabranch::aten {

// A call of `max_pool2d` or `avg_pool2d` that has a loop of its own for the plain case and is the dispatcher's for any other;
// null for other operators. Results have ATen's bits.
vm::Operator::Call pool_call(const c10::OperatorHandle& op);

}  // namespace anabranch::aten
