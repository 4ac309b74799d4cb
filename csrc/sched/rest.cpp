// Suspension: pausing strands, cancelling what is paused, and calls at rest (tasks that wait for each other).
#include <algorithm>

#include "sched/scheduler.h"

namespace anabranch::sched {

// ---- pausing --------------------------------------------------------------------------------------------------

// False: go on at once with strand->wake(). True: the strand belongs to somebody else now.
// Order: registered (so that a cancellation finds it), then waiting, then counted out. The count may be too high
// for a moment, never too low: whoever ends the pause counts the strand in first.
bool Scheduler::suspend(Strand* strand) {
  const Ref<Task> awaited = strand->awaited_;
  const Segments counted(strand->segments_);
  Pause& pause = *new Pause(*strand);
  register_pause(pause, *strand);
  const bool told_to_stop = should_stop(*strand->top_);
  if (told_to_stop || !awaited->add_waiter(pause)) {
    const bool ours = pause.strand.exchange(nullptr, std::memory_order_acq_rel);
    if (ours) {
      unregister_pause(pause, *strand, false);
      strand->wake_ = told_to_stop ? Wake::Cancelled : Wake::Value;
    }
    delete &pause;
    if (ours) return false;
  }
  for (const Strand::Segment& segment : counted) {
    if (segment.call->subtract(segment.tasks).runnable == 0) came_to_rest(*segment.call);
  }
  return true;
}

void Pause::on_fire(Waiter* self, Task&, Scheduler* scheduler) {
  Pause* pause = static_cast<Pause*>(self);
  Strand* strand = scheduler ? pause->strand.exchange(nullptr, std::memory_order_acq_rel) : nullptr;
  if (strand) scheduler->unregister_pause(*pause, *strand, true);
  delete pause;
  if (strand) scheduler->make_ready(strand, Wake::Value);
}

void Scheduler::register_pause(Pause& pause, Strand& strand) {
  pause.call = strand.mixed() ? nullptr : strand.home_->call_;
  strand.pause_ = &pause;
  Guard guard(lock_of(pause));
  Pause*& head = pause.call ? pause.call->pauses_ : mixed_;
  pause.older = head;
  if (head) head->newer = &pause;
  head = &pause;
  pause.linked = true;
  if (!pause.call) leave_failed_calls(strand);  // a call that failed before it could find us here
}

// By whoever took the strand out of the pause, before the strand runs. With `count_in` the strand is runnable
// from here on; under the lock, so that at_rest sees list and counts agree.
void Scheduler::unregister_pause(Pause& pause, Strand& strand, bool count_in) {
  Guard guard(lock_of(pause));
  if (pause.linked) unlink(pause);
  strand.pause_ = nullptr;
  if (count_in) count_strand_in(strand);
}

SpinLock& Scheduler::lock_of(Pause& pause) { return pause.call ? pause.call->pauses_lock_ : mixed_lock_; }

void Scheduler::unlink(Pause& pause) {
  Pause*& head = pause.call ? pause.call->pauses_ : mixed_;
  (pause.newer ? pause.newer->older : head) = pause.older;
  if (pause.older) pause.older->newer = pause.newer;
  pause.linked = false;
}

void Scheduler::count_strand_in(Strand& strand) {
  for (const Strand::Segment& segment : strand.segments_) segment.call->add(segment.tasks);
}

// Under the pause's lock. The exchange is the last touch: if the awaited task's completion was faster it may free
// the pause at once. Null then.
Strand* Scheduler::take_paused(Pause& pause) {
  unlink(pause);
  Strand* strand = pause.strand.exchange(nullptr, std::memory_order_acq_rel);
  if (!strand) return nullptr;
  strand->pause_ = nullptr;
  count_strand_in(*strand);
  return strand;
}

// ---- cancelling -----------------------------------------------------------------------------------------------

void Scheduler::cancel(Call& call) {
  call.signals_.fetch_or(Call::kCancelled, std::memory_order_seq_cst);
  interrupt(call, nullptr);
  tell_caller(call.caller_.load(std::memory_order_seq_cst));
}

bool Scheduler::cancel(Task& task) {
  if (Task::phase_of(task.set_flag(Task::kCancel)) == Phase::Done) return false;
  Ref<Task> keep(&task);
  if (task.try_claim()) stop(task, why_stopped(task));
  else if (!task.done()) interrupt(*task.call_, &task);
  return true;
}

// Wakes paused strands whose top task is to stop: all of `call`, or the one with `only` on top.
void Scheduler::interrupt(Call& call, const Task* only) {
  std::vector<Strand*> woken;
  {
    Guard mixed(mixed_lock_);
    Guard own(call.pauses_lock_);
    for (Pause* list : {call.pauses_, mixed_}) interrupt_list(list, only, woken);
  }
  for (Strand* strand : woken) make_ready(strand, Wake::Cancelled);
}

void Scheduler::interrupt_list(Pause* pause, const Task* only, std::vector<Strand*>& woken) {
  while (pause) {
    Pause& now = *std::exchange(pause, pause->older);
    Strand* strand = now.strand.load(std::memory_order_acquire);
    if (!strand) continue;  // being woken; waits for our lock
    if (!now.call && !only) leave_failed_calls(*strand);
    if (only ? strand->top_ != only : !should_stop(*strand->top_)) continue;
    if (Strand* taken = take_paused(now)) woken.push_back(taken);
  }
}

// ---- rest -----------------------------------------------------------------------------------------------------

// The last runnable strand of `call` suspended or ended. Its caller looks into it, or we if it has none any more.
// `call` must be held.
void Scheduler::came_to_rest(Call& call) {
  if (Worker* caller = call.caller_.load(std::memory_order_seq_cst)) tell_caller(caller);
  else at_rest(call);
}

// With both locks held and nothing runnable, every strand with a task of this call is paused and stays so. Each
// awaits one task and each begun task stands on one strand: the wait-for graph is a function, and a walk along it
// leaves the call (another call, or a task that is just ending: no verdict) or closes.
void Scheduler::at_rest(Call& call) {
  Strand* victim = nullptr;
  {
    Guard mixed(mixed_lock_);
    Guard own(call.pauses_lock_);
    if (call.counts().runnable != 0) return;
    const uint32_t check = walk_number_;
    for (Pause* list : {call.pauses_, mixed_}) {
      if (Strand* closed = find_cycle(call, list, check)) {
        victim = break_cycle(closed);
        break;
      }
    }
  }
  if (victim) make_ready(victim, Wake::Cycle);
}

Strand* Scheduler::find_cycle(const Call& call, Pause* list, uint32_t check) {
  for (Pause* pause = list; pause; pause = pause->older) {
    Strand* strand = pause->strand.load(std::memory_order_acquire);
    Strand* closed = strand ? walk(call, strand, check) : nullptr;
    if (closed) return closed;
  }
  return nullptr;
}

// A strand on a cycle reached from `strand`, or null. Strands marked since `check` led nowhere.
Strand* Scheduler::walk(const Call& call, Strand* strand, uint32_t check) {
  const uint32_t mark = ++walk_number_;
  while (strand->visited_ <= check) {
    strand->visited_ = mark;
    const Task& awaited = *strand->awaited_;
    if (awaited.call_ != &call || awaited.phase() != Phase::Running) return nullptr;
    strand = awaited.strand_;
    if (!strand->pause_ || !strand->pause_->strand.load(std::memory_order_acquire)) return nullptr;
  }
  return strand->visited_ == mark ? strand : nullptr;
}

// Takes the cycle's oldest strand out, to be told. Null: it was being woken otherwise.
Strand* Scheduler::break_cycle(Strand* closed) {
  Strand* oldest = closed;
  for (Strand* s = closed->awaited_->strand_; s != closed; s = s->awaited_->strand_) {
    if (s->home_->id_ < oldest->home_->id_) oldest = s;
  }
  std::vector<Ref<Task>> cycle;
  for (Strand* s = oldest; cycle.empty() || s != oldest; s = s->awaited_->strand_) cycle.push_back(s->awaited_);
  if (!take_paused(*oldest->pause_)) return nullptr;
  oldest->cycle_ = std::move(cycle);
  return oldest;
}

}  // namespace anabranch::sched
