// How tasks, calls and machines end: errors, cancelling, cycles, timeouts, os.fork, shutdown; on the real machine, as sched_test.
#include <algorithm>
#include <thread>

#include "machine_tests.h"

namespace {

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

std::vector<Record> drain_all(Machine& m) {
  std::vector<Record> records;
  for (int i = 0; i < m.scheduler.registry().size(); ++i) m.scheduler.registry().at(i).events().drain(records);
  return records;
}

int count(const std::vector<Record>& records, Event kind) {
  return int(std::count_if(records.begin(), records.end(), [kind](const Record& r) { return r.kind() == kind; }));
}

void test_events(Machine& m) {
  drain_all(m);
  EventLog::set_limit(1 << 20);
  EventLog::enable(true);
  CHECK(m.call(fib(6)) == Error::None);
  EventLog::enable(false);
  const std::vector<Record> records = drain_all(m);
  CHECK(count(records, Event::Created) == 24 && count(records, Event::Claimed) == 24 && count(records, Event::Done) == 25);
}

// A reader that follows the writers loses and tears nothing.
void test_events_read_meanwhile(Machine& m) {
  drain_all(m);
  EventLog::set_limit(1 << 20);  // a reader may be slow
  EventLog::enable(true);
  std::atomic<bool> over{false};
  std::vector<Record> records;
  std::thread reader([&] {
    while (!over.load()) {
      const std::vector<Record> some = drain_all(m);
      records.insert(records.end(), some.begin(), some.end());
    }
  });
  for (int i = 0; i < 50; ++i) CHECK(m.call(fib(6)) == Error::None);
  over.store(true);
  reader.join();
  EventLog::enable(false);
  const std::vector<Record> rest = drain_all(m);
  records.insert(records.end(), rest.begin(), rest.end());
  CHECK(count(records, Event::Created) == 50 * 24 && count(records, Event::Done) == 50 * 25);
}

// What finds no room is counted, and recording goes on when there is room again.
void test_events_lost(Machine& m) {
  drain_all(m);
  uint64_t lost = 0;
  const auto take_lost = [&] {
    for (int i = 0; i < m.scheduler.registry().size(); ++i) lost += m.scheduler.registry().at(i).events().take_lost();
  };
  take_lost();
  lost = 0;
  EventLog::set_limit(1);
  EventLog::enable(true);
  for (int i = 0; i < 600; ++i) CHECK(m.call(fib(6)) == Error::None);
  EventLog::enable(false);
  take_lost();
  const int kept = count(drain_all(m), Event::Done);
  CHECK(lost > 0 && kept < 600 * 25);
  EventLog::set_limit(1 << 20);
  EventLog::enable(true);
  CHECK(m.call(fib(6)) == Error::None);
  EventLog::enable(false);
  CHECK(count(drain_all(m), Event::Done) == 25);
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

const Test tests[] = {
    TEST(test_never_waited), TEST(test_error), TEST(test_cancel_call), TEST(test_interrupt_parked), TEST(test_cycle_self),
    TEST(test_cycle_long), TEST(test_detached), TEST(test_orphan_runs), TEST(test_timeout), TEST(test_cancel_future),
    TEST(test_failing_call_leaves_claimed), TEST(test_quiesce), TEST(test_process_fork), TEST(test_events),
    TEST(test_events_read_meanwhile), TEST(test_events_lost),
};

}  // namespace

// `sched_ends_test shutdown`: its own process, since it leaks by design.
int main(int argc, char** argv) {
  setvbuf(stdout, nullptr, _IOLBF, 0);
  if (argc == 1 || std::strcmp(argv[1], "shutdown") != 0) return run_all(tests, argc, argv);
  for (int workers : {0, 1, 3}) test_shutdown_in_flight(workers);
  std::printf("shutdown tests passed\n");
}
