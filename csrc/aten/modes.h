// Is something in force on this thread that pool workers cannot reproduce?
#pragma once

#include <ATen/core/ivalue.h>

namespace anabranch::aten {

// A TorchDispatchMode (FakeTensor's too), TorchFunctionMode, functorch transform or the Python dispatcher is active: the call
// must run serially on this thread.
bool thread_is_special();

// A TorchFunctionMode is active; a default device is one.
bool has_function_mode();

// A tensor whose operators run Python (subclass, FakeTensor, functorch wrapper).
bool is_special(const at::Tensor& tensor);

}  // namespace anabranch::aten
