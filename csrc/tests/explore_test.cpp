// Small scenarios under the cooperative scheduler: every schedule with one forced switch, then random ones.
// A failure prints the schedule; run again with: explore_test SCENARIO SEED ONE_IN, or explore_test SCENARIO STEP:CHOICE ...
#include <cstring>
#include <memory>

#include "explore_lazy.h"

using namespace explored;

namespace {

// ---- scenarios ------------------------------------------------------------------------------------------------

void pairs() {
  Machine m(options(1));
  int64_t v = 0;
  CHECK(m.call([](Toy& t) -> Frame {
    auto f = t.fork(number(1));
    co_await point(t);
    auto g = t.fork(number(2));
    const int64_t x = co_await wait(t, f);
    t.value(x + co_await wait(t, g));
  }, &v) == Error::None && v == 3);
  finish(m);
}

void never_waited() {
  Machine m(options(2));
  auto effects = std::make_shared<int>(0);
  CHECK(m.call([effects](Toy& t) -> Frame {
    (void)t.fork([effects](Toy& t) -> Frame {
      (void)t.fork([effects](Toy&) -> Frame { ++*effects; co_return; });
      co_await point(t);
      ++*effects;
    });
    co_await point(t);
  }) == Error::None);
  CHECK(*effects == 2);
  finish(m);
}

// Two waiters of one task, one of them the root: claims race with steals, suspensions with completion.
void shared_future() {
  Machine m(options(2));
  int64_t v = 0;
  CHECK(m.call([](Toy& t) -> Frame {
    auto f = t.fork([](Toy& t) -> Frame { co_await point(t); co_await point(t); t.value(5); });
    auto g = t.fork([f](Toy& t) -> Frame { t.value(co_await wait(t, f)); });
    co_await point(t);
    const int64_t x = co_await wait(t, f);
    t.value(x + co_await wait(t, g));
  }, &v) == Error::None && v == 10);
  finish(m);
}

void cycle() {
  Machine m(options(1));
  CHECK(m.call([](Toy& t) -> Frame {
    auto cell = std::make_shared<Ref<ToyTask>>();
    auto a = t.fork([cell](Toy& t) -> Frame {
      while (!*cell) co_await point(t);
      co_await wait(t, *cell);
    });
    auto b = t.fork([a](Toy& t) -> Frame { co_await wait(t, a); });
    *cell = b;
    co_await point(t);
    Error got = Error::None;
    try { co_await wait(t, b); } catch (Error e) { got = e; }
    try { co_await wait(t, a); } catch (Error) {}
    *cell = nullptr;
    CHECK(got == Error::Cycle);
  }) == Error::None);
  finish(m);
}

void cancelled_call() {
  Machine m(options(1));
  Ref<Call> c = make_counted<Call>();
  Call* call = c.get();
  Scheduler* s = &m.scheduler;
  CHECK(m.call(*c, [call, s](Toy& t) -> Frame {
    auto forever = t.fork([](Toy& t) -> Frame { for (;;) co_await point(t); });
    auto waits = t.fork([forever](Toy& t) -> Frame { co_await wait(t, forever); });
    co_await point(t);
    co_await point(t);
    s->cancel(*call);
    throw Error::Failed;
  }) == Error::Failed);
  finish(m);
}

// Cancelled from another thread while everything is suspended or about to be.
void cancelled_from_outside() {
  Machine m(options(1));
  Ref<Call> c = make_counted<Call>();
  Scheduler* s = &m.scheduler;
  anabranch::atomic<bool> begun{false};
  {
    Thread other([&] {
      while (!begun.load()) Platform::relax();
      s->cancel(*c);
    });
    CHECK(m.call(*c, [&begun](Toy& t) -> Frame {
      auto forever = t.fork([](Toy& t) -> Frame { for (;;) co_await point(t); });
      co_await point(t);
      begun.store(true);
      co_await wait(t, forever);
    }) == Error::Cancelled);
  }
  finish(m);
}

void detached_and_outside_wait() {
  Machine m(options(1));
  Ref<ToyTask> out;
  Scheduler* s = &m.scheduler;
  CHECK(m.call([&out, s](Toy& t) -> Frame {
    out = t.fork([](Toy& t) -> Frame {
      auto inner = t.fork(number(5));
      co_await point(t);
      t.value(1 + co_await wait(t, inner));
    });
    co_await point(t);
    s->detach(*out);
  }) == Error::None);
  anabranch::atomic<int> called{0};
  s->on_done(*out, [](void* n, Task&) { static_cast<anabranch::atomic<int>*>(n)->fetch_add(1); }, &called);
  CHECK(s->wait_outside(*out) == Waited::Done && out->value == 6);
  while (called.load() == 0) Platform::relax();
  finish(m);
}

// One core: no pool; a future that outlives its call still gets a worker.
void orphan_on_one_core() {
  Machine m(options(0));
  Scheduler* s = &m.scheduler;
  anabranch::atomic<int> called{0};
  CHECK(m.call([&called, s](Toy& t) -> Frame {
    auto out = t.fork(number(3));
    s->detach(*out);
    s->on_done(*out, [](void* n, Task&) { static_cast<anabranch::atomic<int>*>(n)->fetch_add(1); }, &called);
    co_return;
  }) == Error::None);
  while (called.load() == 0) Platform::relax();
  finish(m);
}

void blocking() {
  Machine m(options(0));
  Scheduler* s = &m.scheduler;
  auto met = std::make_shared<anabranch::atomic<int>>(0);
  CHECK(m.call([s, met](Toy& t) -> Frame {
    Body body = [s, met](Toy&) -> Frame {
      s->queue_to_block();
      s->enter_blocking();
      met->fetch_add(1);
      while (met->load() < 2) Platform::relax();  // the other one must run meanwhile
      s->leave_blocking();
      co_return;
    };
    auto f = t.fork(body);
    auto g = t.fork(body);
    co_await wait(t, f);
    co_await wait(t, g);
  }) == Error::None);
  finish(m);
}

// They enter one after the other, and each stays inside until all are: those who queued with their cores must give them away there.
void queueing() {
  Machine m(options(0));
  Scheduler* s = &m.scheduler;
  auto taken = std::make_shared<anabranch::atomic<bool>>(false);
  auto inside = std::make_shared<anabranch::atomic<int>>(0);
  CHECK(m.call([s, taken, inside](Toy& t) -> Frame {
    Body body = [s, taken, inside](Toy&) -> Frame {
      s->queue_to_block();
      while (taken->exchange(true)) Platform::relax();
      s->enter_blocking();
      inside->fetch_add(1);
      taken->store(false);
      while (inside->load() < 3) Platform::relax();
      s->leave_blocking();
      co_return;
    };
    std::vector<Ref<ToyTask>> fs;
    for (int i = 0; i < 3; ++i) fs.push_back(t.fork(body));
    for (auto& f : fs) co_await wait(t, f);
  }) == Error::None);
  finish(m);
}

// Two calls; the second waits for a future of the first, claims it or is resumed by it.
void across_calls() {
  Machine m(options(1));
  Ref<ToyTask> out;
  Scheduler* s = &m.scheduler;
  CHECK(m.call([&out, s](Toy& t) -> Frame {
    out = t.fork([](Toy& t) -> Frame {
      auto f = t.fork(number(2));
      co_await point(t);
      t.value(co_await wait(t, f));
    });
    s->detach(*out);
    co_return;
  }) == Error::None);
  {
    auto waiting = [&m, out] {
      int64_t v = 0;
      CHECK(m.call([out](Toy& t) -> Frame {
        auto mine = t.fork([out](Toy& t) -> Frame { t.value(co_await wait(t, out)); });
        co_await point(t);
        t.value(co_await wait(t, mine));
      }, &v) == Error::None && v == 2);
    };
    Thread other(waiting);
    waiting();
  }
  finish(m);
}

void failing_call_leaves_claimed() {
  Machine m(options(0));
  Ref<ToyTask> foreign;
  Scheduler* s = &m.scheduler;
  anabranch::atomic<bool> begun{false}, failed{false};
  CHECK(m.call([&](Toy& t) -> Frame {
    foreign = t.fork([&](Toy& t) -> Frame {
      begun.store(true);
      while (!failed.load()) co_await point(t);
      t.value(9);
    });
    s->detach(*foreign);
    co_return;
  }) == Error::None);
  Ref<Call> c = make_counted<Call>();
  {
    Thread other([&] {
      while (!begun.load()) Platform::relax();
      s->cancel(*c);
    });
    Ref<ToyTask> keep = foreign;
    CHECK(m.call(*c, [keep](Toy& t) -> Frame { co_await wait(t, keep); }) == Error::Cancelled);
    failed.store(true);
  }
  CHECK(s->wait_outside(*foreign) == Waited::Done && foreign->value == 9);
  finish(m);
}

void cancelled_future() {
  Machine m(options(1));
  Ref<ToyTask> running, paused;
  Scheduler* s = &m.scheduler;
  CHECK(m.call([&](Toy& t) -> Frame {
    running = t.fork([](Toy& t) -> Frame { for (;;) co_await point(t); });
    s->detach(*running);
    Ref<ToyTask> r = running;
    paused = t.fork([r](Toy& t) -> Frame { co_await wait(t, r); });
    s->detach(*paused);
    co_await point(t);
  }) == Error::None);
  s->cancel(*paused);
  s->cancel(*running);
  CHECK(s->wait_outside(*paused) == Waited::Done && paused->error == Error::Cancelled);
  CHECK(s->wait_outside(*running) == Waited::Done && running->error == Error::Cancelled);
  finish(m);
}

void no_threads() {
  explore::refuse_threads(true);
  Machine m(options(2));
  int64_t v = 0;
  CHECK(m.call([](Toy& t) -> Frame {
    auto f = t.fork([](Toy& t) -> Frame { co_await point(t); t.value(1); });
    auto g = t.fork([f](Toy& t) -> Frame { co_await point(t); t.value(co_await wait(t, f)); });
    co_await point(t);
    t.value(co_await wait(t, g));
  }, &v) == Error::None && v == 1);
  finish(m);
}

// The root spins until `b` runs, `a` until `b` has: a second worker must come although the first was searching when
// it was told of both.
void both_must_run() {
  Machine m(options(2));
  auto begun = std::make_shared<anabranch::atomic<bool>>(false);
  CHECK(m.call([begun](Toy& t) -> Frame {
    auto a = t.fork([begun](Toy& t) -> Frame { while (!begun->load()) co_await point(t); });
    auto b = t.fork([begun](Toy&) -> Frame { begun->store(true); co_return; });
    while (!begun->load()) co_await point(t);
    co_await wait(t, a);
    co_await wait(t, b);
  }) == Error::None);
  finish(m);
}

// One core, its only caller busy: what outlived another call still runs.
void orphan_beside_busy_caller() {
  Machine m(options(0));
  Scheduler* s = &m.scheduler;
  anabranch::atomic<int> called{0};
  CHECK(m.call([&called, s](Toy& t) -> Frame {
    auto out = t.fork(number(3));
    s->detach(*out);
    s->on_done(*out, [](void* n, Task&) { static_cast<anabranch::atomic<int>*>(n)->fetch_add(1); }, &called);
    co_return;
  }) == Error::None);
  CHECK(m.call([&called](Toy& t) -> Frame {
    (void)t.fork(number(1));
    while (called.load() == 0) co_await point(t);
  }) == Error::None);
  finish(m);
}

// Two callers leave no room for a worker; when one ends its call (or parks) a worker must come for the other.
void budget_freed() {
  Machine m(options(1));
  {
    Thread other([&m] {
      CHECK(m.call([](Toy& t) -> Frame {
        auto f = t.fork(number(1));
        co_await point(t);
        co_await wait(t, f);
      }) == Error::None);
    });
    auto begun = std::make_shared<anabranch::atomic<bool>>(false);
    CHECK(m.call([begun](Toy& t) -> Frame {
      (void)t.fork([begun](Toy&) -> Frame { begun->store(true); co_return; });
      while (!begun->load()) co_await point(t);
    }) == Error::None);
  }
  finish(m);
}

// Work of a parked caller is made ready by a worker; claims, steals and unparks of the caller race.
void parked_caller_helps() {
  Machine m(options(1));
  auto met = std::make_shared<anabranch::atomic<int>>(0);
  CHECK(m.call([met](Toy& t) -> Frame {
    auto f = t.fork([met](Toy& t) -> Frame {
      Body meet = [met](Toy& t) -> Frame {
        met->fetch_add(1);
        while (met->load() < 2) co_await point(t);
      };
      auto a = t.fork(meet);
      auto b = t.fork(meet);  // cannot end before a caller that had parked takes the other
      co_await point(t);
      co_await wait(t, a);
      co_await wait(t, b);
    });
    co_await point(t);
    co_await wait(t, f);
  }) == Error::None);
  finish(m);
}
struct Scenario { const char* name; void (*run)(); };
#define SCENARIO(f) Scenario{#f, f}
const Scenario scenarios[] = {
    SCENARIO(pairs), SCENARIO(never_waited), SCENARIO(shared_future), SCENARIO(cycle), SCENARIO(cancelled_call),
    SCENARIO(cancelled_from_outside), SCENARIO(detached_and_outside_wait), SCENARIO(orphan_on_one_core),
    SCENARIO(blocking), SCENARIO(queueing), SCENARIO(across_calls), SCENARIO(failing_call_leaves_claimed), SCENARIO(cancelled_future),
    SCENARIO(both_must_run), SCENARIO(orphan_beside_busy_caller), SCENARIO(budget_freed), SCENARIO(parked_caller_helps),
    SCENARIO(no_threads),
    SCENARIO(lazy_forks), SCENARIO(lazy_tree), SCENARIO(lazy_never_waited), SCENARIO(lazy_needed_by_others),
    SCENARIO(lazy_before_blocking), SCENARIO(lazy_in_cancelled_call), SCENARIO(lazy_of_detached), SCENARIO(lazy_below_foreign),
};

// ---- driving --------------------------------------------------------------------------------------------------

const char* now_running = "";
explore::Schedule now_schedule;

void report() {
  std::fprintf(stderr, "scenario %s, seed %llu, one in %u, passes:", now_running,
               static_cast<unsigned long long>(now_schedule.seed), now_schedule.one_in);
  for (const auto& p : now_schedule.passes) std::fprintf(stderr, " %llu:%u", static_cast<unsigned long long>(p.step), p.choice);
  std::fprintf(stderr, "\n");
}

void fail(const char* what) {
  std::fprintf(stderr, "%s\n", what);
  report();
  std::abort();
}

explore::Result explore_one(const Scenario& scenario, explore::Schedule schedule) {
  now_running = scenario.name;
  now_schedule = schedule;
  spin = schedule.seed % 2 ? 2000 : 0;
  auto body = [](void* s) { static_cast<const Scenario*>(s)->run(); };
  const explore::Result result =
      explore::run(schedule, body, const_cast<Scenario*>(&scenario), 300'000, fail);
  CHECK(live_tasks.load(std::memory_order_relaxed) == 0 && live_strands.load(std::memory_order_relaxed) == 0);
  return result;
}

int64_t clock_ms() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return int64_t{t.tv_sec} * 1000 + t.tv_nsec / 1000000;
}

// One forced switch at every step in turn, to each other thread; then pairs at random; then all random.
void explore_scenario(const Scenario& scenario, int64_t budget_ms) {
  const int64_t start = clock_ms();
  const explore::Result base = explore_one(scenario, {});
  uint64_t single = 0, random = 0;
  const uint64_t stride = std::max<uint64_t>(1, base.steps / 400);
  for (uint64_t step = 1; step < base.steps && clock_ms() - start < budget_ms / 2; step += stride) {
    for (uint32_t choice = 0; choice < 2; ++choice, ++single) {
      explore_one(scenario, {.passes = {{step, choice}}});
    }
  }
  for (uint64_t seed = 1; clock_ms() - start < budget_ms; ++seed, ++random) {
    static constexpr uint32_t kRates[] = {2, 4, 8, 16, 32, 64, 128};
    explore_one(scenario, {.seed = seed, .one_in = kRates[seed % 7]});
  }
  std::printf("%-30s %6llu steps  %5llu single switches  %6llu random schedules\n", scenario.name,
              static_cast<unsigned long long>(base.steps), static_cast<unsigned long long>(single),
              static_cast<unsigned long long>(random));
}

explore::Schedule schedule_of(char** words) {
  if (!std::strchr(words[0], ':')) return {.seed = strtoull(words[0], nullptr, 10), .one_in = uint32_t(atoi(words[1]))};
  explore::Schedule schedule;
  for (; *words; ++words) {
    char* choice = nullptr;
    const uint64_t step = strtoull(*words, &choice, 10);
    schedule.passes.push_back({step, uint32_t(atoi(choice + 1))});
  }
  return schedule;
}

}  // namespace

int main(int argc, char** argv) {
  on_failure = report;
  setvbuf(stdout, nullptr, _IOLBF, 0);
  const int64_t budget = std::getenv("EXPLORE_MS") ? std::atoll(std::getenv("EXPLORE_MS")) : 1000;
  for (const Scenario& scenario : scenarios) {
    if (argc > 1 && std::strcmp(scenario.name, argv[1])) continue;
    if (argc > 2) explore_one(scenario, schedule_of(argv + 2));
    else explore_scenario(scenario, budget);
  }
}
