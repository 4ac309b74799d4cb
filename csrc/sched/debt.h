// Debt: tasks that are done and were not counted out of their call yet.
//
// A call's word is written by every worker that forks or completes; with many of them that line is where they all wait. So a
// thread with more to do keeps what it completes for itself, and its next forks take the places. The word says too much
// meanwhile, which is allowed, and never less than what is owed, so the call is there. README.md says when a debt is paid.
#pragma once
#include <cstdint>

#include "base/platform.h"

namespace anabranch::sched {

class Call;

class Debt {
 public:
  struct Part {
    Call* call = nullptr;
    uint32_t tasks = 0;
  };

  explicit operator bool() const { return word_.load(std::memory_order_relaxed) != 0; }
  const Call* call() const { return part(word_.load(std::memory_order_relaxed)).call; }

  // ---- its thread
  // More of this call. False: it owes another one, or very much.
  bool add(Call& call, uint32_t tasks = 1) {
    uint64_t word = word_.load(std::memory_order_relaxed);
    for (;;) {
      if (word && (part(word).call != &call || part(word).tasks + tasks > kMost)) return false;
      const uint64_t more = (word ? word : uint64_t{reinterpret_cast<uintptr_t>(&call)} << 16) + tasks;
      if (word_.compare_exchange_weak(word, more, std::memory_order_seq_cst)) return true;
    }
  }
  // One less of this call: a fork takes its place.
  bool remove(const Call& call) {
    uint64_t word = word_.load(std::memory_order_relaxed);
    while (word && part(word).call == &call) {
      const uint64_t less = part(word).tasks == 1 ? 0 : word - 1;
      if (word_.compare_exchange_weak(word, less, std::memory_order_seq_cst)) return true;
    }
    return false;
  }

  // ---- anybody: whoever takes it pays it
  Part take() { return *this ? part(word_.exchange(0, std::memory_order_seq_cst)) : Part{}; }
  Part take_of(const Call& call) {
    uint64_t word = word_.load(std::memory_order_seq_cst);
    while (word && part(word).call == &call) {
      if (word_.compare_exchange_weak(word, 0, std::memory_order_seq_cst)) return part(word);
    }
    return {};
  }

 private:
  static constexpr uint32_t kMost = 0xFFFF;
  static Part part(uint64_t word) { return {reinterpret_cast<Call*>(word >> 16), uint32_t(word & kMost)}; }

  atomic<uint64_t> word_{0};
};

}  // namespace anabranch::sched
