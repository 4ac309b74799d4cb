// Scenarios of lazy forks: promotion against waiting, stealing, cancelling and the end of a frame.
#pragma once

#include <memory>

#include "explore_support.h"

namespace explored {

// Each of them may be run as a call, promoted and claimed, or promoted and stolen.
inline void lazy_forks() {
  Machine m(options(1));
  int64_t v = 0;
  CHECK(m.call([](Toy& t) -> Frame {
    auto slow = [](int64_t n) { return [n](Toy& t) -> Frame { co_await point(t); t.value(n); }; };
    auto a = t.fork_lazily(slow(1)), b = t.fork_lazily(slow(2)), c = t.fork_lazily(slow(4));
    co_await point(t);
    const int64_t y = co_await wait(t, b);
    auto d = t.fork_lazily(slow(8));
    const int64_t x = co_await wait(t, a), z = co_await wait(t, c);
    co_await point(t);
    t.value(x + y + z + co_await wait(t, d));
  }, &v) == Error::None && v == 15);
  finish(m);
}

inline void lazy_tree() {
  Machine m(options(2));
  struct Tree {
    static Body of(int64_t n) {
      return [n](Toy& t) -> Frame {
        if (n < 2) {
          t.value(n);
          co_return;
        }
        auto left = t.fork_lazily(of(n - 1));
        auto right = t.fork_lazily(of(n - 2));
        co_await point(t);
        const int64_t r = co_await wait(t, right);
        t.value(r + co_await wait(t, left));
      };
    }
  };
  int64_t v = 0;
  CHECK(m.call(Tree::of(5), &v) == Error::None && v == 5);
  finish(m);
}

// By a frame that runs as a call, by a promoted one, and by the root: all have run when the call ends.
inline void lazy_never_waited() {
  Machine m(options(1));
  auto effects = std::make_shared<anabranch::atomic<int>>(0);
  CHECK(m.call([effects](Toy& t) -> Frame {
    Body count = [effects](Toy& t) -> Frame { co_await point(t); effects->fetch_add(1); };
    Body two = [count](Toy& t) -> Frame {
      (void)t.fork_lazily(count);
      co_await point(t);
      (void)t.fork_lazily(count);
    };
    auto waited = t.fork_lazily(two);
    (void)t.fork_lazily(two);
    co_await wait(t, waited);
    (void)t.fork_lazily(count);
  }) == Error::None);
  CHECK(effects->load() == 5);
  finish(m);
}

// What the root waits for needs a lazy fork of the root's to have run: waiting hands it over.
inline void lazy_needed_by_others() {
  Machine m(options(1));
  auto ran = std::make_shared<anabranch::atomic<bool>>(false);
  CHECK(m.call([ran](Toy& t) -> Frame {
    auto needs = t.fork([ran](Toy& t) -> Frame { while (!ran->load()) co_await point(t); });
    co_await point(t);
    co_await point(t);
    auto sets = t.fork_lazily([ran](Toy&) -> Frame { ran->store(true); co_return; });
    if (needs->phase() == Phase::Pending) ran->store(true);  // nobody else has begun it: it would run on this strand
    co_await wait(t, needs);
    co_await wait(t, sets);
  }) == Error::None);
  finish(m);
}

// Python that blocks until a lazy fork has run.
inline void lazy_before_blocking() {
  Machine m(options(0));
  Scheduler* s = &m.scheduler;
  auto ran = std::make_shared<anabranch::atomic<bool>>(false);
  CHECK(m.call([s, ran](Toy& t) -> Frame {
    auto sets = t.fork_lazily([ran](Toy&) -> Frame { ran->store(true); co_return; });
    s->queue_to_block();
    s->enter_blocking();
    while (!ran->load()) Platform::relax();
    s->leave_blocking();
    co_await wait(t, sets);
  }) == Error::None);
  finish(m);
}

// Cancelled by another thread while some are lazy, some run as calls, some are promoted.
inline void lazy_in_cancelled_call() {
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
      Body forever = [](Toy& t) -> Frame {
        (void)t.fork_lazily(number(1));
        for (;;) co_await point(t);
      };
      auto a = t.fork_lazily(forever), b = t.fork_lazily(forever), d = t.fork_lazily(forever);
      begun.store(true);
      co_await point(t);
      co_await wait(t, b);
    }) == Error::Cancelled);
  }
  finish(m);
}

// A task that outlives its call forks lazily, waits for one and leaves one.
inline void lazy_of_detached() {
  Machine m(options(1));
  Ref<ToyTask> out;
  Scheduler* s = &m.scheduler;
  auto effects = std::make_shared<anabranch::atomic<int>>(0);
  anabranch::atomic<int> called{0};
  CHECK(m.call([&, s](Toy& t) -> Frame {
    out = t.fork([effects](Toy& t) -> Frame {
      auto f = t.fork_lazily(number(5));
      (void)t.fork_lazily([effects](Toy&) -> Frame { effects->fetch_add(1); co_return; });
      co_await point(t);
      t.value(1 + co_await wait(t, f));
    });
    s->detach(*out);
    co_return;
  }) == Error::None);
  s->on_done(*out, [](void* n, Task&) { static_cast<anabranch::atomic<int>*>(n)->fetch_add(1); }, &called);
  CHECK(s->wait_outside(*out) == Waited::Done && out->value == 6);
  while (called.load() == 0 || effects->load() == 0) Platform::relax();
  finish(m);
}

// A call that fails below another call's task: its lazy forks are its, and are told to stop like it.
inline void lazy_below_foreign() {
  Machine m(options(0));
  Ref<ToyTask> foreign;
  Scheduler* s = &m.scheduler;
  anabranch::atomic<bool> begun{false}, failed{false};
  Ref<ToyTask> left;
  CHECK(m.call([&](Toy& t) -> Frame {
    foreign = t.fork([&](Toy& t) -> Frame {
      auto own = t.fork_lazily(number(9));
      begun.store(true);
      while (!failed.load()) co_await point(t);
      t.value(co_await wait(t, own));
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
    CHECK(m.call(*c, [keep, &left](Toy& t) -> Frame {
      left = t.fork_lazily([](Toy& t) -> Frame { for (;;) co_await point(t); });
      co_await wait(t, keep);
    }) == Error::Cancelled);
    failed.store(true);
  }
  CHECK(s->wait_outside(*foreign) == Waited::Done && foreign->value == 9);
  CHECK(left->ran_as_call || (s->wait_outside(*left) == Waited::Done && left->error == Error::Cancelled));
  finish(m);
}

}  // namespace explored
