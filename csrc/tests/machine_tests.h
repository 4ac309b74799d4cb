// What the tests of the scheduler share: small bodies, and how a test is run on machines of 0, 1 and 3 pool threads.
#pragma once

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <memory>
#include <span>
#include <thread>

#include "toy.h"

using namespace toy;

#ifdef ANABRANCH_CHECKED_BUILD
constexpr int kScale = 20;
#else
constexpr int kScale = 1;
#endif

inline Body number(int64_t n) {
  return [n](Toy& t) -> Frame {
    t.value(n);
    co_return;
  };
}

inline Frame fib_body(Toy& t, int n) {
  if (n < 2) {
    t.value(n);
    co_return;
  }
  auto a = t.fork([n](Toy& t) { return fib_body(t, n - 1); });
  co_await point(t);
  auto b = t.fork([n](Toy& t) { return fib_body(t, n - 2); });
  co_await point(t);
  const int64_t x = co_await wait(t, a);
  const int64_t y = co_await wait(t, b);
  t.value(x + y);
}

inline Body fib(int n) {
  return [n](Toy& t) { return fib_body(t, n); };
}

inline void sleep_ms(int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

struct Test { const char* name; void (*run)(Machine&); };
#define TEST(f) Test{#f, f}

inline void run(const Test& test, int workers) {
  const int64_t start = Platform::now();
  alarm(60);
  {
    Machine m(Options{.workers = workers});
    test.run(m);
    CHECK(m.scheduler.shutdown(5'000'000'000));
    CHECK(m.scheduler.threads() == 0);
  }
  if (std::getenv("VERBOSE")) std::printf("%-40s %d workers  %6.1f ms\n", test.name, workers, (Platform::now() - start) / 1e6);
  if (live_tasks != 0 || live_strands != 0) {
    std::fprintf(stderr, "%s: %ld tasks and %ld strands left\n", test.name, long(live_tasks), long(live_strands));
    std::abort();
  }
}

// `NAME`: only tests with NAME in theirs.
inline int run_all(std::span<const Test> tests, int argc, char** argv) {
  int count = 0;
  for (int workers : {0, 1, 3}) {
    for (const Test& test : tests) {
      if (argc > 1 && !std::strstr(test.name, argv[1])) continue;
      run(test, workers);
      ++count;
    }
  }
  std::printf("%d scheduler tests passed\n", count);
  return 0;
}
