// FORK and WAIT.
#include "ops.h"

#include <new>

namespace anabranch::vm {

namespace {

// In a call that must not leave its thread a fork runs at once, as in eager Python; its error stays in the task.
Flow fork_inline(VmStrand& strand, anabranch::Ref<VmTask> task) {
  VmTask& t = *task;
  Frame* f = strand.push(*t.function, FrameKind::Inline);
  f->task = &t;  // kept alive by the future in the frame below
  scheduler().begin_inline(strand, t);
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
  f->task = &task;  // kept alive by the scheduler's claim
  strand.take_arguments(task);
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
  const Function& body = f.function->program->function(static_cast<size_t>(hi(i)));
  auto task = VmTask::make(body, i.c);
  auto args = task->args();
  const Operand* operands = operands_of(f, i);
  for (uint16_t k = 0; k < i.c; ++k) args[k] = take_operand(f, operands[k]);
  task->fork_function = f.function;
  task->fork_span = f.function->span_at(&i);
  ++strand.forks;
  if (!strand.serial && !strand.top().shielded()) [[likely]] {  // tasks of a cancelled call would not start
    scheduler().fork(strand, *task);
    f.values()[i.a] = box_future(std::move(task));
    return Flow::Next;
  }
  if (strand.too_deep()) fail("RecursionError", "maximum recursion depth exceeded in nested forks");
  f.values()[i.a] = box_future(task);
  return fork_inline(strand, std::move(task));
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

Flow op_wait(VmStrand& strand, Frame& f, const Instr& i) {
  IValue& future = f.values()[i.c];
  VmTask* task = as<FutureHandle>(future)->task.get();
  const bool last_use = i.imm != 0;
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
