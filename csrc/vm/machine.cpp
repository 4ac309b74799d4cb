// The scheduler's hooks, and the one scheduler of the process.
#include "machine.h"

#include "hooks.h"
#include "places.h"
#include "run.h"
#include "sharing.h"

#include "base/tls.h"

#include <ctime>
#include <new>

namespace anabranch::vm {

namespace {

std::atomic<uint64_t> g_instructions{0}, g_tasks{0}, g_calls{0}, g_limit{1'000'000};

int g_cores = 0;
std::atomic<bool> g_refused{false};  // the system started no thread, and nobody has been told yet

// Of this thread: what the scheduler wants operators to use, and what was applied.
ANABRANCH_TLS int t_width_wanted = 0;
ANABRANCH_TLS int t_width_applied = 0;
ANABRANCH_TLS VmCall* t_call = nullptr;         // the innermost call that this thread makes
ANABRANCH_TLS Raised* t_interrupt = nullptr;    // where a parked wait from outside puts a signal's error
ANABRANCH_TLS int64_t t_signals_polled = 0;
// The state to go back to, of a thread on which another one was installed.
thread_local anabranch::Ref<VmContext> t_own_context;

int64_t coarse_now() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
  return int64_t{t.tv_sec} * 1000 + t.tv_nsec / 1'000'000;
}

void flush_counters(VmStrand& s) {
  if (s.polls) g_instructions.fetch_add(std::exchange(s.polls, 0), std::memory_order_relaxed);
  if (s.forks) g_tasks.fetch_add(std::exchange(s.forks, 0), std::memory_order_relaxed);
}

// For the session that this thread is in: a wait from outside (a call inside clears t_interrupt), or a call.
void keep_interrupt(Raised error) {
  if (t_interrupt != nullptr) *t_interrupt = std::move(error);
  else if (t_call != nullptr) t_call->interrupt = std::move(error);
}

// Libraries make what they keep of a thread when it is first asked for, and glibc ends the process if there is no memory for it
// then. So a new thread asks for it while whoever started it waits: for ours, the exceptions', and PyTorch's. It calls no
// operator, which may be Python's, and its starter may hold the GIL.
void touch_thread_local_data() {
  try {
    t_own_context = {};
    try {
      throw std::bad_alloc();  // std::uncaught_exceptions asks too, but is pure: unread, it is left out
    } catch (const std::bad_alloc&) {
    }
    drop_by_worklist(IValue());
    VmContext::capture()->install_over(nullptr);
  } catch (...) {  // the first task will say it
  }
}

class MachineHooks final : public sched::Hooks {
 public:
  sched::Outcome resume(sched::Strand& s) override {
    auto& strand = static_cast<VmStrand&>(s);
    if (strand.frame == nullptr && !begin(strand)) return sched::Outcome::Done;
    strand.ranges = ranges_of(strand);
    if (strand.waiting) go_on(strand);
    const sched::Outcome outcome = run_strand(strand);
    strand.ranges = nullptr;
    flush_counters(strand);
    return outcome;
  }
  sched::Strand* make_strand(sched::Task&) override try {
    return new VmStrand;
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
  void retire(sched::Strand* strand) override { delete strand; }
  void store_stop(sched::Task& task, sched::Stop why) override try {
    static_cast<VmTask&>(task).store(Flight{why == sched::Stop::NoMemory ? memory_error() : cancelled_error(), {}});
  } catch (const std::bad_alloc&) {
    static_cast<VmTask&>(task).store(Flight{memory_error(), {}});
  }
  void release_arguments(sched::Task& task) override { static_cast<VmTask&>(task).drop_arguments(); }

  anabranch::Ref<sched::Context> capture() override { return VmContext::capture(); }
  void install(sched::Context* from, sched::Context* to) override {
    if (from == nullptr) t_own_context = VmContext::capture();
    const auto* source = from != nullptr ? static_cast<VmContext*>(from) : nullptr;
    if (to != nullptr) return static_cast<VmContext*>(to)->install_over(source);
    if (t_own_context) t_own_context->install_over(source);
    t_own_context = {};
  }
  void set_width(int width) override { t_width_wanted = width; }
  uint64_t fork_place(const sched::Task& t) override {
    const auto& task = static_cast<const VmTask&>(t);
    return task.fork_function != nullptr ? place_of_span(*task.fork_function, task.fork_span) : 0;
  }
  uint64_t body_place(const sched::Task& t) override { return place_at(*static_cast<const VmTask&>(t).function, nullptr); }
  bool keep_waiting() override {
    Raised error;
    if (!vm::hooks().poll_signals(&error)) return true;
    keep_interrupt(std::move(error));
    return false;
  }
  void thread_started() override { touch_thread_local_data(); }
  void threads_refused() override { g_refused.store(true, std::memory_order_relaxed); }

 private:
  // False: there is no memory for the first frame, and the task has failed.
  static bool begin(VmStrand& strand) {
    auto& task = static_cast<VmTask&>(strand.home());
    try {
      strand.push(*task.function, FrameKind::Base)->task = &task;
      strand.take_arguments(task);
    } catch (...) {
      strand.raised = Flight{current_error(), {}};
      if (strand.frame == nullptr) return fail_at_once(strand, task);
    }
    strand.serial = static_cast<VmCall*>(task.call())->serial;
    begin_timing(task);
    strand.fuel = 0;  // looks around at once: a cancelled task does not start
    strand.polls += 1;
    return true;
  }
  static bool fail_at_once(VmStrand& strand, VmTask& task) {
    task.store(std::exchange(strand.raised, {}));
    if (task.is_root) scheduler().cancel(*task.call());
    return false;
  }
  static void go_on(VmStrand& strand) {
    strand.waiting = false;
    try {
      if (resume_wait(strand) == Flow::Next) ++strand.frame->pc;
    } catch (...) {
      strand.raised = Flight{current_error(), {}};
    }
  }
};

bool signals_due() {
  const int64_t now = coarse_now();
  if (now - t_signals_polled < 10) return false;
  t_signals_polled = now;
  return true;
}

}  // namespace

VmCall::~VmCall() {
  if (owner != nullptr) hooks().drop_python(owner);
}

sched::Scheduler& scheduler() {
  static auto& hooks = *new MachineHooks;  // never destroyed: threads may outlive static destructors
  static auto& s = *new sched::Scheduler(hooks, {.cores = g_cores});
  return s;
}

void set_cores(int cores) { g_cores = cores; }

bool others_may_run() {
  const sched::Worker* worker = sched::Worker::current();
  if (worker == nullptr || worker->strand() == nullptr) return true;
  const auto* call = static_cast<const VmCall*>(worker->strand()->top().call());
  return !call->alone() || call->exposed.load(std::memory_order_relaxed);
}

ErrorRef cancelled_error() {
  auto e = make_error("CancelledError", "the task was cancelled");
  e->cancelled = true;
  return e;
}

Flow look_around(VmStrand& strand, sched::Outcome* outcome) {
  strand.polls += 64;
  if (!strand.lazy().empty()) offer_lazy(strand);
  strand.worker().note_progress();
  if (!strand.worker().pooled() && (t_call != nullptr || t_interrupt != nullptr) && signals_due()) {
    Raised error;
    if (hooks().poll_signals(&error)) {
      keep_interrupt(std::move(error));
      strand.top().shield(false);  // who is asked twice stops cleaning up
      scheduler().interrupt_session(strand);
    }
  }
  switch (scheduler().poll(strand)) {
    case sched::Poll::Continue: return Flow::Next;
    case sched::Poll::Stop: strand.raised = Flight{cancelled_error(), {}}; return Flow::Raise;
    case sched::Poll::Yield: break;
  }
  *outcome = sched::Outcome::Yielded;
  return Flow::Suspend;
}

void apply_width() {
  if (t_width_wanted == t_width_applied) [[likely]] return;
  t_width_applied = t_width_wanted;
  hooks().set_thread_width(t_width_applied);
}

CallScope::CallScope(VmCall* call) : outer_(t_call), outer_interrupt_(t_interrupt) {
  t_call = call;
  t_interrupt = nullptr;
  g_calls.fetch_add(1, std::memory_order_relaxed);
}
CallScope::~CallScope() {
  t_call = outer_;
  t_interrupt = outer_interrupt_;
  apply_width();
}
InterruptScope::InterruptScope(Raised* error) : outer_(t_interrupt) { t_interrupt = error; }
InterruptScope::~InterruptScope() { t_interrupt = outer_; }

void set_recursion_limit(uint64_t frames) { g_limit = frames; }
uint64_t recursion_limit() { return g_limit.load(std::memory_order_relaxed); }
bool take_threads_refused() { return g_refused.load(std::memory_order_relaxed) && g_refused.exchange(false); }
Counters counters() { return Counters{g_instructions.load(), g_tasks.load(), g_calls.load()}; }

}  // namespace anabranch::vm
