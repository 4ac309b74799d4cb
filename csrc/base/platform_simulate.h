// A machine of up to 64 cores that exists only in time: the real scheduler runs on it, and its clock says how it would scale.
//
// A discrete-event simulation. Threads are coroutines of one real thread, each with its own clock; the one that is furthest
// behind runs next, so what threads do to each other happens in the order of virtual time, and a run repeats exactly. Code
// costs nothing; what costs is in `Costs`: atomic operations, by where the cache line is, clocks, sleeping and waking, and
// what a program says that it spends (`spend`).
// Cache lines: a line is with one core that may write it, or with any number that may read. Whoever has not got it waits for
// the transfer; transfers of one line queue. A plain store is waited for by the next ordering operation only (store buffer).
// A thread keeps its core until it sleeps, ends or yields; one that wakes takes its old core, another free one, or waits.
// Non-goals: preemption, bandwidth, weak memory, cache capacity, lines of data that is not atomic.
#pragma once
#include <atomic>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace anabranch {

namespace simulate {

// Nanoseconds. Measured on two cores of an EPYC 9004 under KVM (a scratch program) where not said otherwise.
struct Costs {
  int64_t exchange = 2;          // a read-modify-write, fence or ordered store of a line that is here; a plain access is 1
  int64_t near = 27;             // a line from a core of the same cluster of 8
  int64_t far = 120;             // from another cluster: published figures of this processor, not measured here
  int64_t share = 10;            // how long a line that is only read is busy with one reader: stated
  int64_t clock = 24;            // reading the time
  int64_t relax = 25;            // one step of busy waiting
  int64_t wake_call = 15'000;    // what waking takes the waker: a system call
  int64_t wake_latency = 50'000; // until the woken thread runs
  int64_t start_call = 30'000;   // a new thread, the same two
  int64_t start_latency = 60'000;
  int64_t code = 1'000;          // thousandths of what programs spend in code that is not their work (`spend_code`)
};

struct Field { const char* name; int64_t Costs::*cost; };
inline constexpr Field kFields[] = {
    {"exchange", &Costs::exchange}, {"near", &Costs::near}, {"far", &Costs::far}, {"share", &Costs::share},
    {"clock", &Costs::clock}, {"relax", &Costs::relax}, {"wake_call", &Costs::wake_call},
    {"wake_latency", &Costs::wake_latency}, {"code", &Costs::code},
};

struct Counts {
  uint64_t transfers = 0;  // of cache lines
  uint64_t wakes = 0;      // system calls
  uint64_t switches = 0;   // of the simulation, from thread to thread
};

inline constexpr int kMostCores = 64;

// Runs `body` as the first thread, on a machine of `cores`; returns when it and all threads that it started have ended. Every
// thread asleep without a time limit is a deadlock, which ends the process.
void run(int cores, const Costs& costs, void* (*body)(void*), void* argument);

// By a thread of the simulation: work that takes so long; the same for code whose cost is a guess, scaled by Costs::code.
void spend(int64_t nanoseconds);
void spend_code(int64_t nanoseconds);
// Virtual time; what happened since run() began.
int64_t now();
Counts counts();

enum class Access : uint8_t { Read, Store, Exchange };  // Store: nobody waits for it
void access(const void* address, Access access);
void fence();
void relax();
void yield_core();
bool park(bool& token, int64_t nanoseconds);
void unpark(bool& token);
bool start(void* (*body)(void*), void* argument);
int64_t read_clock();

}  // namespace simulate

struct SimulatePlatform {
  template <class T>
  class atomic {
    using Access = simulate::Access;
    using Order = std::memory_order;
    static constexpr Order kSeqCst = std::memory_order_seq_cst;

   public:
    atomic() = default;
    constexpr atomic(T value) : value_(value) {
      if (!std::is_constant_evaluated()) simulate::access(this, Access::Store);
    }
    atomic(const atomic&) = delete;
    operator T() const { return load(); }
    T operator=(T value) { return store(value), value; }

    T load(Order = kSeqCst) const { return simulate::access(this, Access::Read), value_; }
    void store(T value, Order order = kSeqCst) {
      simulate::access(this, order == kSeqCst ? Access::Exchange : Access::Store);
      value_ = value;
    }
    T exchange(T value, Order = kSeqCst) { return simulate::access(this, Access::Exchange), std::exchange(value_, value); }
    bool compare_exchange_strong(T& expected, T value, Order = kSeqCst, Order = kSeqCst) {
      simulate::access(this, Access::Exchange);
      if (value_ != expected) return expected = value_, false;
      return value_ = value, true;
    }
    bool compare_exchange_weak(T& expected, T value, Order a = kSeqCst, Order b = kSeqCst) {
      return compare_exchange_strong(expected, value, a, b);
    }
    T fetch_add(T n, Order = kSeqCst) { return exchange_with(T(value_after_access() + n)); }
    T fetch_sub(T n, Order = kSeqCst) { return exchange_with(T(value_after_access() - n)); }
    T fetch_or(T n, Order = kSeqCst) { return exchange_with(T(value_after_access() | n)); }
    T fetch_and(T n, Order = kSeqCst) { return exchange_with(T(value_after_access() & n)); }

   private:
    T value_after_access() { return simulate::access(this, Access::Exchange), value_; }
    T exchange_with(T value) { return std::exchange(value_, value); }

    T value_{};
  };

  class Parker {
   public:
    void park() { (void)park_for(-1); }
    bool park_for(int64_t nanoseconds) { return simulate::park(token_, nanoseconds); }
    void unpark() { simulate::unpark(token_); }

   private:
    bool token_ = false;
  };

  struct Placement {  // threads have cores of their own
    void asleep() {}
    void awake() {}
    template <class Tell>
    void wake_elsewhere(int, Tell tell) { tell(); }
  };

  static bool start_thread(void* (*body)(void*), void* argument) { return simulate::start(body, argument); }
  static int64_t now() { return simulate::read_clock(); }
  static int64_t ticks() { return simulate::now(); }
  static int64_t thread_cpu() { return simulate::now(); }
  static int thread_number() { return 1; }
  static void forget_thread_number() {}
  static void relax() { simulate::relax(); }
  static void yield_thread() { simulate::yield_core(); }
  static void full_fence() { simulate::fence(); }
};

}  // namespace anabranch
