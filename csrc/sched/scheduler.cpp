// Tasks and calls, as the running strand sees them.
#include "sched/scheduler.h"

#include "sched/session.h"

namespace anabranch::sched {

namespace {

Options completed(Options options) {
  if (options.cores == 0) options.cores = allowed_cores();
  if (options.workers < 0) options.workers = options.cores - 1;
  return options;
}

}  // namespace

Scheduler::Scheduler(Hooks& hooks, Options options)
    : hooks_(hooks),
      options_(completed(options)),
      registry_(*this),
      sleep_(options_.workers),
      spin_(options_.cores > 1 ? options_.spin_nanoseconds : 0) {}

// ---- fork -----------------------------------------------------------------------------------------------------

Context& Scheduler::ensure_context(Strand& strand) {
  if (!strand.context_) [[unlikely]] {
    // Only the root strand, on its calling thread, has none: the thread's own state is the call's context.
    Call& call = *strand.home_->call_;
    Worker& worker = *strand.worker_;
    call.context_ = hooks_.capture();
    worker.own_ = call.context_;
    worker.installed_ = call.context_;
    strand.context_ = call.context_.get();
  }
  return *strand.context_;
}

void Scheduler::fork(Strand& strand, Task& task) {
  ensure_context(strand);
  strand.worker_->deque_.ensure_room();  // what may throw comes before anybody knows of the task
  introduce(strand, task);
  task.ref_alone();
  publish(strand, task, *strand.top_);
}

// The deque has room, and gets one reference.
void Scheduler::publish(Strand& strand, Task& task, Task& parent) {
  Call& call = *task.call_;
  Worker& worker = *strand.worker_;
  count_in(worker, call);
  // A child of a detached task is detached. Looked at after it was counted: if the parent is detached later, the
  // call waits for the child; if it was before, the call may have ended, but the parent keeps it in memory.
  if (parent.detached()) [[unlikely]] detach(task);
  worker.deque_.push(Entry::of(task, call.tag_));
  if (!worker.active_) activate(worker);
  worker.wake_due_ = true;
  // Of fork after fork the second is told of, and then only now and then: thieves wake thieves, and this thread has work to make.
  if (!worker.deque_.perhaps_several()) worker.untold_ = 0;
  else if (worker.untold_++ % kForksUntold == 0 && may_wake(call) && worker.deque_.several()) worker.tell_sleepers();
}

void Scheduler::begin_inline(Strand& strand, Task& task) {
  if (!EventLog::enabled()) [[likely]] return;
  Worker& worker = *strand.worker_;
  task.id_ = worker.new_task_id();
  note_created(worker, task, *strand.top_);
  note_claimed(worker, task, Claim::Inline);
}

// A look without the fence: whether telling the sleepers may be of any use.
bool Scheduler::may_wake(const Call& call) const {
  return call.caller_parked_.load(std::memory_order_relaxed) || sleep_.may_reserve();
}

// ---- wait -----------------------------------------------------------------------------------------------------

namespace {

constexpr int kLooks = 32;

// A task that another thread has begun may be tiny: looking for a moment is cheaper than suspending, which would move
// the waiter to that thread.
bool done_in_a_moment(const Task& task, int looks) {
  for (; looks > 0 && !task.done(); --looks) Platform::relax();
  return task.done();
}

}  // namespace

Wait Scheduler::wait(Strand& strand, Task& task) {
  if (task.done()) return Wait::Ready;
  ensure_context(strand);
  strand.ensure_room_for_claim();
  if (!task.try_claim()) {
    if (done_in_a_moment(task, spin_ > 0 ? kLooks : 0)) return Wait::Ready;
    promote_all(strand);
    strand.awaited_ = Ref<Task>(&task);
    return Wait::Suspend;
  }
  Ref<Task> claimed = take_claimed(*strand.worker_, task);
  if (should_stop(task)) {
    stop(task, why_stopped(task));
    return Wait::Ready;
  }
  note_claimed(*strand.worker_, task, Claim::InLine);
  push_claim(strand, std::move(claimed));
  return Wait::Claimed;
}

// The task's entry in this worker's deque is stale now; its reference serves the claim if it is within reach.
Ref<Task> Scheduler::take_claimed(Worker& worker, Task& task) {
  if (worker.deque_.remove_claimed(task)) {
    if (worker.deque_.empty()) worker.wake_due_ = false;
    return Ref<Task>::adopt(&task);
  }
  worker.deque_.note_stale();
  if (worker.deque_.worth_tidying()) {
    worker.deque_.tidy();
    worker.wake_due_ = !worker.deque_.empty();  // a searcher may have looked while the entries were out
  }
  return Ref<Task>(&task);
}

void Scheduler::push_claim(Strand& strand, Ref<Task> task) {
  Task& top = *task;
  settle_before(*strand.worker_, top);
  top.strand_ = &strand;
  strand.claims_.push_back({std::move(task), std::move(strand.held_), strand.context_, strand.top_});
  strand.top_ = &top;
  strand.context_ = top.context();
  add_to_segment(strand, *top.call_);
  install(*strand.worker_, strand.context_);
}

void Scheduler::add_to_segment(Strand& strand, Call& call) {
  if (!strand.segments_.empty() && strand.segments_.back().call == &call) ++strand.segments_.back().tasks;
  else strand.segments_.push_back({&call, 1});
}

Ref<Task> Scheduler::end_claimed(Strand& strand) {
  Strand::Claim claim = std::move(strand.claims_.back());
  strand.claims_.pop_back();
  if (--strand.segments_.back().tasks == 0) strand.segments_.pop_back();
  strand.top_ = claim.below;
  strand.context_ = claim.outer_raw;
  strand.held_ = std::move(claim.outer);
  install(*strand.worker_, strand.context_);
  complete(*claim.task);
  return std::move(claim.task);
}

void Scheduler::enter_context(Strand& strand, Ref<Context> context) {
  strand.held_ = std::move(context);
  strand.context_ = strand.held_.get();
  install(*strand.worker_, strand.context_);
}

// ---- completion -----------------------------------------------------------------------------------------------

// In this order: the result is visible; waiters are made ready (and counted in); the task is counted out. So a
// call's runnable count cannot touch zero while this task still makes others ready.
void Scheduler::complete(Task& task) {
  note(Event::Done, task.id_);
  const uintptr_t before = task.close();
  if (Waiter* newest = Task::waiters_of(before)) [[unlikely]] fire(task, newest);
  task.context_ = nullptr;
  hooks_.release_arguments(task);
  count_out(task, before & Task::kDetached);
}

// Oldest first: callbacks run in the order in which they were added.
void Scheduler::fire(Task& task, Waiter* newest) {
  Waiter* oldest = nullptr;
  while (newest) {
    Waiter* next = newest->next;
    newest->next = oldest;
    oldest = std::exchange(newest, next);
  }
  while (oldest) {
    Waiter* waiter = std::exchange(oldest, oldest->next);
    waiter->fire(waiter, task, this);
  }
}

// After the last line that touches it, the call may be gone, unless the task is detached (it holds a reference).
void Scheduler::count_out(Task& task, bool detached) {
  Call& call = *task.call_;
  if (detached) {
    if (call.subtract(1).runnable == 0) came_to_rest(call);
    if (call.detached_.fetch_sub(1, std::memory_order_seq_cst) == 1) sleep_.remove_orphan();
    return;
  }
  Worker* worker = Worker::current();
  if (!worker || &worker->scheduler_ != this) return subtract(call, 1);
  if (may_owe(*worker, call) && worker->debt_.add(call)) {
    const Strand* strand = worker->strand();  // a second look, since whoever detaches pays what was owed before
    if (strand && strand->top_->state_.load(std::memory_order_seq_cst) & Task::kDetached) settle(*worker);
    return;
  }
  settle(*worker);
  subtract(call, 1);
}

void Scheduler::subtract(Call& call, uint32_t tasks) {
  Worker* caller = call.caller_.load(std::memory_order_seq_cst);
  const Call::Counts left = call.subtract(tasks * (Call::kLive + 1));
  if (left.live == 0 || left.runnable == 0) tell_caller(caller);
}

// ---- debts ----------------------------------------------------------------------------------------------------

// A task more: one that is done and was not counted out takes its place. Of a thread that forks many some are counted before.
void Scheduler::count_in(Worker& worker, Call& call) {
  if (worker.debt_.remove(call)) return;
  const uint32_t ahead = worker.deque_.perhaps_several() && !worker.debt_ ? kCountedAhead : 0;
  call.add((ahead + 1) * (Call::kLive + 1));
  if (ahead) worker.debt_.add(call, ahead);
}

// Whether this thread has more to do, and that for the same call. (A caller between two strands asks whether its call has ended.)
bool Scheduler::may_owe(const Worker& worker, const Call& call) const {
  if (worker.deque_.empty()) return false;
  const Strand* strand = worker.strand();
  return strand ? strand->top_->call_ == &call && !strand->top_->detached() : worker.pooled_;
}

// False: nothing was owed.
bool Scheduler::settle(Worker& worker) {
  const Debt::Part part = worker.debt_.take();
  if (part.call) subtract(*part.call, part.tasks);
  return part.call;
}

// Its thread is about to run this task: the call that it owes may not wait for that one.
void Scheduler::settle_before(Worker& worker, const Task& next) {
  if (worker.debt_ && (worker.debt_.call() != next.call_ || next.detached())) settle(worker);
}

void Scheduler::settle_all(const Call& call) {
  for (int i = 0, size = registry_.size(); i < size; ++i) {
    const Debt::Part part = registry_.at(i).debt_.take_of(call);
    if (part.call) subtract(*part.call, part.tasks);
  }
}

void Scheduler::tell_caller(Worker* caller) {
  if (caller && caller != Worker::current()) unpark(*caller);
}

void Scheduler::unpark(Worker& worker) {
  const auto wake = [&] {
    if (spin_ == 0) return worker.parker_.unpark();  // no second core
    worker.placement_.wake_elsewhere(int(worker.thread() >> 1), [&] { worker.parker_.unpark(); });
  };
  Worker* self = EventLog::enabled() ? Worker::current() : nullptr;
  if (!self) [[likely]] return wake();
  const int64_t began = Platform::ticks();
  wake();
  self->events_.record_span(began, Event::Wake, uint64_t(worker.id_));
}

Stop Scheduler::why_stopped(const Task& task) { return task.cancel_requested() ? Stop::Cancelled : Stop::CallFailed; }

void Scheduler::stop(Task& task, Stop why) {
  hooks_.store_stop(task, why);
  complete(task);
}

// ---- stopping -------------------------------------------------------------------------------------------------

void Scheduler::detach(Task& task) {
  if (task.done() || task.detached()) return;
  Call& call = *task.call_;
  call.ref();
  if (call.detached_.fetch_add(1, std::memory_order_seq_cst) == 0) sleep_.add_orphan();
  const uintptr_t before = task.set_flag(Task::kDetached);
  if (Task::phase_of(before) == Phase::Done || (before & Task::kDetached)) {
    if (call.detached_.fetch_sub(1, std::memory_order_seq_cst) == 1) sleep_.remove_orphan();
    call.unref();
    return;
  }
  task.owns_call_ = true;
  settle_all(call);  // a worker that runs it for long may owe some; ours is still counted
  Worker* caller = call.caller_.load(std::memory_order_seq_cst);
  const Call::Counts left = call.subtract(Call::kLive);
  if (left.live == 0 || left.runnable == 0) tell_caller(caller);
}

Poll Scheduler::poll_slow(Strand& strand) {
  Worker& worker = *strand.worker_;
  if (should_stop(*strand.top_)) return Poll::Stop;
  if (strand.mixed()) {
    promote_all(strand);  // what leaves its call takes its later forks along, not the earlier ones
    leave_failed_calls(strand);
  }
  if (told_to_yield(worker)) return Poll::Yield;
  const Task& home = *strand.home_;
  // On a failed call's thread, under another call's task: the thread must return, the strand goes on in the pool.
  if (is_caller_of(worker, *home.call_) && home.detached() && home.call_->cancelled()) return Poll::Yield;
  return wanted_home(strand) ? Poll::Yield : Poll::Continue;
}

bool Scheduler::told_to_yield(Worker& worker) const {
  if (!worker.yield_.load(std::memory_order_relaxed)) return false;
  const Session* session = worker.session_;
  if (worker.pooled_ ? halted() : session && session->until && session->interrupted) return true;
  worker.yield_.store(false, std::memory_order_relaxed);
  return false;
}

// The caller asked for the last running strand of its call.
bool Scheduler::wanted_home(const Strand& strand) {
  Call& call = *strand.home_->call_;
  if (!(call.signals_.load(std::memory_order_relaxed) & Call::kComeHome)) return false;
  settle(*strand.worker_);
  const bool last = call.counts().runnable == strand.segments_.front().tasks;
  const bool away = strand.worker_->pooled_;
  if (last && away && !strand.mixed() && !strand.home_->detached()) return true;
  call.signals_.fetch_and(uint8_t(~Call::kComeHome), std::memory_order_relaxed);
  return false;
}

bool Scheduler::is_caller_of(const Worker& worker, const Call& call) const {
  return worker.session_ && !worker.session_->until && worker.session_->call == &call;
}

// Parts of a strand below another call's task: their call failed, but the task on top must go on. They leave their
// call, which need not wait for them, and stop when they come to the top.
void Scheduler::leave_failed_calls(Strand& strand) {
  auto leave = [&](Task& task) {
    if (!task.call_->cancelled() || task.detached()) return;
    task.set_flag(Task::kCancel);
    detach(task);
  };
  for (size_t i = 0; i + 1 < strand.claims_.size(); ++i) leave(*strand.claims_[i].task);
  leave(*strand.home_);
}

void Scheduler::on_done(Task& task, void (*callback)(void*, Task&), void* data) {
  struct Callback : Waiter, Pooled {
    void (*function)(void*, Task&);
    void* data;
    static void run(Waiter* self, Task& task, Scheduler* scheduler) {
      auto* callback = static_cast<Callback*>(self);
      if (scheduler) callback->function(callback->data, task);
      delete callback;
    }
  };
  auto* waiter = new Callback;
  waiter->fire = &Callback::run;
  waiter->function = callback;
  waiter->data = data;
  if (!task.add_waiter(*waiter)) Callback::run(waiter, task, this);
}

}  // namespace anabranch::sched
