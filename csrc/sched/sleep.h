// Who is awake: one word, so that a decision to wake sees one moment.
//
//   awake      pool workers that run or search
//   searching  those of them that search
//   callers    calling threads that work at a call which has forked
// The budget: awake <= max(0, cores - callers), but one while there is work that no caller will do ("orphans").
// README.md has the argument that no wake-up is lost.
#pragma once
#include <algorithm>

#include "base/platform.h"

namespace anabranch::sched {

class Sleep {
 public:
  static constexpr uint64_t kAwake = 1, kSearching = uint64_t{1} << 20, kCallers = uint64_t{1} << 40;

  explicit Sleep(int workers) : workers_(workers) {}

  int workers() const { return workers_.load(std::memory_order_relaxed); }
  void set_workers(int workers) { workers_.store(workers, std::memory_order_seq_cst); }

  static int awake(uint64_t word) { return int(word & 0xFFFFF); }
  static int searching(uint64_t word) { return int(word >> 20 & 0xFFFFF); }
  static int callers(uint64_t word) { return int(word >> 40); }
  uint64_t word() const { return word_.load(std::memory_order_seq_cst); }
  int running() const { return std::max(1, awake(word()) + callers(word())); }
  int cores() const { return workers() + 1; }

  int allowed(uint64_t word) const {
    const int left = std::max(0, cores() - callers(word));
    return std::max(left, orphans_.load(std::memory_order_seq_cst) ? 1 : 0);
  }
  bool over_budget() const { const uint64_t now = word(); return awake(now) > allowed(now); }

  void add(uint64_t units) { word_.fetch_add(units, std::memory_order_seq_cst); }
  // The word before.
  uint64_t remove(uint64_t units) { return word_.fetch_sub(units, std::memory_order_seq_cst); }
  // Reserves one more awake, searching worker if nobody searches and the budget allows.
  bool reserve() {
    uint64_t word = word_.load(std::memory_order_seq_cst);
    do {
      if (searching(word) > 0 || awake(word) >= allowed(word)) return false;
    } while (!word_.compare_exchange_weak(word, word + kAwake + kSearching, std::memory_order_seq_cst));
    return true;
  }

  void add_orphan() { orphans_.fetch_add(1, std::memory_order_seq_cst); }
  void remove_orphan() { orphans_.fetch_sub(1, std::memory_order_seq_cst); }
  void reset_after_fork(uint64_t word, int orphans) { word_.store(word); orphans_.store(orphans); }
  int orphans() const { return orphans_.load(std::memory_order_seq_cst); }

 private:
  alignas(64) atomic<uint64_t> word_{0};
  atomic<int> orphans_{0};
  atomic<int> workers_;
};

}  // namespace anabranch::sched
