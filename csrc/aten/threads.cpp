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

namespace {

void apply(int omp, int mkl) {
  if (omp_setter() != nullptr) omp_setter()(omp);
  if (MKL_Set_Num_Threads_Local != nullptr) MKL_Set_Num_Threads_Local(mkl);
}

thread_local int current = 0;  // ours; 0: the user's
thread_local int users = 0;    // the user's, remembered while ours is in force

}  // namespace

void set_thread_width(int threads) {
  if (threads == current) return;
  if (current == 0) users = at::get_num_threads();  // its first use on a thread sets both widths: it must come before ours
  apply(threads == 0 ? users : threads, threads);   // MKL's 0 is its process-wide setting
  current = threads;
}

void limit_thread(int threads) {
  at::get_num_threads();
  apply(threads, threads);
  current = 0;
}

}  // namespace anabranch::aten
