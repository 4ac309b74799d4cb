// Lazy forks: what only their own strand knows of yet. README.md argues when that is sound.
//
// A lazy fork stands on its strand's list with its arguments and its context: no count, no entry in a deque, no atomics. Its
// strand runs it as a call when it waits for it, or promotes it to what any other fork is.
#pragma once
#include <algorithm>
#include <cstdint>

#include "base/platform.h"

namespace anabranch::sched {

class Task;

// What a fork in the program costs: moving averages of what its tasks take, in nanoseconds; 0 is not yet measured.
class Site {
 public:
  // Worth a thief's trouble: two of these take longer one after the other than side by side.
  static constexpr uint32_t kWorth = 2'000;

  // All tasks.
  void note(int64_t nanoseconds) { average(usual_, nanoseconds); }
  // Those that were promoted because somebody was idle: the oldest, which in a recursion are the largest.
  void note_oldest(int64_t nanoseconds) { average(oldest_, nanoseconds); }

  bool measured() const { return usual_.load(std::memory_order_relaxed) != 0; }
  bool is_long() const { return usual_.load(std::memory_order_relaxed) >= kWorth; }
  bool oldest_is_worth_it() const {
    const uint32_t oldest = oldest_.load(std::memory_order_relaxed);
    return oldest == 0 || oldest >= kWorth;
  }

 private:
  // Threads may overwrite each other's sample.
  static void average(atomic<uint32_t>& average, int64_t nanoseconds) {
    const int64_t before = average.load(std::memory_order_relaxed);
    const int64_t most = before ? std::min<int64_t>(kOutlier * before, UINT32_MAX) : UINT32_MAX;
    const int64_t sample = std::clamp<int64_t>(nanoseconds, 1, most);
    const int64_t step = (sample - before) / kWeight;
    average.store(uint32_t(before ? std::max<int64_t>(1, before + step) : sample), std::memory_order_relaxed);
  }
  static constexpr int64_t kWeight = 8;
  static constexpr int64_t kOutlier = 16;  // a thread may lose its core for a moment: one such sample says little, several say it

  atomic<uint32_t> usual_{0}, oldest_{0};
};

// The lazy forks of one strand, oldest first; each with a reference. Those of one frame stand together, newer than those of the
// frames below.
class LazyForks {
 public:
  bool empty() const { return newest_ == nullptr; }
  Task* oldest() const { return oldest_; }
  Task* newest() const { return newest_; }
  // Whether the newest is this frame's.
  inline bool are_of(const void* frame) const;
  inline void add(Task& task);
  inline void remove(Task& task);

 private:
  Task* oldest_ = nullptr;
  Task* newest_ = nullptr;
};

}  // namespace anabranch::sched
