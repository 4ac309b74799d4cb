// Operators defined in Python (torch.library), which go when their library is destroyed: a notebook's cell runs again. PyTorch then
// frees what its handles point to. A listener says whether what programs were compiled against is registered now; a call holds the
// GIL, under which libraries come and go, from the look to the kernel, and pins the operator's name until the kernel is done.
// Non-goal: operators defined in C++, which live as long as the process.
#pragma once

#include "aten/handle.h"

namespace anabranch::aten {

bool is_defined_in_python(const c10::OperatorHandle& op);

// Keeps `is_there` and `op` true to what is registered, for the life of the process. Under the GIL.
void follow_registrations(Handle& handle);

// As call_boxed. Throws an OperatorError if the operator is not there as the program knows it.
void call_python_operator(const vm::Operator& self, c10::IValue* args, c10::IValue* out);

}  // namespace anabranch::aten
