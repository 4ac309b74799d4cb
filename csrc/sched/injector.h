// The queue of work that belongs to no deque: strands that left a failing call, work that a caller may not do,
// work left when a call ends. Rare, so a lock and a list; pool workers take from it, oldest first, and callers what is of their call.
#pragma once
#include <algorithm>
#include <deque>

#include "base/spinlock.h"
#include "sched/deque.h"

namespace anabranch::sched {

class Injector {
 public:
  void push(Entry entry) {
    Guard guard(lock_);
    entries_.push_back(entry);
    size_.store(entries_.size(), std::memory_order_seq_cst);
  }

  Entry pop() {
    return take([](Entry) { return true; });
  }

  // The oldest entry that `wanted` accepts.
  template <class Wanted>
  Entry take(Wanted wanted) {
    if (empty()) return {};
    Guard guard(lock_);
    auto found = std::find_if(entries_.begin(), entries_.end(), wanted);
    if (found == entries_.end()) return {};
    const Entry entry = *found;
    entries_.erase(found);
    size_.store(entries_.size(), std::memory_order_seq_cst);
    return entry;
  }

  bool empty() const { return size_.load(std::memory_order_seq_cst) == 0; }

 private:
  SpinLock lock_;
  atomic<size_t> size_{0};
  std::deque<Entry> entries_;
};

}  // namespace anabranch::sched
