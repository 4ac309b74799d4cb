#include "bind/gil.h"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <exception>

#include "vm/machine.h"

namespace anabranch::bind {

namespace {
std::atomic<uint64_t> acquisitions{0};
std::terminate_handler terminate_of_before = nullptr;

// A thread that ends an interpreter has its GIL; one that is unwound since it wanted it has not.
[[noreturn]] void sleep_or_terminate() {
  if (interpreter_ends() && !PyGILState_Check()) sleep_for_ever();
  terminate_of_before();
  std::abort();
}
}  // namespace

void keep_unwound_threads_asleep() { terminate_of_before = std::set_terminate(sleep_or_terminate); }

bool interpreter_ends() {
#if PY_VERSION_HEX >= 0x030D0000
  return !Py_IsInitialized() || Py_IsFinalizing();
#else
  return !Py_IsInitialized() || _Py_IsFinalizing();
#endif
}

void sleep_for_ever() {
  for (;;) pause();
}

PyGILState_STATE take_gil() {
  if (interpreter_ends() && !PyGILState_Check()) sleep_for_ever();
  acquisitions.fetch_add(1, std::memory_order_relaxed);
  vm::scheduler().queue_to_block();
  const PyGILState_STATE state = outlived(PyGILState_Ensure);
  vm::scheduler().enter_blocking();
  return state;
}

void give_gil_back(PyGILState_STATE state) {
  PyGILState_Release(state);
  vm::scheduler().leave_blocking();
}

NoGil::~NoGil() {
  outlived([this] { PyEval_RestoreThread(state_); });
}

uint64_t gil_acquisitions() { return acquisitions.load(std::memory_order_relaxed); }

}  // namespace anabranch::bind
