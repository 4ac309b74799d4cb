// FORK and WAIT.
#include "ops.h"

#include "base/tls.h"

#include <new>

namespace anabranch::vm {

namespace {

[[gnu::cold]] Flow raise_current(VmStrand& strand) noexcept {
  strand.raised = Flight{current_error(), {}};
  return Flow::Raise;
}

const Function& body_of(const Frame& f, const Instr& fork) { return f.function->program->function(static_cast<size_t>(hi(fork))); }

void fill(VmTask& task, VmStrand& strand, Frame& f, const Instr& i) {
  auto args = task.args();
  const Operand* operands = operands_of(f, i);
  for (uint16_t k = 0; k < i.c; ++k) args[k] = take_operand(f, operands[k]);
  task.fork_function = f.function;
  task.fork_span = f.function->span_at(&i);
  task.timed = static_cast<Op>(i.op) == Op::LAZYFORK;
  ++strand.forks;
}

// A future that was used up as a call, or a new one.
IValue lazy_future(VmStrand& strand, const Function& body, size_t n_args) {
  if (strand.spares > 0 && task_of(strand.spare[strand.spares - 1]).renew(body, n_args)) return std::move(strand.spare[--strand.spares]);
  return box_future(VmTask::make(body, n_args));
}

// In a call that must not leave its thread a fork runs at once, as in eager Python; its error stays in the task.
Flow fork_inline(VmStrand& strand, anabranch::Ref<VmTask> task) {
  VmTask& t = *task;
  Frame* f = strand.push(*t.function, FrameKind::Inline);
  f->task = &t;  // kept alive by the future in the frame below
  scheduler().begin_inline(strand, t);
  strand.begin_range(t);
  strand.take_arguments(t);
  t.drop_arguments();
  return Flow::Frame;
}

// Without memory for its frame the claimed task has failed; the waiter's own attempt raises the same.
Frame* push_claimed(VmStrand& strand, VmTask& task) try {
  return strand.push(*task.function, FrameKind::Claimed);
} catch (const std::bad_alloc&) {
  task.store(Flight{memory_error(), {}});
  task.mark_seen();
  scheduler().end_claimed(strand);
  throw;
}

Flow run_claimed(VmStrand& strand, VmTask& task) {
  Frame* f = push_claimed(strand, task);
  begin_timing(task);
  f->task = &task;  // kept alive by the scheduler's claim
  strand.begin_range(task);
  strand.take_arguments(task);
  if (strand.too_deep()) fail("RecursionError", "maximum recursion depth exceeded while waiting in line");
  return Flow::Frame;
}

// Safe points of this thread since it last began a lazy fork. One that runs on after so many is not small, whatever its like
// were, and those that wait for it to end may not be small either.
ANABRANCH_TLS uint32_t t_offers = 0;
constexpr uint32_t kManyOffers = 256;

constexpr uint32_t kSampleEvery = 32;  // and up to twice as many: no pattern of a program's is followed

// Timing costs as much as the rest, so only some runs of a measured fork are timed.
void begin_sample(VmStrand& strand, VmTask& task) {
  if (task.function->site.measured() && --strand.until_sample != 0) return;
  strand.until_sample = kSampleEvery + strand.worker().random() % kSampleEvery;
  begin_timing(task);
}

bool same_banks(const std::vector<Slot>& a, const std::vector<Slot>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Slot& x, const Slot& y) { return x.bank == y.bank; });
}

// What runs as a call: without the frame in between, if the body does nothing but call another function.
const Function& callee_of(const VmTask& task) {
  const Function& body = *task.function;
  const Function* next = body.passes_on;
  return next != nullptr && next->program->defined && next->result == body.result && same_banks(next->params, body.params) ? *next : body;
}

Flow run_lazy(VmStrand& strand, VmTask& task) {
  Frame& below = *strand.frame;
  Frame& f = *strand.push(callee_of(task), FrameKind::Lazy);  // may throw, while the task is still lazy
  strand.worker().scheduler().take_lazy(strand, task);
  below.keeps = strand.lazy().are_of(&below);
  begin_sample(strand, task);
  t_offers = 0;
  f.task = &task;  // kept alive by the future in the frame below
  strand.begin_range(task);
  auto args = task.args();
  for (size_t k = 0; k < args.size(); ++k) put(f, f.function->params[k].bank, f.function->params[k].reg, std::move(args[k]));
  if (strand.too_deep()) fail("RecursionError", "maximum recursion depth exceeded while waiting in line");
  return Flow::Frame;
}

std::string cycle_message(const std::vector<anabranch::Ref<sched::Task>>& cycle) {
  std::string out = "tasks wait for each other";
  for (const auto& t : cycle) {
    const auto* f = static_cast<VmTask&>(*t).function;
    out += (&t == &cycle.front() ? ": " : " -> ") + (f != nullptr ? f->name : std::string("?"));
  }
  return out;
}

Flow raise_cycle(VmStrand& strand) {
  strand.raised = Flight{make_error("CycleError", cycle_message(strand.cycle())), {}};
  for (const auto& t : strand.cycle()) strand.raised.add(static_cast<VmTask&>(*t).fork_place());
  return Flow::Raise;
}

}  // namespace

Flow op_fork(VmStrand& strand, Frame& f, const Instr& i) {
  auto task = VmTask::make(body_of(f, i), i.c);
  fill(*task, strand, f, i);
  if (!strand.serial && !strand.top().shielded()) [[likely]] {  // tasks of a cancelled call would not start
    scheduler().fork(strand, *task);
    f.values()[i.a] = box_future(std::move(task));
    return Flow::Next;
  }
  if (strand.too_deep()) fail("RecursionError", "maximum recursion depth exceeded in nested forks");
  f.values()[i.a] = box_future(task);
  return fork_inline(strand, std::move(task));
}

Flow fork_lazily(VmStrand& strand, Frame& f, const Instr& i) noexcept try {
  const Function& body = body_of(f, i);
  auto& owner = strand.worker().scheduler();
  const bool as_usual = (body.site.is_long() && owner.has_cores(strand.worker())) || strand.serial || strand.top().shielded();
  if (as_usual) [[unlikely]] return op_fork(strand, f, i);
  owner.ensure_context(strand);  // what may throw comes before the task is on the list
  IValue future = lazy_future(strand, body, i.c);
  VmTask& task = task_of(future);
  fill(task, strand, f, i);
  f.values()[i.a] = std::move(future);
  owner.fork_lazily(strand, task, &f);
  f.keeps = true;
  return Flow::Next;
} catch (...) {
  return raise_current(strand);
}

void leave_lazy(VmStrand& strand, Frame& f) noexcept {
  f.keeps = false;
  scheduler().promote_of(strand, &f);
}

void offer_lazy(VmStrand& strand) noexcept {
  if (!scheduler().has_cores(strand.worker())) [[unlikely]] return;
  const auto site_of = [](const sched::Task* task) -> auto& { return static_cast<const VmTask*>(task)->function->site; };
  const auto promising = [](const sched::Site& site) { return site.is_long() || !site.measured(); };
  const sched::Site& oldest = site_of(strand.lazy().oldest());
  if (++t_offers > kManyOffers || promising(oldest) || promising(site_of(strand.lazy().newest()))) scheduler().promote_all(strand);
  else scheduler().feed(strand, oldest);
}

void end_timing(VmTask& task) {
  const int64_t took = anabranch::Platform::now() - std::exchange(task.began, 0);
  task.function->site.note(took);
  if (task.was_promoted()) task.function->site.note_oldest(took);
}

// The value is stored only if somebody may wait again.
void end_lazy(VmStrand& strand, VmTask& task, IValue value) {
  if (task.began != 0) end_timing(task);
  Frame& f = *strand.frame;
  const Instr& wait = *f.pc;
  IValue& future = f.values()[wait.c];
  IValue kept = wait.imm != 0 ? std::move(future) : IValue();
  const bool last_holder = kept.isCapsule() && kept.use_count() == 1 && task.refs() == 1;
  if (!last_holder) {
    task.store(value);
    task.set_finished();
  } else if (strand.spares < strand.spare.size()) {
    strand.spare[strand.spares++] = std::move(kept);
  }
  put_result(f, wait, std::move(value));
  ++f.pc;
}

Flow take_from(VmStrand& strand, Frame& f, const Instr& wait, VmTask& task, bool last_holder) {
  strand.worker().events().record(sched::Event::Taken, strand.top().id(), task.id());
  if (const Flight* error = task.error()) {
    task.mark_seen();
    strand.raised = *error;
    strand.raised.add(task.fork_place());
    return Flow::Raise;
  }
  put_result(f, wait, last_holder ? task.take_result() : IValue(task.result()));
  return Flow::Next;
}

Flow wait_for(VmStrand& strand, Frame& f, const Instr& i) noexcept try {
  IValue& future = f.values()[i.c];
  VmTask* task = as<FutureHandle>(future)->task.get();
  const bool last_use = i.imm != 0;
  if (task->is_lazy() && strand.worker().scheduler().is_call(strand, *task)) return run_lazy(strand, *task);
  if (task->finished()) {
    const IValue kept = last_use ? std::move(future) : IValue();
    const bool last_holder = last_use && kept.use_count() == 1 && task->refs() == 1;
    return take_from(strand, f, i, *task, last_holder);
  }
  const anabranch::Ref<VmTask> held(task);
  if (last_use) drop(std::move(future));
  switch (scheduler().wait(strand, *task)) {
    case sched::Wait::Ready: return take_from(strand, f, i, *task, task->refs() == 1);
    case sched::Wait::Claimed: return run_claimed(strand, *task);
    case sched::Wait::Suspend: break;
  }
  strand.waiting = true;
  return Flow::Suspend;
} catch (...) {
  return raise_current(strand);
}

Flow resume_wait(VmStrand& strand) {
  Frame& f = *strand.frame;
  switch (strand.wake()) {
    case sched::Wake::Value: return take_from(strand, f, *f.pc, static_cast<VmTask&>(*strand.awaited()), false);
    case sched::Wake::Cancelled: strand.raised = Flight{cancelled_error(), {}}; return Flow::Raise;
    case sched::Wake::Cycle: break;
  }
  return raise_cycle(strand);
}

}  // namespace anabranch::vm
