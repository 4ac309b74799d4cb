// The GIL, taken and given back by threads of the machine: counted, announced to the scheduler, which gives a core away while its
// thread is in Python, and harmless when the interpreter ends.
//
// CPython ends a thread that wants the GIL of an interpreter that is going down (pthread_exit; since 3.14 it lets it sleep). The
// unwinding would pass through destructors and noexcept functions, which is std::terminate. So such a thread sleeps here for
// ever, with all it holds, and the process ends without it. In PyTorch's own code a thread is unwound all the same: where that
// would be std::terminate, it sleeps there.
#pragma once

#include "bind/python.h"

#include <cxxabi.h>

namespace anabranch::bind {

bool interpreter_ends();
[[noreturn]] void sleep_for_ever();
// From now on std::terminate is no end for threads of an interpreter that goes down.
void keep_unwound_threads_asleep();

// f(), which runs Python code or waits for the GIL.
template <class F>
auto outlived(F f) {
  try {
    return f();
  } catch (abi::__forced_unwind&) {
    sleep_for_ever();
  }
}

PyGILState_STATE take_gil();
void give_gil_back(PyGILState_STATE state);

class Gil {
 public:
  Gil() : state_(take_gil()) {}
  ~Gil() { give_gil_back(state_); }
  Gil(const Gil&) = delete;

 private:
  const PyGILState_STATE state_;
};

// Of a thread that has it, for a scope.
class NoGil {
 public:
  NoGil() : state_(PyEval_SaveThread()) {}
  ~NoGil();
  NoGil(const NoGil&) = delete;

 private:
  PyThreadState* state_;
};

// How often the machine asked for the GIL: not at all while a program does without Python.
uint64_t gil_acquisitions();

}  // namespace anabranch::bind
