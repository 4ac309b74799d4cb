// A machine whose threads take turns: one runs, the others wait, and every atomic operation that orders anything is
// a place where the turn may pass on. A schedule is a seed or a list of forced passes, so a failure repeats.
//
// Threads are real, so thread-local state works; a baton keeps all but one asleep. Time is virtual: it moves a
// little per step, and jumps only when every thread is parked and some with a limit. Nobody able to run and no
// limit is a deadlock: a lost wake-up shows as that (or as a jump, which a test may forbid).
// Non-goal: weak memory. Interleavings are sequentially consistent; orderings are ThreadSanitizer's business.
#pragma once
#include <atomic>
#include <cstdint>
#include <vector>

namespace anabranch {

namespace explore {

// Where the turn passes on without need.
struct Pass {
  uint64_t step;   // the step at which
  uint32_t choice; // which of the other threads that can run
};

struct Schedule {
  uint64_t seed = 0;           // 0: only `passes`; else random
  uint32_t one_in = 8;         // with a seed: passes at one step of so many
  std::vector<Pass> passes;    // ascending
};

struct Result {
  uint64_t steps = 0;
  uint32_t threads = 0;
  uint64_t jumps = 0;          // times that everybody slept until a limit
};

// Runs `body` as the first thread; returns when it and all threads it started have ended. Deadlocks, and more than
// `limit` steps, call `fail` (which does not return).
Result run(const Schedule& schedule, void (*body)(void*), void* argument, uint64_t limit,
           void (*fail)(const char* what));

void point();                 // the turn may pass on
void pass_on();               // it must, if another thread can run
void safe_point();            // in loops that only look: point(), and now and then pass_on()
bool park(std::atomic<bool>& token, int64_t nanoseconds);
void unpark(std::atomic<bool>& token);
bool start(void* (*body)(void*), void* argument);
int64_t now();
// Makes the next start() fail, as a system without room for threads.
void refuse_threads(bool refuse);

}  // namespace explore

struct ExplorePlatform {
  template <class T>
  class atomic {
   public:
    atomic() = default;
    constexpr atomic(T value) : value_(value) {}
    atomic(const atomic&) = delete;
    operator T() const { return load(); }
    T operator=(T value) { return store(value), value; }

    T load(std::memory_order order = std::memory_order_seq_cst) const {
      if (order != std::memory_order_relaxed) explore::point();
      return value_.load(std::memory_order_relaxed);
    }
    void store(T value, std::memory_order order = std::memory_order_seq_cst) {
      if (order != std::memory_order_relaxed) explore::point();
      value_.store(value, std::memory_order_relaxed);
    }
    T exchange(T value, std::memory_order = std::memory_order_seq_cst) {
      explore::point();
      return value_.exchange(value, std::memory_order_relaxed);
    }
    bool compare_exchange_strong(T& expected, T value, std::memory_order = std::memory_order_seq_cst,
                                 std::memory_order = std::memory_order_seq_cst) {
      explore::point();
      return value_.compare_exchange_strong(expected, value, std::memory_order_relaxed);
    }
    bool compare_exchange_weak(T& expected, T value, std::memory_order a = std::memory_order_seq_cst,
                               std::memory_order b = std::memory_order_seq_cst) {
      return compare_exchange_strong(expected, value, a, b);
    }
    T fetch_add(T n, std::memory_order order = std::memory_order_seq_cst) {
      if (order != std::memory_order_relaxed) explore::point();
      return value_.fetch_add(n, std::memory_order_relaxed);
    }
    T fetch_sub(T n, std::memory_order = std::memory_order_seq_cst) {
      explore::point();
      return value_.fetch_sub(n, std::memory_order_relaxed);
    }
    T fetch_or(T n, std::memory_order = std::memory_order_seq_cst) {
      explore::point();
      return value_.fetch_or(n, std::memory_order_relaxed);
    }
    T fetch_and(T n, std::memory_order = std::memory_order_seq_cst) {
      explore::point();
      return value_.fetch_and(n, std::memory_order_relaxed);
    }

   private:
    std::atomic<T> value_{};
  };

  class Parker {
   public:
    void park() { (void)park_for(-1); }
    bool park_for(int64_t nanoseconds) { return explore::park(token_, nanoseconds); }
    void unpark() { explore::unpark(token_); }

   private:
    std::atomic<bool> token_{false};
  };

  struct Placement {
    void asleep() {}
    void awake() {}
    template <class Tell>
    void wake_elsewhere(int, Tell tell) { tell(); }
  };

  static bool start_thread(void* (*body)(void*), void* argument) { return explore::start(body, argument); }
  static int64_t now() { return explore::now(); }
  static int64_t ticks() { return explore::now(); }
  static int64_t thread_cpu() { return explore::now(); }  // always on its core
  static int thread_number() { return 1; }
  static void forget_thread_number() {}
  static void relax() { explore::pass_on(); }
  static void yield_thread() { explore::pass_on(); }
  static void full_fence() { explore::point(); }
};

}  // namespace anabranch
