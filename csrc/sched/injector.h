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
    count(entry).fetch_add(1, std::memory_order_seq_cst);
    size_.store(entries_.size(), std::memory_order_seq_cst);
  }

  Entry pop() {
    if (empty()) return {};
    return take([](Entry) { return true; });
  }

  // The oldest entry of this call; `tag` is the call's.
  Entry pop_of(const Call* call, uint16_t tag) {
    if (!may_have(tag)) return {};
    return take([call, tag](Entry e) { return e.tag() == tag && e.call() == call; });
  }

  bool empty() const { return size_.load(std::memory_order_seq_cst) == 0; }
  // Others' entries under the same tag do not count: a caller that stayed awake for them would spin until somebody takes them.
  bool has_of(const Call* call, uint16_t tag) {
    if (!may_have(tag)) return false;
    Guard guard(lock_);
    return std::any_of(entries_.begin(), entries_.end(), [call, tag](Entry e) { return e.tag() == tag && e.call() == call; });
  }

 private:
  bool may_have(uint16_t tag) const { return counts_[tag % kCounts].load(std::memory_order_seq_cst) != 0; }

  static constexpr size_t kCounts = 64;

  atomic<uint32_t>& count(Entry entry) { return counts_[entry.tag() % kCounts]; }

  template <class Wanted>
  Entry take(Wanted wanted) {
    Guard guard(lock_);
    auto found = std::find_if(entries_.begin(), entries_.end(), wanted);
    if (found == entries_.end()) return {};
    const Entry entry = *found;
    entries_.erase(found);
    count(entry).fetch_sub(1, std::memory_order_seq_cst);
    size_.store(entries_.size(), std::memory_order_seq_cst);
    return entry;
  }

  SpinLock lock_;
  atomic<size_t> size_{0};
  atomic<uint32_t> counts_[kCounts] = {};
  std::deque<Entry> entries_;
};

}  // namespace anabranch::sched
