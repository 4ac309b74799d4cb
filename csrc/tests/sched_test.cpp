// What the scheduler promises, on the real machine (and under ThreadSanitizer and AddressSanitizer).
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <memory>
#include <thread>

#include "toy.h"

using namespace toy;

namespace {

#ifdef ANABRANCH_CHECKED_BUILD
constexpr int kScale = 20;
#else
constexpr int kScale = 1;
#endif

Body number(int64_t n) {
  return [n](Toy& t) -> Frame {
    t.value(n);
    co_return;
  };
}

Frame fib_body(Toy& t, int n) {
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

Body fib(int n) {
  return [n](Toy& t) { return fib_body(t, n); };
}

void sleep_ms(int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

// ---- tests: each gets a machine with `workers` pool threads ----------------------------------------------------

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

void test_never_waited(Machine& m) {
  auto effects = std::make_shared<std::atomic<int>>(0);
  for (int round = 0; round < 100; ++round) {
    CHECK(m.call([effects](Toy& t) -> Frame {
      for (int i = 0; i < 10; ++i) {
        (void)t.fork([effects](Toy& t) -> Frame {
          (void)t.fork([effects](Toy&) -> Frame { ++*effects; co_return; });
          ++*effects;
          co_return;
        });
      }
      co_return;
    }) == Error::None);
    CHECK(*effects == 20 * (round + 1));
  }
}

void test_error(Machine& m) {
  CHECK(m.call([](Toy& t) -> Frame {
    auto bad = t.fork([](Toy&) -> Frame { throw Error::Failed; co_return; });
    bool caught = false;
    try {
      co_await wait(t, bad);
    } catch (Error e) {
      caught = e == Error::Failed;
    }
    CHECK(caught);
    co_await wait(t, bad);
  }) == Error::Failed);
}

// A failing call stops its tasks: long ones at their safe points, pending ones without running.
void test_cancel_call(Machine& m) {
  for (int round = 0; round < 50 / kScale + 2; ++round) {
    Ref<Call> c = make_counted<Call>();
    auto* call = c.get();
    Scheduler* s = &m.scheduler;
    CHECK(m.call(*c, [call, s](Toy& t) -> Frame {
      auto forever = t.fork([](Toy& t) -> Frame { for (;;) co_await point(t); });
      auto waits = t.fork([forever](Toy& t) -> Frame { co_await wait(t, forever); });
      for (int i = 0; i < 20; ++i) (void)t.fork([](Toy& t) -> Frame { for (;;) co_await point(t); });
      const int64_t end = Platform::now() + 200'000;
      while (Platform::now() < end) co_await point(t);
      s->cancel(*call);
      throw Error::Failed;
    }) == Error::Failed);
  }
}

void test_interrupt_parked(Machine& m) {
  if (m.scheduler.workers() == 0) return;
  const int64_t start = Platform::now();
  m.waiting = [&m] { return false; };
  const Error e = m.call([](Toy& t) -> Frame {
    auto forever = t.fork([](Toy& t) -> Frame { for (;;) co_await point(t); });
    while (forever->phase() == Phase::Pending) co_await point(t);
    co_await wait(t, forever);
  });
  m.waiting = nullptr;
  CHECK(e == Error::Cancelled);
  CHECK(m.last == Waited::Interrupted);
  CHECK(Platform::now() - start < 2'000'000'000);
}

void test_cycle_self(Machine& m) {
  for (int round = 0; round < 20; ++round) {
    CHECK(m.call([](Toy& t) -> Frame {
      auto cell = std::make_shared<Ref<ToyTask>>();
      auto f = t.fork([cell](Toy& t) -> Frame {
        while (!*cell) co_await point(t);
        co_await wait(t, *cell);
      });
      *cell = f;
      Error got = Error::None;
      try {
        co_await wait(t, f);
      } catch (Error e) {
        got = e;
      }
      *cell = nullptr;
      CHECK(got == Error::Cycle);
      throw got;
    }) == Error::Cycle);
  }
}

void test_cycle_long(Machine& m) {
  for (int round = 0; round < 20; ++round) {
    CHECK(m.call([](Toy& t) -> Frame {
      constexpr int kLength = 10;
      auto cells = std::make_shared<std::vector<Ref<ToyTask>>>(kLength);
      auto ready = std::make_shared<std::atomic<bool>>(false);
      for (int i = 0; i < kLength; ++i) {
        (*cells)[i] = t.fork([cells, ready, i](Toy& t) -> Frame {
          while (!*ready) co_await point(t);
          co_await wait(t, (*cells)[(i + 1) % kLength]);
        });
      }
      *ready = true;
      Error got = Error::None;
      try {
        co_await wait(t, (*cells)[3]);
      } catch (Error e) {
        got = e;
      }
      CHECK(got == Error::Cycle);
      for (auto& f : *cells) {
        try { co_await wait(t, f); } catch (Error) {}
      }
      cells->clear();
    }) == Error::None);
  }
}

// A future handed out lives on after its call; the call does not wait for it.
void test_detached(Machine& m) {
  for (int round = 0; round < 30; ++round) {
    Ref<ToyTask> out;
    Scheduler* s = &m.scheduler;
    auto go = std::make_shared<std::atomic<bool>>(false);
    CHECK(m.call([&out, s, go](Toy& t) -> Frame {
      out = t.fork([go](Toy& t) -> Frame {
        while (!*go) co_await point(t);
        auto inner = t.fork(number(5));
        t.value(1 + co_await wait(t, inner));
      });
      s->detach(*out);
      if (t.machine.scheduler.workers() > 0) {
        while (out->phase() == Phase::Pending) co_await point(t);
      }
      co_return;
    }) == Error::None);
    CHECK(!out->done());
    *go = true;
    std::atomic<int> called{0};
    m.scheduler.on_done(*out, [](void* n, Task&) { ++*static_cast<std::atomic<int>*>(n); }, &called);
    CHECK(m.scheduler.wait_outside(*out) == Waited::Done);
    CHECK(out->value == 6);
    while (!called) sched_yield();
  }
}

// Nobody waits; the pool (made for it, on one core too) runs it.
void test_orphan_runs(Machine& m) {
  std::atomic<int> called{0};
  Scheduler* s = &m.scheduler;
  CHECK(m.call([s, &called](Toy& t) -> Frame {
    auto out = t.fork(number(3));
    s->detach(*out);
    s->on_done(*out, [](void* n, Task&) { ++*static_cast<std::atomic<int>*>(n); }, &called);
    co_return;
  }) == Error::None);
  const int64_t end = Platform::now() + 5'000'000'000;
  while (!called && Platform::now() < end) sleep_ms(1);
  CHECK(called == 1);
}

void test_timeout(Machine& m) {
  Ref<ToyTask> out;
  auto go = std::make_shared<std::atomic<bool>>(false);
  Scheduler* s = &m.scheduler;
  CHECK(m.call([&out, s, go](Toy& t) -> Frame {
    out = t.fork([go](Toy& t) -> Frame {
      while (!*go) co_await point(t);
    });
    s->detach(*out);
    co_return;
  }) == Error::None);
  CHECK(m.scheduler.wait_outside(*out, 3'000'000) == Waited::TimedOut);
  CHECK(m.scheduler.wait_outside(*out, 0) == Waited::TimedOut);
  m.waiting = [] { return false; };
  CHECK(m.scheduler.wait_outside(*out, 3'000'000'000) == Waited::Interrupted);
  m.waiting = nullptr;
  *go = true;
  CHECK(m.scheduler.wait_outside(*out, 3'000'000'000) == Waited::Done);
}

void test_cancel_future(Machine& m) {
  Ref<ToyTask> pending, running, paused;
  Scheduler* s = &m.scheduler;
  CHECK(m.call([&](Toy& t) -> Frame {
    running = t.fork([](Toy& t) -> Frame { for (;;) co_await point(t); });
    s->detach(*running);
    auto hold = running;
    paused = t.fork([hold](Toy& t) -> Frame { co_await wait(t, hold); });
    s->detach(*paused);
    pending = t.fork(number(1));
    s->detach(*pending);
    if (s->cancel(*pending)) CHECK(pending->done());
    co_return;
  }) == Error::None);
  const int64_t limit = Platform::now() + 5'000'000'000;
  while ((running->phase() == Phase::Pending && paused->phase() == Phase::Pending) && Platform::now() < limit) sleep_ms(1);
  sleep_ms(2);
  CHECK(s->cancel(*paused));
  // If it was claimed in line, `running` stands on top of `paused` and must go first.
  const bool suspended = m.switches == 0 && s->wait_outside(*paused, 100'000'000) == Waited::Done;
  CHECK(!suspended || paused->error == Error::Cancelled);
  s->cancel(*running);
  CHECK(s->wait_outside(*paused, 5'000'000'000) == Waited::Done);
  CHECK(paused->error == Error::Cancelled);
  CHECK(s->wait_outside(*running, 5'000'000'000) == Waited::Done);
  CHECK(running->error == Error::Cancelled);
  CHECK(!s->cancel(*running));
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

// The failing call's thread executes another call's task in line: that goes on in the pool, the call returns.
void test_failing_call_leaves_claimed(Machine& m) {
  Ref<ToyTask> foreign;
  auto go = std::make_shared<std::atomic<bool>>(false);
  auto begun = std::make_shared<std::atomic<bool>>(false);
  Scheduler* s = &m.scheduler;
  std::atomic<bool> failed{false};
  std::thread owner([&] {
    CHECK(m.call([&](Toy& t) -> Frame {
      foreign = t.fork([go, begun](Toy& t) -> Frame {
        *begun = true;
        while (!*go) co_await point(t);
        t.value(9);
      });
      s->detach(*foreign);
      co_return;
    }) == Error::None);
  });
  owner.join();
  Ref<Call> c = make_counted<Call>();
  std::thread canceller([&] {
    while (!*begun) sched_yield();
    s->cancel(*c);
    while (!failed) sched_yield();
    *go = true;
  });
  Ref<ToyTask> keep = foreign;
  CHECK(m.call(*c, [keep](Toy& t) -> Frame { co_await wait(t, keep); }) == Error::Cancelled);
  failed = true;
  CHECK(s->wait_outside(*foreign, 5'000'000'000) == Waited::Done);
  CHECK(foreign->value == 9);
  canceller.join();
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

void test_quiesce(Machine& m) {
  std::atomic<bool> stop{false};
  std::thread caller([&] {
    while (!stop) {
      int64_t v = 0;
      CHECK(m.call(fib(9), &v) == Error::None && v == 34);
    }
  });
  for (int i = 0; i < 10; ++i) {
    CHECK(m.scheduler.quiesce(5'000'000'000));
    sleep_ms(1);
    m.scheduler.resume_after_fork();
    sleep_ms(1);
  }
  stop = true;
  caller.join();
}

void test_process_fork(Machine& m) {
#ifndef __SANITIZE_THREAD__
  int64_t v = 0;
  CHECK(m.call(fib(9), &v) == Error::None);
  m.scheduler.quiesce();
  const pid_t child = fork();
  if (child == 0) {
    m.scheduler.abandon_after_fork();
    const bool fine = m.call(fib(9), &v) == Error::None && v == 34;
    _exit(fine ? 0 : 1);
  }
  m.scheduler.resume_after_fork();
  int status = 1;
  CHECK(waitpid(child, &status, 0) == child && status == 0);
  CHECK(m.call(fib(9), &v) == Error::None);
#else
  (void)m;
#endif
}

void test_events(Machine& m) {
  EventRing::enable(true);
  CHECK(m.call(fib(6)) == Error::None);
  EventRing::enable(false);
  int created = 0, done = 0;
  for (int i = 0; i < m.scheduler.registry().size(); ++i) {
    std::vector<Record> records;
    m.scheduler.registry().at(i).events().read(0, records);
    for (const Record& r : records) created += r.kind == Event::Created, done += r.kind == Event::Done;
  }
  CHECK(created == 24 && done == 25);
}

// Shutdown while a detached task would run for ever.
void test_shutdown_in_flight(int workers) {
  alarm(60);
  auto m = std::make_unique<Machine>(Options{.workers = workers});
  Scheduler* s = &m->scheduler;
  auto begun = std::make_shared<std::atomic<bool>>(false);
  CHECK(m->call([s, begun](Toy& t) -> Frame {
    auto out = t.fork([begun](Toy& t) -> Frame {
      *begun = true;
      for (;;) co_await point(t);
    });
    s->detach(*out);
    co_return;
  }) == Error::None);
  while (!*begun) sched_yield();
  CHECK(m->scheduler.shutdown());
  (void)m.release();  // the interrupted strand keeps what it refers to, as at the end of a process
}

struct Test { const char* name; void (*run)(Machine&); };
#define TEST(f) Test{#f, f}
const Test tests[] = {
    TEST(test_pairs), TEST(test_fan), TEST(test_fib), TEST(test_suspend), TEST(test_never_waited), TEST(test_error),
    TEST(test_cancel_call), TEST(test_interrupt_parked), TEST(test_cycle_self), TEST(test_cycle_long),
    TEST(test_detached), TEST(test_orphan_runs), TEST(test_timeout), TEST(test_cancel_future),
    TEST(test_across_calls), TEST(test_failing_call_leaves_claimed), TEST(test_nested_blocking),
    TEST(test_blocked_threads_are_replaced), TEST(test_a_queue_is_no_crowd), TEST(test_contexts),
    TEST(test_last_strand_comes_home), TEST(test_sliding_window),
    TEST(test_random_claims_keep_memory_flat), TEST(test_deep), TEST(test_chain_drop), TEST(test_chain_in_reverse),
    TEST(test_many_callers), TEST(test_resize), TEST(test_quiesce), TEST(test_process_fork), TEST(test_events),
};

void run(const Test& test, int workers) {
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

}  // namespace

// `sched_test shutdown`: its own process, since it leaks by design. `sched_test NAME`: tests with NAME in theirs.
int main(int argc, char** argv) {
  setvbuf(stdout, nullptr, _IOLBF, 0);
  if (argc > 1 && !std::strcmp(argv[1], "shutdown")) {
    for (int workers : {0, 1, 3}) test_shutdown_in_flight(workers);
    std::printf("shutdown tests passed\n");
    return 0;
  }
  int count = 0;
  for (int workers : {0, 1, 3}) {
    for (const Test& test : tests) {
      if (argc > 1 && !std::strstr(test.name, argv[1])) continue;
      run(test, workers);
      ++count;
    }
  }
  std::printf("%d scheduler tests passed\n", count);
}
