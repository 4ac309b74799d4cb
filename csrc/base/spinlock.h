// A lock of one byte for sections of a few instructions. After some spinning it gives the core away, because
// with more threads than cores the holder may be asleep. Plain memory, so a child of fork() may reset it.
#pragma once
#include "base/platform.h"

namespace anabranch {

class SpinLock {
 public:
  void lock() {
    for (int round = 0; word_.exchange(true, std::memory_order_acquire); ++round) {
      while (word_.load(std::memory_order_relaxed)) {
        if (++round < 64) Platform::relax();
        else Platform::yield_thread();
      }
    }
  }
  bool try_lock() { return !word_.exchange(true, std::memory_order_acquire); }
  void unlock() { word_.store(false, std::memory_order_release); }
  void reset_after_fork() { word_.store(false, std::memory_order_relaxed); }

 private:
  atomic<bool> word_{false};
};

template <class Lock>
class [[nodiscard]] Guard {
 public:
  explicit Guard(Lock& lock) : lock_(lock) { lock_.lock(); }
  ~Guard() { lock_.unlock(); }
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;

 private:
  Lock& lock_;
};

}  // namespace anabranch
