// Fixed-size event records in a ring per worker: the source of timelines.
//
// Writing costs one predictable branch while events are off, and nothing in a build with ANABRANCH_NO_EVENTS.
// The ring keeps the newest kRing records; a reader sees which ones it missed by their numbers.
// Non-goal: names and places. `id` is a task's, `argument` means what the kind says.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/platform.h"

namespace anabranch::sched {

enum class Event : uint8_t {
  Created,    // argument: id of the forking task
  Claimed,    // argument: 0 by a worker, 1 in line by a waiter
  Stolen,     // argument: the worker it came from
  Suspended,  // argument: id of the awaited task
  Resumed,    // argument: Wake
  Done,
  OpBegin,    // argument: the VM's (operator or instruction)
  OpEnd,
};

struct Record {
  int64_t nanoseconds;  // monotonic clock
  uint64_t id;
  uint64_t argument;    // 56 bits
  Event kind;
};

class EventRing {
 public:
  static constexpr uint64_t kRing = 1 << 14;

#ifdef ANABRANCH_NO_EVENTS
  static constexpr bool enabled() { return false; }
#else
  static bool enabled() { return enabled_.load(std::memory_order_relaxed); }
#endif
  static void enable(bool on) { enabled_.store(on, std::memory_order_relaxed); }

  // The owning thread only.
  void record(Event kind, uint64_t id, uint64_t argument = 0) {
    if (enabled()) [[unlikely]] write(kind, id, argument);
  }

  // How many records were ever written.
  uint64_t written() const { return written_.load(std::memory_order_acquire); }
  // Appends the records numbered from `first` on that are still there; the number of the next one. Any thread.
  uint64_t read(uint64_t first, std::vector<Record>& out) const;

 private:
  struct Slot { std::atomic<int64_t> time; std::atomic<uint64_t> id, kind_and_argument; };

  void write(Event kind, uint64_t id, uint64_t argument);

  static inline std::atomic<bool> enabled_{false};
  std::atomic<uint64_t> written_{0};
  std::atomic<Slot*> slots_{nullptr};
  std::unique_ptr<Slot[]> storage_;
};

}  // namespace anabranch::sched
