// The queue of work that belongs to no deque: strands that left a failing call, work that a caller may not do,
// work left when a call ends. Rare, so a lock and a list; pool workers take from it, oldest first.
#pragma once
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
    if (empty()) return {};
    Guard guard(lock_);
    if (entries_.empty()) return {};
    Entry entry = entries_.front();
    entries_.pop_front();
    size_.store(entries_.size(), std::memory_order_seq_cst);
    return entry;
  }
  bool empty() const { return size_.load(std::memory_order_seq_cst) == 0; }

 private:
  friend class Scheduler;
  SpinLock lock_;
  atomic<size_t> size_{0};
  std::deque<Entry> entries_;
};

}  // namespace anabranch::sched
