// A toy virtual machine for the scheduler's tests: a function is a C++ coroutine over a ToyStrand, a frame is its
// handle, a strand is a stack of handles. Nothing of the real VM is needed, every protocol step is.
//
//     Frame add(Toy& t) { ToyTask* f = t.fork(one); co_await point(t); t.value(co_await wait(t, *f)); }
#pragma once
#include <atomic>
#include <coroutine>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "sched/scheduler.h"

#define CHECK(condition)                                                              \
  do {                                                                                \
    if (!(condition)) {                                                               \
      std::fprintf(stderr, "%s:%d: failed: %s\n", __FILE__, __LINE__, #condition);    \
      ::toy::on_failure();                                                            \
      std::abort();                                                                   \
    }                                                                                 \
  } while (0)

namespace toy {

using namespace anabranch;
using namespace anabranch::sched;

inline void (*on_failure)() = [] {};

enum class Error : int { None, Failed, Cancelled, Cycle };

struct Toy;
struct Frame;
using Body = std::function<Frame(Toy&)>;

// Live objects, so that tests see leaks; not of the machine under test.
inline std::atomic<int64_t> live_tasks{0}, live_strands{0};

struct ToyTask : Task {
  explicit ToyTask(Body body) : body(std::move(body)) { live_tasks.fetch_add(1, std::memory_order_relaxed); }
  ~ToyTask() override { live_tasks.fetch_sub(1, std::memory_order_relaxed); }
  Body body;
  int64_t value = 0;
  Error error = Error::None;
  bool ran_as_call = false;  // of a lazy fork
};

struct ToyContext : Context {
  explicit ToyContext(int number) : number(number) {}
  int number;
};

struct Frame {
  struct promise_type {
    Error error = Error::None;
    Frame get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {
      try {
        throw;
      } catch (Error thrown) {
        error = thrown;
      }
    }
  };
  std::coroutine_handle<promise_type> handle;
};

struct Machine;

// A strand and what its coroutines see.
struct Toy : Strand {
  struct Level { Frame frame; ToyTask* task; Ref<Context> outer; bool lazy = false; };
  enum class Request : uint8_t { None, Wait, Point };

  explicit Toy(Machine& machine) : machine(machine) { live_strands.fetch_add(1, std::memory_order_relaxed); }
  ~Toy() override { live_strands.fetch_sub(1, std::memory_order_relaxed); }

  Ref<ToyTask> fork(Body body);
  Ref<ToyTask> fork_lazily(Body body);
  const void* frame_name() const { return reinterpret_cast<const void*>(levels.size()); }
  void value(int64_t v) { levels.back().task->value = v; }
  int context_number() { return static_cast<ToyContext*>(context())->number; }

  Machine& machine;
  std::vector<Level> levels;
  Request request = Request::None;
  ToyTask* wanted = nullptr;
  bool paused = false;
  Error raise = Error::None;
};

inline thread_local int installed_number = -1;  // -1: the thread's own

struct Machine : Hooks {
  explicit Machine(Options options = {}) : scheduler(*this, options) {}

  Outcome resume(Strand& strand) override {
    Toy& toy = static_cast<Toy&>(strand);
    if (toy.levels.empty()) push(toy, static_cast<ToyTask&>(toy.home()));
    if (toy.paused) wake(toy);
    return drive(toy);
  }

  Strand* make_strand(Task&) override { return new Toy(*this); }
  void retire(Strand* strand) override { delete static_cast<Toy*>(strand); }
  void store_stop(Task& task, Stop) override { static_cast<ToyTask&>(task).error = Error::Cancelled; }
  void release_arguments(Task& task) override { static_cast<ToyTask&>(task).body = nullptr; }
  Ref<Context> capture() override { return make_counted<ToyContext>(0); }
  void install(Context* from, Context* to) override {
    CHECK(installed_number == state_of(from));
    installed_number = state_of(to);
  }
  // The captured context (0) is the thread's own state.
  static int state_of(Context* context) {
    const int number = context ? static_cast<ToyContext*>(context)->number : 0;
    return number ? number : -1;
  }
  bool keep_waiting() override { return waiting ? waiting() : true; }
  void set_width(int n) override { widths.fetch_add(n > 0, std::memory_order_relaxed); }

  // Runs `body` as a call; its value or error.
  Error call(Body body, int64_t* value = nullptr) {
    Ref<Call> c = make_counted<Call>();
    return call(*c, std::move(body), value);
  }
  Error call(Call& c, Body body, int64_t* value = nullptr) {
    Ref<ToyTask> root = make_counted<ToyTask>(std::move(body));
    last = scheduler.run(c, *root);
    if (!root->done()) return Error::Cancelled;
    if (value) *value = root->value;
    return root->error;
  }

  Scheduler scheduler;
  Site site;  // of all forks; never measured, so that a lazy fork is promoted whenever somebody is idle
  std::function<bool()> waiting;
  static inline thread_local Waited last = Waited::Done;
  anabranch::atomic<int> widths{0};
  anabranch::atomic<int> switches{0};  // resumed after a suspension

 private:
  static void push(Toy& toy, ToyTask& task, bool lazy = false) {
    Body& body = task.body;
    toy.levels.push_back({body(toy), &task, nullptr, lazy});
  }

  bool runs_as_call(Toy& toy, ToyTask& task) {
    if (!task.is_lazy() || !scheduler.is_call(toy, task)) return false;
    scheduler.take_lazy(toy, task);
    push(toy, task, true);
    return true;
  }

  void wake(Toy& toy) {
    toy.paused = false;
    switches.fetch_add(1, std::memory_order_relaxed);
    if (toy.wake() == Wake::Cancelled) toy.raise = Error::Cancelled;
    if (toy.wake() == Wake::Cycle) toy.raise = Error::Cycle;
    if (toy.wake() == Wake::Value) CHECK(toy.awaited()->done());
  }

  Outcome drive(Toy& toy) {
    for (;;) {
      Frame frame = toy.levels.back().frame;
      CHECK(installed_number == state_of(toy.context()));
      frame.handle.resume();
      if (frame.handle.done()) {
        if (end(toy)) return Outcome::Done;
      } else if (toy.request == Toy::Request::Wait) {
        if (runs_as_call(toy, *toy.wanted)) continue;
        const Wait w = scheduler.wait(toy, *toy.wanted);
        if (w == Wait::Claimed) push(toy, *toy.wanted);
        if (w == Wait::Suspend) return toy.paused = true, Outcome::Suspended;
      } else if (toy.request == Toy::Request::Point) {
#ifdef ANABRANCH_EXPLORE
        explore::safe_point();
#endif
        if (!toy.lazy().empty()) scheduler.feed(toy, site);
        toy.worker().note_progress();
        const Poll p = scheduler.poll(toy);
        if (p == Poll::Stop) toy.raise = Error::Cancelled;
        if (p == Poll::Yield) return Outcome::Yielded;
      }
    }
  }

  bool end(Toy& toy) {
    scheduler.promote_of(toy, toy.frame_name());
    Toy::Level level = std::move(toy.levels.back());
    toy.levels.pop_back();
    level.task->error = level.frame.handle.promise().error;
    level.frame.handle.destroy();
    if (toy.levels.empty()) return true;
    level.task->ran_as_call = level.lazy;
    if (!level.lazy) (void)scheduler.end_claimed(toy);
    return false;
  }
};

inline Ref<ToyTask> Toy::fork(Body body) {
  Ref<ToyTask> task = make_counted<ToyTask>(std::move(body));
  machine.scheduler.fork(*this, *task);
  return task;
}

inline Ref<ToyTask> Toy::fork_lazily(Body body) {
  Ref<ToyTask> task = make_counted<ToyTask>(std::move(body));
  machine.scheduler.fork_lazily(*this, *task, frame_name());
  return task;
}

inline void raise_pending(Toy& toy) {
  if (toy.raise != Error::None) throw std::exchange(toy.raise, Error::None);
}

struct WaitAwaiter {
  Toy& toy;
  ToyTask& task;
  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<>) { toy.request = Toy::Request::Wait, toy.wanted = &task; }
  int64_t await_resume() {
    raise_pending(toy);
    CHECK(task.done() || task.ran_as_call);
    if (task.error != Error::None) throw task.error;
    return task.value;
  }
};

struct PointAwaiter {
  Toy& toy;
  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<>) { toy.request = Toy::Request::Point; }
  void await_resume() { raise_pending(toy); }
};

inline WaitAwaiter wait(Toy& toy, ToyTask& task) { return {toy, task}; }
inline WaitAwaiter wait(Toy& toy, const Ref<ToyTask>& task) { return {toy, *task}; }
inline PointAwaiter point(Toy& toy) { return {toy}; }

}  // namespace toy
