// What the scenarios of explore_test are written with.
#pragma once

#include "toy.h"

namespace explored {

using namespace toy;

inline int64_t spin = 0;  // virtual; without spinning threads park at once, with it they meet others' work while they search

// Nothing may wake by a time limit: a lost wake-up must show as a deadlock.
inline Options options(int workers) {
  return {.workers = workers, .spin_nanoseconds = spin, .poll_nanoseconds = -1};
}

inline Body number(int64_t n) {
  return [n](Toy& t) -> Frame { t.value(n); co_return; };
}

struct Thread {
  template <class F>
  explicit Thread(F f) : body(std::move(f)) {
    CHECK(Platform::start_thread([](void* self) -> void* {
      auto* t = static_cast<Thread*>(self);
      t->body();
      t->ended.store(true);
      t->join_.unpark();
      return nullptr;
    }, this));
  }
  ~Thread() { while (!ended.load()) join_.park(); Platform::yield_thread(); }
  std::function<void()> body;
  anabranch::atomic<bool> ended{false};
  Platform::Parker join_;
};

inline void finish(Machine& m) { CHECK(m.scheduler.shutdown(1'000'000'000'000)); }

}  // namespace explored
