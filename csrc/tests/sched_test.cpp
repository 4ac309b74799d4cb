// How the scheduler runs tasks and waits for them, on the real machine (and under ThreadSanitizer and AddressSanitizer).
#include "machine_tests.h"

namespace {

void test_pairs(Machine& m) {
  int64_t v = 0;
  CHECK(m.call([](Toy& t) -> Frame {
    int64_t sum = 0;
    for (int i = 0; i < 20000 / kScale; ++i) {
      auto f = t.fork(number(i));
      sum += co_await wait(t, f);
    }
    t.value(sum);
  }, &v) == Error::None);
  const int64_t n = 20000 / kScale;
  CHECK(v == n * (n - 1) / 2);
}

void test_fan(Machine& m) {
  int64_t v = 0;
  CHECK(m.call([](Toy& t) -> Frame {
    std::vector<Ref<ToyTask>> fs;
    for (int i = 0; i < 5000; ++i) fs.push_back(t.fork(number(1))), co_await point(t);
    int64_t sum = 0;
    for (auto& f : fs) sum += co_await wait(t, f);
    t.value(sum);
  }, &v) == Error::None);
  CHECK(v == 5000);
}

void test_fib(Machine& m) {
  int64_t v = 0;
  CHECK(m.call(fib(kScale > 1 ? 12 : 18), &v) == Error::None);
  CHECK(v == (kScale > 1 ? 144 : 2584));
}

// Waiters of running tasks suspend and are resumed elsewhere.
void test_suspend(Machine& m) {
  for (int round = 0; round < 200 / kScale; ++round) {
    int64_t v = 0;
    CHECK(m.call([](Toy& t) -> Frame {
      auto slow = t.fork([](Toy& t) -> Frame {
        const int64_t end = Platform::now() + 100'000;
        while (Platform::now() < end) co_await point(t);
        t.value(7);
      });
      std::vector<Ref<ToyTask>> fs;
      for (int i = 0; i < 8; ++i) {
        fs.push_back(t.fork([slow](Toy& t) -> Frame { t.value(co_await wait(t, slow)); }));
        co_await point(t);
      }
      int64_t sum = 0;
      for (auto& f : fs) sum += co_await wait(t, f);
      t.value(sum);
    }, &v) == Error::None);
    CHECK(v == 56);
  }
}

// A future of call A waited for in call B, from several threads.
void test_across_calls(Machine& m) {
  for (int round = 0; round < 20; ++round) {
    Ref<ToyTask> out;
    Scheduler* s = &m.scheduler;
    CHECK(m.call([&out, s](Toy& t) -> Frame {
      out = t.fork([](Toy& t) -> Frame {
        auto f = t.fork(fib(5));
        co_await point(t);
        t.value(co_await wait(t, f));
      });
      s->detach(*out);
      co_return;
    }) == Error::None);
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i) {
      threads.emplace_back([&] {
        int64_t v = 0;
        CHECK(m.call([out](Toy& t) -> Frame {
          auto mine = t.fork([out](Toy& t) -> Frame { t.value(co_await wait(t, out)); });
          co_await point(t);
          t.value(co_await wait(t, mine) + co_await wait(t, out));
        }, &v) == Error::None);
        CHECK(v == 10);
      });
    }
    for (auto& thread : threads) thread.join();
  }
}

// Ignored Python: blocks a thread, calls compiled code that waits for a sibling of its caller.
void test_nested_blocking(Machine& m) {
  for (int round = 0; round < 10; ++round) {
    int64_t v = 0;
    CHECK(m.call([&m](Toy& t) -> Frame {
      auto sibling = t.fork([](Toy& t) -> Frame {
        const int64_t end = Platform::now() + 300'000;
        while (Platform::now() < end) co_await point(t);
        t.value(4);
      });
      auto python = t.fork([sibling, &m](Toy& t) -> Frame {
        m.scheduler.queue_to_block();
        m.scheduler.enter_blocking();
        int64_t inner = 0;
        CHECK(m.call([sibling, &m](Toy& t) -> Frame {
          auto deeper = t.fork([sibling, &m](Toy& t) -> Frame {
            m.scheduler.queue_to_block();
            m.scheduler.enter_blocking();
            int64_t innermost = 0;
            CHECK(m.call([sibling](Toy& t) -> Frame { t.value(co_await wait(t, sibling)); }, &innermost) == Error::None);
            m.scheduler.leave_blocking();
            t.value(innermost);
            co_return;
          });
          co_await point(t);
          t.value(co_await wait(t, deeper));
        }, &inner) == Error::None);
        m.scheduler.leave_blocking();
        t.value(inner);
        co_return;
      });
      co_await point(t);
      const int64_t a = co_await wait(t, python);
      t.value(a + co_await wait(t, sibling));
    }, &v) == Error::None);
    CHECK(v == 8);
  }
}

// Tasks that block until another pending task of the same call has run: replacements are needed, on one core too.
void test_blocked_threads_are_replaced(Machine& m) {
  auto count = std::make_shared<std::atomic<int>>(0);
  constexpr int kBlockers = 6;
  CHECK(m.call([&m, count](Toy& t) -> Frame {
    std::vector<Ref<ToyTask>> fs;
    for (int i = 0; i < kBlockers; ++i) {
      fs.push_back(t.fork([&m, count](Toy&) -> Frame {
        m.scheduler.queue_to_block();
        m.scheduler.enter_blocking();
        ++*count;
        while (*count < kBlockers) sleep_ms(1);
        m.scheduler.leave_blocking();
        co_return;
      }));
    }
    for (auto& f : fs) co_await wait(t, f);
  }) == Error::None);
  CHECK(*count == kBlockers);
}

// Tasks that want the same lock for a moment: of those who wait for it only as many as there are cores are replaced.
void test_a_queue_is_no_crowd(Machine& m) {
  auto lock = std::make_shared<std::mutex>();
  auto most = std::make_shared<std::atomic<int>>(0);
  CHECK(m.call([&m, lock, most](Toy& t) -> Frame {
    std::vector<Ref<ToyTask>> fs;
    for (int i = 0; i < 400; ++i) {
      fs.push_back(t.fork([&m, lock, most](Toy&) -> Frame {
        m.scheduler.queue_to_block();
        {
          std::lock_guard guard(*lock);
          m.scheduler.enter_blocking();
          if (m.scheduler.threads() > *most) *most = m.scheduler.threads();
          const int64_t end = Platform::now() + 20'000;
          while (Platform::now() < end) Platform::relax();
        }
        m.scheduler.leave_blocking();
        co_return;
      }));
    }
    for (auto& f : fs) co_await wait(t, f);
  }) == Error::None);
  CHECK(*most <= 3 * (m.scheduler.workers() + 1) + 2);
}

void test_contexts(Machine& m) {
  for (int round = 0; round < 100 / kScale + 1; ++round) {
    CHECK(m.call([&m](Toy& t) -> Frame {
      std::vector<Ref<ToyTask>> fs;
      Ref<Context> own(&m.scheduler.ensure_context(t));
      for (int i = 1; i <= 8; ++i) {
        Scheduler* s = &m.scheduler;
        s->enter_context(t, make_counted<ToyContext>(i));
        fs.push_back(t.fork([i, s](Toy& t) -> Frame {
          CHECK(t.context_number() == i && installed_number == i);
          auto inner = t.fork([i](Toy& t) -> Frame {
            CHECK(t.context_number() == i && installed_number == i);
            co_return;
          });
          s->enter_context(t, make_counted<ToyContext>(100 + i));
          CHECK(installed_number == 100 + i);
          co_await point(t);
          co_await wait(t, inner);
          CHECK(installed_number == 100 + i);
        }));
        co_await point(t);
        CHECK(t.context_number() == i && installed_number == i);
        s->enter_context(t, own);
      }
      for (auto& f : fs) {
        co_await wait(t, f);
        CHECK(t.context_number() == 0);
      }
    }) == Error::None);
    CHECK(installed_number == -1);
  }
}

// The last running strand of a call goes on on the calling thread, once it has run alone for a while.
void test_last_strand_comes_home(Machine& m) {
  if (m.scheduler.workers() == 0) return;
  CHECK(m.call([](Toy& t) -> Frame {
    auto f = t.fork([](Toy& t) -> Frame {
      const int64_t end = Platform::now() + 5'000'000'000;
      while (t.worker().pooled() && Platform::now() < end) co_await point(t);
      CHECK(!t.worker().pooled());
    });
    while (f->phase() == Phase::Pending) co_await point(t);
    co_await wait(t, f);
  }) == Error::None);
}

void test_sliding_window(Machine& m) {
  CHECK(m.call([](Toy& t) -> Frame {
    std::vector<Ref<ToyTask>> window(100);
    int64_t most = 0;
    for (int i = 0; i < 200000 / kScale; ++i) {
      auto& slot = window[i % 100];
      if (slot) co_await wait(t, slot);
      slot = t.fork(number(i));
      most = std::max<int64_t>(most, live_tasks.load());
    }
    CHECK(most < 1500);
    for (auto& f : window) co_await wait(t, f);
  }) == Error::None);
}

void test_random_claims_keep_memory_flat(Machine& m) {
  CHECK(m.call([](Toy& t) -> Frame {
    std::vector<Ref<ToyTask>> window(100);
    uint32_t random = 1;
    for (int i = 0; i < 100000 / kScale; ++i) {
      random = random * 1664525 + 1013904223;
      auto& slot = window[(random >> 8) % 100];
      if (slot) co_await wait(t, slot);
      slot = t.fork(number(i));
      CHECK(live_tasks.load() < 1500);
    }
    for (auto& f : window) if (f) co_await wait(t, f);
  }) == Error::None);
}

Frame deep_body(Toy& t, int n) {
  if (n == 0) co_return;
  auto f = t.fork([n](Toy& t) { return deep_body(t, n - 1); });
  t.value(1 + co_await wait(t, f));
}

void test_deep(Machine& m) {
  int64_t v = 0;
  const int n = 10000 / kScale;
  CHECK(m.call([n](Toy& t) { return deep_body(t, n); }, &v) == Error::None);
  CHECK(v == n);
}

// Each task's closure holds the one before: dropping the last drops 10^5 (10^6 in the VM's tests).
void test_chain_drop(Machine& m) {
  CHECK(m.call([](Toy& t) -> Frame {
    Ref<ToyTask> last = t.fork(number(0));
    for (int i = 0; i < 100000; ++i) {
      Ref<ToyTask> f = make_counted<ToyTask>([last](Toy&) -> Frame { co_return; });
      last = f;
    }
    co_return;
  }) == Error::None);
}

void test_chain_in_reverse(Machine& m) {
  CHECK(m.call([](Toy& t) -> Frame {
    std::vector<Ref<ToyTask>> fs{t.fork(number(1))};
    for (int i = 0; i < 2000 / kScale; ++i) {
      Ref<ToyTask> before = fs.back();
      fs.push_back(t.fork([before](Toy& t) -> Frame { t.value(1 + co_await wait(t, before)); }));
    }
    co_await point(t);
    CHECK(co_await wait(t, fs.back()) == int64_t(fs.size()));
  }) == Error::None);
}

void test_many_callers(Machine& m) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 20 / (kScale > 1 ? 4 : 1); ++round) {
        int64_t v = 0;
        CHECK(m.call(fib(9), &v) == Error::None);
        CHECK(v == 34);
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

void test_resize(Machine& m) {
  const int before = m.scheduler.workers();
  std::atomic<bool> stop{false};
  std::thread resizer([&] {
    for (int i = 0; !stop; ++i) m.scheduler.set_workers(i % 4), sched_yield();
  });
  for (int i = 0; i < 20; ++i) {
    int64_t v = 0;
    CHECK(m.call(fib(10), &v) == Error::None && v == 55);
  }
  stop = true;
  resizer.join();
  m.scheduler.set_workers(before);
}

Body lazy_fib(int64_t n) {
  return [n](Toy& t) -> Frame {
    co_await point(t);
    if (n < 2) {
      t.value(n);
      co_return;
    }
    auto left = t.fork_lazily(lazy_fib(n - 1));
    (void)t.fork_lazily(number(1));  // nobody waits for it
    const int64_t right = co_await wait(t, t.fork_lazily(lazy_fib(n - 2)));
    co_await point(t);
    t.value(right + co_await wait(t, left));
  };
}

// Run as calls, promoted and claimed, stolen, left by their frames.
void test_lazy_forks(Machine& m) {
  for (int round = 0; round < 10; ++round) {
    int64_t v = 0;
    CHECK(m.call(lazy_fib(kScale > 1 ? 9 : 14), &v) == Error::None);
    CHECK(v == (kScale > 1 ? 34 : 377));
  }
}

// Several calls, each cancelled by another thread at some moment of its lazy forks.
void test_lazy_forks_in_cancelled_calls(Machine& m) {
  for (int round = 0; round < 200 / kScale; ++round) {
    Ref<Call> c = make_counted<Call>();
    std::atomic<bool> begun{false};
    std::thread other([&] {
      while (!begun) sched_yield();
      m.scheduler.cancel(*c);
    });
    CHECK(m.call(*c, [&begun](Toy& t) -> Frame {
      begun = true;
      for (;;) co_await wait(t, t.fork_lazily(lazy_fib(5)));
    }) == Error::Cancelled);
    other.join();
  }
}

const Test tests[] = {
    TEST(test_pairs), TEST(test_fan), TEST(test_fib), TEST(test_suspend), TEST(test_across_calls),
    TEST(test_nested_blocking), TEST(test_blocked_threads_are_replaced), TEST(test_a_queue_is_no_crowd),
    TEST(test_contexts), TEST(test_last_strand_comes_home), TEST(test_sliding_window),
    TEST(test_random_claims_keep_memory_flat), TEST(test_deep), TEST(test_chain_drop), TEST(test_chain_in_reverse),
    TEST(test_many_callers), TEST(test_resize), TEST(test_lazy_forks), TEST(test_lazy_forks_in_cancelled_calls),
};

}  // namespace

int main(int argc, char** argv) {
  setvbuf(stdout, nullptr, _IOLBF, 0);
  return run_all(tests, argc, argv);
}
