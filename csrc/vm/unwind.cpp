// `with`, and errors on their way out: frames are dropped; what a frame is inside of is left first, innermost first.
//
// A user's __exit__ runs as a frame of its own above the one that is left, so it may wait, fork and fail like any other code;
// the error waits in the frame's `Entered` meanwhile. Where nothing is raised a `with` costs one record, other code nothing.
#include "hooks.h"
#include "ops.h"

namespace anabranch::vm {

namespace {

constexpr size_t kExitParams = 4;  // self, type, value, traceback

bool takes_values(const Function& f) {
  return f.params.size() == kExitParams &&
         std::all_of(f.params.begin(), f.params.end(), [](const Slot& s) { return s.bank == Bank::Value; });
}

void remove(Frame& f) { delete std::exchange(f.entered, f.entered->older); }

// Calls the innermost __exit__ for strand.raised. What was cancelled and is being left is not told to stop once more.
void push_exit(VmStrand& strand, Frame& f) {
  Entered& e = *f.entered;
  IValue args[kExitParams] = {e.object};
  hooks().error_values(strand.raised, &args[1], &args[2]);
  Frame* exit = strand.push(*e.exit, FrameKind::Exit);
  for (size_t k = 0; k < kExitParams; ++k) put(*exit, Bank::Value, e.exit->params[k].reg, std::move(args[k]));
  f.pc = e.place;
  e.was_shielded = strand.top().shielded();
  if (strand.raised.error->cancelled) strand.top().shield(true);
  e.pending = std::exchange(strand.raised, {});
}

// Leaves what the top frame is inside of. True: an __exit__ is on top of it and runs first.
bool leave_all(VmStrand& strand) noexcept {
  Frame& f = *strand.frame;
  while (f.entered != nullptr) {
    if (f.entered->exit == nullptr) {
      leave(strand, f);
      continue;
    }
    try {
      push_exit(strand, f);
      return true;
    } catch (...) {
      Flight handled = std::exchange(strand.raised, Flight{current_error(), {}});
      strand.raised.add_context(std::move(handled));
      remove(f);
    }
  }
  return false;
}

// The frame above, an __exit__ of this one, is gone: the error that it was called for.
Flight take_pending(VmStrand& strand) {
  Frame& f = *strand.frame;
  strand.top().shield(f.entered->was_shielded);
  Flight pending = std::move(f.entered->pending);
  remove(f);
  return pending;
}

void add_row(VmStrand& strand, const Function& f, const Instr* pc) {
  strand.raised.add(TraceEntry(TraceEntry::Frame, f, f.span_at(pc)));
}

void add_row(VmStrand& strand) { add_row(strand, *strand.frame->function, strand.frame->pc); }

// The error has its row for the top frame.
Flow unwind_frames(VmStrand& strand, sched::Outcome* outcome) {
  while (!leave_all(strand)) {
    const FrameKind kind = strand.frame->kind;
    VmTask* const task = strand.frame->task;
    const Function* const ran = strand.frame->function;
    if (strand.frame->keeps) leave_lazy(strand, *strand.frame);
    strand.pop();
    if (kind == FrameKind::Claimed || kind == FrameKind::Inline || kind == FrameKind::Lazy) strand.end_range();
    if (kind == FrameKind::Base || kind == FrameKind::Inline) {
      task->store(std::exchange(strand.raised, {}));
    } else if (kind == FrameKind::Claimed || kind == FrameKind::Lazy) {
      if (kind == FrameKind::Lazy && ran != task->function) add_row(strand, *task->function, task->function->code);
      task->store(strand.raised);
      task->mark_seen();
      strand.raised.add(task->fork_place());
      if (kind == FrameKind::Claimed) scheduler().end_claimed(strand);
      else task->set_finished();
    } else if (kind == FrameKind::Exit) {
      strand.raised.add_context(take_pending(strand));
    }
    if (kind == FrameKind::Base) {
      if (task->is_root) scheduler().cancel(*task->call());
      *outcome = sched::Outcome::Done;
      return Flow::Suspend;
    }
    if (kind == FrameKind::Inline) {
      scheduler().end_inline(strand, *task);
      task->set_finished();
      ++strand.frame->pc;
      return Flow::Frame;
    }
    add_row(strand);
  }
  return Flow::Frame;
}

}  // namespace

void leave(VmStrand& strand, Frame& frame) {
  if (frame.entered->outer) scheduler().enter_context(strand, std::move(frame.entered->outer));
  remove(frame);
}

Flow unwind(VmStrand& strand, sched::Outcome* outcome) {
  add_row(strand);
  return unwind_frames(strand, outcome);
}

Flow unwind_further(VmStrand& strand, sched::Outcome* outcome) {
  strand.pop();
  strand.raised = take_pending(strand);
  return unwind_frames(strand, outcome);
}

Flow op_enter(VmStrand& strand, Frame& f, const Instr& i) {
  std::vector<IValue> args;
  for (uint16_t k = 0; k < i.c; ++k) args.push_back(take_operand(f, operands_of(f, i)[k]));
  auto& outer = static_cast<VmContext&>(scheduler().ensure_context(strand));
  anabranch::Ref<sched::Context> inner = outer.inside(static_cast<ContextKind>(i.a), args.data(), args.size());
  f.entered = new Entered(f.entered);
  f.entered->outer = anabranch::Ref<sched::Context>(&outer);
  scheduler().enter_context(strand, std::move(inner));
  return Flow::Next;
}

Flow op_entered(VmStrand& strand, Frame& f, const Instr& i) {
  const Function& exit = f.function->program->callees[static_cast<size_t>(hi(i))]->entry;
  if (!takes_values(exit)) fail("TypeError", exit.name + " does not take the three arguments of an __exit__");
  f.entered = new Entered(f.entered);
  f.entered->exit = &exit;
  f.entered->object = take_operand(f, operands_of(f, i)[0]);
  f.entered->place = &i;
  return Flow::Next;
}

Flow op_leave(VmStrand& strand, Frame& f, const Instr&) {
  if (f.entered != nullptr) leave(strand, f);
  return Flow::Next;
}

}  // namespace anabranch::vm
