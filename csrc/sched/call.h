// Call: one call of a compiled function from outside, with all tasks it forked.
//
// Purpose: count them, so that the caller knows the end, and so that a call at rest (nothing can run) is noticed.
// Non-goal: deciding anything; see scheduler.h (end) and cycle.cpp (rest).
#pragma once
#include "base/counted.h"
#include "base/freelist.h"
#include "base/spinlock.h"
#include "sched/hooks.h"

namespace anabranch::sched {

class Worker;
struct Pause;

// word_ = live << 32 | runnable.
//   live      tasks that the call's end waits for: root + forked, minus done, minus detached
//   runnable  tasks, detached ones included, that are pending or whose strand is not suspended
// Running code counts as runnable, inside Python too. The word may count too much for a moment, never too little:
// a strand is made ready before it is pushed and counted out after its waiter was accepted.
class Call : public Counted, public Pooled {
 public:
  struct Counts { uint32_t live, runnable; };

  Call() : tag_(tag_of(this)) {}

  bool cancelled() const { return signals_.load(std::memory_order_relaxed) & kCancelled; }
  // The caller's state, captured at the first fork (that costs 230 ns); most tasks share it without a reference.
  Context* context() const { return context_.get(); }
  Counts counts() const { return split(word_.load(std::memory_order_acquire)); }
  // Asked by a running task of it: no other task of it is unfinished.
  bool alone() const {
    return counts().live == 1 && detached_.load(std::memory_order_acquire) == 0;
  }

 protected:
  ~Call() override = default;

 private:
  friend class Scheduler;
  friend class Task;
  friend struct Pause;
  static constexpr uint8_t kCancelled = 1, kComeHome = 2;
  static constexpr uint64_t kLive = uint64_t{1} << 32;

  static Counts split(uint64_t word) { return {uint32_t(word >> 32), uint32_t(word)}; }
  // Two calls may have the same; all have where a run must repeat exactly.
  static uint16_t tag_of(const Call* call) {
#if defined(ANABRANCH_SMALL) || defined(ANABRANCH_SIMULATE)
    return (void)call, 1;
#else
    return uint16_t((reinterpret_cast<uintptr_t>(call) >> 6) * 0x9E3779B97F4A7C15u >> 48);
#endif
  }
  Counts subtract(uint64_t amount) { return split(word_.fetch_sub(amount, std::memory_order_seq_cst) - amount); }
  void add(uint64_t amount) { word_.fetch_add(amount, std::memory_order_seq_cst); }

  // Bytes that keep what stands before them and what stands after them in different cache lines, wherever the call lies.
  using Apart = char[64];

  // Read at every safe point and fork, written now and then.
  Ref<Context> context_;
  const uint16_t tag_;                       // marks this call's entries in deques
  atomic<uint8_t> signals_{0};
  atomic<bool> caller_parked_{false};
  atomic<Worker*> caller_{nullptr};          // who waits for the end; null before and after
  atomic<Strand*> homecoming_{nullptr};      // a strand handed to the caller
  // Written by all workers.
  [[maybe_unused]] Apart read_and_written_;
  atomic<uint64_t> word_{0};
  atomic<uint32_t> detached_{0};             // unfinished detached tasks; each holds a reference
  // By those that suspend and wake.
  [[maybe_unused]] Apart counted_and_paused_;
  SpinLock pauses_lock_;
  Pause* pauses_ = nullptr;                  // suspended strands all of whose tasks are of this call
};

}  // namespace anabranch::sched
