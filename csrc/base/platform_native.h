// The real machine: std::atomic, futex, pthreads.
#pragma once
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <climits>
#include <cstdint>
#include <ctime>

#include "base/placement.h"
#include "base/tls.h"
#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace anabranch {

struct NativePlatform {
  template <class T>
  using atomic = std::atomic<T>;

  // A thread's place to sleep. One token: unpark() before park() makes park() return at once. Spurious
  // unparks are allowed everywhere, so a Parker may outlive its purpose but never its memory.
  class Parker {
   public:
    void park() { (void)park_for(-1); }

    // False when `nanoseconds` went by (negative: no limit) without a token.
    bool park_for(int64_t nanoseconds) {
      if (word_.exchange(kEmpty, std::memory_order_acquire) == kToken) return true;
      int32_t expected = kEmpty;
      if (!word_.compare_exchange_strong(expected, kParked, std::memory_order_acq_rel)) {
        word_.exchange(kEmpty, std::memory_order_acquire);
        return true;
      }
      const int64_t end = nanoseconds < 0 ? 0 : now() + nanoseconds;
      while (word_.load(std::memory_order_acquire) == kParked) {
        int64_t left = nanoseconds < 0 ? -1 : end - now();
        if (nanoseconds >= 0 && left <= 0) break;
        futex_wait(left);
      }
      return word_.exchange(kEmpty, std::memory_order_acquire) == kToken;
    }

    void unpark() {
      if (word_.exchange(kToken, std::memory_order_release) == kParked) {
        syscall(SYS_futex, reinterpret_cast<int32_t*>(&word_), FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
      }
    }

   private:
    static constexpr int32_t kEmpty = 0, kToken = 1, kParked = 2;

    void futex_wait(int64_t left) {
      timespec limit{left / 1000000000, left % 1000000000};
      syscall(SYS_futex, reinterpret_cast<int32_t*>(&word_), FUTEX_WAIT_PRIVATE, kParked,
              left < 0 ? nullptr : &limit, nullptr, 0);
    }

    std::atomic<int32_t> word_{kEmpty};
  };

  using Placement = anabranch::Placement;

  // Detached thread; false when the system refuses one (EAGAIN). Whoever starts threads counts them out.
  static bool start_thread(void* (*body)(void*), void* argument) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_t thread;
    const bool started = pthread_create(&thread, &attributes, body, argument) == 0;
    pthread_attr_destroy(&attributes);
    return started;
  }

  static int64_t now() {
    timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return int64_t{t.tv_sec} * 1000000000 + t.tv_nsec;
  }

  // A clock for records, in steps of its own length: 10 ns a reading where the kernel trusts the processor's counter, else now().
  static int64_t ticks() {
#if defined(__x86_64__)
    if (counter_trusted) [[likely]] return int64_t(__rdtsc());
#endif
    return now();
  }
  // To be said before the first tick that counts.
  static inline bool counter_trusted = false;

  // How long this thread has been on a core: a system call.
  static int64_t thread_cpu() {
    timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return int64_t{t.tv_sec} * 1000000000 + t.tv_nsec;
  }

  // The system's number of this thread.
  static int thread_number() {
    if (t_number == 0) t_number = int(syscall(SYS_gettid));
    return t_number;
  }
  // In a child of fork() this thread has another one.
  static void forget_thread_number() { t_number = 0; }

  // A busy-wait step.
  static void relax() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
  }

  static void yield_thread() { sched_yield(); }

  // Orders everything before with everything after, among all threads that call it. TSan does not know
  // fences, so there it is a read-modify-write of one word.
  static void full_fence() {
#ifdef __SANITIZE_THREAD__
    static std::atomic<int> word;
    word.fetch_add(1, std::memory_order_seq_cst);
#else
    std::atomic_thread_fence(std::memory_order_seq_cst);
#endif
  }

 private:
  static inline ANABRANCH_TLS int t_number = 0;
};

}  // namespace anabranch
