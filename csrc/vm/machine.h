// What the files of the interpreter share: registers and operands, the flow of an instruction, the scheduler's hooks.
#pragma once

#include "strand.h"

#include "sched/scheduler.h"

namespace anabranch::vm {

sched::Scheduler& scheduler();
// That the process may use: before the scheduler's first use. Without it, what the affinity allows.
void set_cores(int cores);

class VmCall final : public sched::Call {
 public:
  ~VmCall() override;
  Ref<Program> program;
  void* owner = nullptr;  // of the program, if tasks outlive the call: keeps open what they run
  bool serial = false;   // forks run at once
  // It has met containers or futures that other calls may reach too: see sharing.h.
  std::atomic<bool> exposed{false};
  Raised interrupt;      // a signal handler raised; the calling thread's alone
};
inline void expose(VmStrand& strand) {
  auto& exposed = static_cast<VmCall*>(strand.top().call())->exposed;
  if (!exposed.load(std::memory_order_relaxed)) exposed.store(true, std::memory_order_relaxed);
}
ErrorRef cancelled_error();

// The innermost call of this thread, for signals that arrive while it works; and where signals of a wait from outside go.
class CallScope {
 public:
  explicit CallScope(VmCall* call);
  ~CallScope();

 private:
  VmCall* outer_;
  Raised* outer_interrupt_;
};
class InterruptScope {
 public:
  explicit InterruptScope(Raised* error);
  ~InterruptScope();

 private:
  Raised* outer_;
};

// --- registers ----------------------------------------------------------------------------------------------------

union RawBits {
  int64_t i;
  double f;
};
inline double as_float(int64_t bits) { return RawBits{.i = bits}.f; }
inline int64_t float_bits(double d) { return RawBits{.f = d}.i; }

[[noreturn]] void wrong_kind(const IValue& v, Bank bank);

inline int64_t unbox(const IValue& v, Bank bank) {
  switch (bank) {
    case Bank::Int:
      if (v.isInt()) [[likely]] return v.toInt();
      if (v.isBool()) return v.toBool();
      break;
    case Bank::Float:
      if (v.isDouble()) [[likely]] return float_bits(v.toDouble());
      if (v.isInt()) return float_bits(static_cast<double>(v.toInt()));
      break;
    case Bank::Bool:
      if (v.isBool()) [[likely]] return v.toBool();
      break;
    case Bank::Value: break;
  }
  wrong_kind(v, bank);
}

inline IValue box_raw(int64_t bits, Bank bank) {
  if (bank == Bank::Int) return IValue(bits);
  if (bank == Bank::Float) return IValue(as_float(bits));
  return IValue(bits != 0);
}

// Stores a value in a register of either bank.
inline void put(Frame& f, Bank bank, uint16_t reg, IValue&& v) {
  if (bank == Bank::Value) f.values()[reg] = std::move(v);
  else f.raw()[reg] = unbox(v, bank);
}

// An operand of a call, boxed; moved out of its register if this is its last use.
inline IValue take_operand(Frame& f, Operand o) {
  switch (o.kind()) {
    case OperandKind::Int: return IValue(f.raw()[o.index()]);
    case OperandKind::Float: return IValue(as_float(f.raw()[o.index()]));
    case OperandKind::Bool: return IValue(f.raw()[o.index()] != 0);
    case OperandKind::Copy: return f.values()[o.index()];
    case OperandKind::Move: return std::move(f.values()[o.index()]);
    case OperandKind::Const: break;
  }
  return f.function->program->data.constants[o.index()];
}

inline const Operand* operands_of(const Frame& f, const Instr& i) { return f.function->program->data.operands.data() + lo(i); }

// Stores results of a call (instructions.py): one in a register, or several as the operand list's tail says.
void put_results(Frame& f, const Instr& i, IValue* results);
inline void put_result(Frame& f, const Instr& i, IValue&& v) {
  if (i.b < MultiResult) put(f, static_cast<Bank>(i.b), i.a, std::move(v));
}

// --- instructions ---------------------------------------------------------------------------------------------------

enum class Flow : uint8_t {
  Next,    // go on behind this instruction
  Frame,   // another frame is on top, or this one goes on at its pc
  Raise,   // strand.raised is set
  Suspend, // the strand waits
};

// An instruction that is not worth a place in the loop. frame.pc is saved. May throw: the loop's guard catches.
using Helper = Flow (*)(VmStrand& strand, Frame& frame, const Instr& instr);
extern const Helper kHelpers[];

[[noreturn]] void fail(const char* type, std::string message);

// Pushes the callee's frame with arguments from the caller's registers (c operands at lo of `i`, after `skip`).
Flow push_call(VmStrand& strand, Frame& caller, const Function& callee, const Instr& i, size_t skip = 0) noexcept;
// A Base, Claimed or Inline frame returned `value`. Suspend: the strand's turn is over and *outcome says how.
Flow finish_task_frame(VmStrand& strand, IValue value, sched::Outcome* outcome);
// Drops frames until something takes the error (the end of a task) or an __exit__ is to run first. Suspend as above.
Flow unwind(VmStrand& strand, sched::Outcome* outcome);
// An Exit frame returned: the error that it was called for goes on.
Flow unwind_further(VmStrand& strand, sched::Outcome* outcome);
// LAZYFORK and WAIT.
Flow fork_lazily(VmStrand& strand, Frame& frame, const Instr& instr) noexcept;
Flow wait_for(VmStrand& strand, Frame& frame, const Instr& instr) noexcept;
// The result of a lazy fork that was run as a call, for the WAIT below.
void end_lazy(VmStrand& strand, VmTask& task, IValue value);
// FUSED.
Flow run_fused(VmStrand& strand, Frame& frame, const Instr& instr, const Fused& fused) noexcept;
// What a task took, for the place of its fork.
inline void begin_timing(VmTask& task) {
  if (task.timed) task.began = anabranch::Platform::now();
}
void end_timing(VmTask& task);
// Lazy forks that are, or may be, worth a thief's trouble are promoted; the small ones only for somebody idle.
void offer_lazy(VmStrand& strand) noexcept;
// The frame is about to end: lazy forks that it has not waited for.
void leave_lazy(VmStrand& strand, Frame& frame) noexcept;
// Takes the value of a finished task into the WAIT's register, or raises its error.
Flow take_from(VmStrand& strand, Frame& frame, const Instr& wait, VmTask& task, bool last_holder);
// After a suspension: what the WAIT at frame.pc finds.
Flow resume_wait(VmStrand& strand);
// Safe point: cancellation, yielding, signals. Suspend as above.
Flow look_around(VmStrand& strand, sched::Outcome* outcome);
// Leaves the innermost `with` of a frame, without an error.
void leave(VmStrand& strand, Frame& frame);
// Futures in `v` leave the call: its end does not wait for them any more.
void detach_futures(const IValue& v);
// Applies a changed core budget before an operator.
void apply_width();

sched::Outcome run_strand(VmStrand& strand) noexcept;

}  // namespace anabranch::vm
