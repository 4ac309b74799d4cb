// Who is awake: one word, so that a decision to wake sees one moment.
//
//   awake      pool workers that run, search or are being woken
//   searching  those of them that search
//   waking     those of them that were woken and have not begun to search
//   callers    calling threads that work at a call which has forked
// The budget: awake <= max(0, cores - taken - callers), but one while there is work that no caller will do ("orphans"). `taken` are
// cores that other processes work on: found out by threads that were kept out, believed for a while.
// README.md has the argument that no wake-up is lost.
#pragma once
#include <algorithm>

#include "base/platform.h"

namespace anabranch::sched {

class Sleep {
 public:
  static constexpr uint64_t kAwake = 1, kSearching = uint64_t{1} << 16, kWaking = uint64_t{1} << 32, kCallers = uint64_t{1} << 48;

  explicit Sleep(int workers) : workers_(workers) {}

  int workers() const { return workers_.load(std::memory_order_relaxed); }
  void set_workers(int workers) { workers_.store(workers, std::memory_order_seq_cst); }

  static int awake(uint64_t word) { return int(word & 0xFFFF); }
  static int searching(uint64_t word) { return int(word >> 16 & 0xFFFF); }
  static int waking(uint64_t word) { return int(word >> 32 & 0xFFFF); }
  static int callers(uint64_t word) { return int(word >> 48); }
  // Somebody will look at all there is, or as many are being woken as work: each of them can wake one more, so the number of
  // those awake doubles in the time of a wake-up.
  static bool enough_look(uint64_t word) {
    const int working = awake(word) - waking(word) + callers(word);
    return searching(word) > 0 || waking(word) >= std::max(1, working);
  }
  uint64_t word() const { return word_.load(std::memory_order_seq_cst); }
  int running() const { return std::max(1, awake(word()) + callers(word())); }
  int cores() const { return workers() + 1; }

  int allowed(uint64_t word) const {
    const int left = std::max(0, cores() - taken_.load(std::memory_order_relaxed) - callers(word));
    return std::max(left, orphans_.load(std::memory_order_seq_cst) ? 1 : 0);
  }
  bool over_budget() const { const uint64_t now = word(); return awake(now) > allowed(now); }

  void add(uint64_t units) { word_.fetch_add(units, std::memory_order_seq_cst); }
  // The word before.
  uint64_t remove(uint64_t units) { return word_.fetch_sub(units, std::memory_order_seq_cst); }
  // A look: may reserve() succeed?
  bool may_reserve() const {
    const uint64_t word = word_.load(std::memory_order_relaxed);
    return !enough_look(word) && awake(word) < allowed(word);
  }
  // A look: is there a pool worker that searches, or would be woken?
  bool has_idle() const {
    const uint64_t word = word_.load(std::memory_order_relaxed);
    return searching(word) + waking(word) > 0 || awake(word) < allowed(word);
  }
  // Reserves one more awake worker, to be woken, unless enough look already or the budget forbids it.
  bool reserve() {
    uint64_t word = word_.load(std::memory_order_seq_cst);
    while (!enough_look(word)) {
      if (awake(word) >= allowed(word)) {
        // Leave word before the last look: whoever makes room later reads it (budget_was_missed).
        if (!missed_.load(std::memory_order_relaxed)) missed_.store(true, std::memory_order_seq_cst);
        Platform::full_fence();
        word = word_.load(std::memory_order_seq_cst);
        if (awake(word) >= allowed(word)) return false;
        continue;
      }
      if (word_.compare_exchange_weak(word, word + kAwake + kWaking, std::memory_order_seq_cst)) return true;
    }
    return false;
  }
  // Whether somebody was refused since the last time; to be asked after making room.
  bool budget_was_missed() {
    return missed_.load(std::memory_order_seq_cst) && missed_.exchange(false, std::memory_order_seq_cst);
  }

  // A thread was kept out of its core. One is left, for the callers.
  void note_taken(int64_t now) {
    const int taken = taken_.load(std::memory_order_relaxed);
    if (taken + 1 < cores()) taken_.store(taken + 1, std::memory_order_relaxed);
    const bool again = now - tried_at_.exchange(now, std::memory_order_relaxed) < kShortly;
    const int64_t twice = 2 * believed_.load(std::memory_order_relaxed);
    believed_.store(again ? std::clamp(twice, kShortest, kLongest) : kShortest, std::memory_order_relaxed);
  }
  // After a while a core that was taken is tried again. Threads may overwrite each other's.
  void try_taken(int64_t now) {
    const int taken = taken_.load(std::memory_order_relaxed);
    if (taken == 0 || now - tried_at_.load(std::memory_order_relaxed) < believed_.load(std::memory_order_relaxed)) return;
    tried_at_.store(now, std::memory_order_relaxed);
    taken_.store(taken - 1, std::memory_order_seq_cst);
  }
  bool any_taken() const { return taken_.load(std::memory_order_relaxed) > 0; }

  void add_orphan() { orphans_.fetch_add(1, std::memory_order_seq_cst); }
  void remove_orphan() { orphans_.fetch_sub(1, std::memory_order_seq_cst); }
  void reset_after_fork(uint64_t word) {
    word_.store(word);
    orphans_.store(0);
    taken_.store(0);
  }

 private:
  // Nanoseconds that a core stays taken; twice as long each time that a try of it soon fails.
  static constexpr int64_t kShortest = 10'000'000, kLongest = 80'000'000, kShortly = 50'000'000;

  alignas(64) atomic<uint64_t> word_{0};
  // Written rarely, read with the word.
  alignas(64) atomic<int> orphans_{0};
  atomic<bool> missed_{false};
  atomic<int> workers_;
  atomic<int> taken_{0};
  atomic<int64_t> tried_at_{0}, believed_{0};
};

}  // namespace anabranch::sched
