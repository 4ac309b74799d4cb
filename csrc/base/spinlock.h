// A lock of one byte for sections of a few instructions. After some spinning it gives the core away, because
// with more threads than cores the holder may be asleep. In a child of fork() what a thread of the parent held is free.
#pragma once
#include "base/platform.h"

namespace anabranch {

// How often this process has been forked off, from 1; written in the child of a fork() only, before it has other threads.
inline uint8_t process_generation = 1;
inline void note_child_of_fork() { process_generation = process_generation == 255 ? 1 : process_generation + 1; }

class SpinLock {
 public:
  void lock() {
    for (int round = 0; !try_lock(); ++round) {
      while (word_.load(std::memory_order_relaxed) == process_generation) {
        if (++round < 64) Platform::relax();
        else Platform::yield_thread();
      }
    }
  }
  bool try_lock() { return word_.exchange(process_generation, std::memory_order_acquire) != process_generation; }
  void unlock() { word_.store(0, std::memory_order_release); }

 private:
  atomic<uint8_t> word_{0};  // 0: free; else the generation of its holder
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
