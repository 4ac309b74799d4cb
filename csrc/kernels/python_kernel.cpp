#include "python_kernel.h"

namespace anabranch::kernels {
namespace {
PythonKernel installed = nullptr;
}

void set_python_kernel(PythonKernel kernel) { installed = kernel; }

void call_python_kernel(const char* name, IValue* args, size_t n, IValue* out, size_t n_outs) {
  if (installed == nullptr) raise("RuntimeError", std::string(name) + " needs Python, and there is none");
  installed(name, args, n, out, n_outs);
}

}  // namespace anabranch::kernels
