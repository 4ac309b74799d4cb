// Wakes a thread off the core of the one who wakes it.
//
// Linux often puts a woken thread where its waker runs, above all in a virtual machine, where it seems to take a virtual core that
// sleeps for one that the host has taken away (design/waking.md). The two then take turns of some milliseconds. So the waker takes its
// own core out of the sleeper's mask, wakes it, and puts the mask back; the sleeper does nothing before that, so what it starts
// cannot inherit it.
#pragma once
#include <sched.h>

#include <atomic>

namespace anabranch {

class Placement {
 public:
  // The sleeper's, around its sleep.
  void asleep() { state_.store(State::Asleep, std::memory_order_release); }
  void awake() {
    for (State expected = State::Asleep; !state_.compare_exchange_weak(expected, State::Awake, std::memory_order_acq_rel);) {
      expected = State::Asleep;
      sched_yield();
    }
  }
  // `thread` is the system's number of the sleeper; who does not sleep is only told.
  template <class Tell>
  void wake_elsewhere(int thread, Tell tell) {
    State expected = State::Asleep;
    if (!state_.compare_exchange_strong(expected, State::Placing, std::memory_order_acq_rel)) return tell();
    cpu_set_t mask;
    const bool kept_off = keep_off(thread, mask);
    tell();
    if (kept_off) sched_setaffinity(thread, sizeof mask, &mask);
    state_.store(State::Asleep, std::memory_order_release);
  }

 private:
  enum class State : int { Awake, Asleep, Placing };

  // A machine of more than 1,024 cores is left to the kernel.
  static bool keep_off(int thread, cpu_set_t& mask) {
    const int here = sched_getcpu();
    if (here < 0 || sched_getaffinity(thread, sizeof mask, &mask) != 0 || !CPU_ISSET(here, &mask)) return false;
    cpu_set_t others = mask;
    CPU_CLR(here, &others);
    return CPU_COUNT(&others) > 0 && sched_setaffinity(thread, sizeof others, &others) == 0;
  }

  std::atomic<State> state_{State::Awake};
};

}  // namespace anabranch
