// The way from a native kernel to the interpreter's Python kernel of the same operator, for what only Python does well:
// Unicode tables, format specifications. Takes the GIL, so a kernel asks it only off the usual path.
#pragma once

#include "support.h"

namespace anabranch::kernels {

// Calls the Python kernel `name` and assigns out[0..n_outs). Errors come out as exceptions that vm::current_error knows.
using PythonKernel = void (*)(const char* name, IValue* args, size_t n, IValue* out, size_t n_outs);
void set_python_kernel(PythonKernel kernel);  // bind, once
void call_python_kernel(const char* name, IValue* args, size_t n, IValue* out, size_t n_outs = 1);

}  // namespace anabranch::kernels
