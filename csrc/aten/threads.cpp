#include "aten/threads.h"

#include <ATen/Parallel.h>

#include <dlfcn.h>

// Exported by libtorch_cpu where MKL is linked in (x86). The lower-case name is Fortran's and takes a pointer.
extern "C" __attribute__((weak)) int MKL_Set_Num_Threads_Local(int);

namespace anabranch::aten {

namespace {

// The one libgomp of the process is PyTorch's: a second one would open teams of its own.
using SetThreads = void (*)(int);
SetThreads omp_setter() {
  static const auto f = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "omp_set_num_threads"));
  return f;
}

}  // namespace

void set_thread_width(int threads) {
  static thread_local int current = 0;
  if (threads == current) return;
  if (current == 0) at::get_num_threads();  // its first use on a thread sets both widths: it must come before ours
  if (omp_setter() != nullptr) omp_setter()(threads);
  if (MKL_Set_Num_Threads_Local != nullptr) MKL_Set_Num_Threads_Local(threads);
  current = threads;
}

int user_thread_width() { return at::get_num_threads(); }

}  // namespace anabranch::aten
