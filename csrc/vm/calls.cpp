// Frames of functions and tasks: pushing and returning.
#include "machine.h"

#include "run.h"
#include "sharing.h"
#include "value_ops.h"

#include <unordered_set>

namespace anabranch::vm {

namespace {

int64_t raw_operand(const Frame& caller, const int64_t* raw, const IValue* values, Operand o, Bank bank) {
  switch (o.kind()) {
    case OperandKind::Int: case OperandKind::Bool:
      return bank == Bank::Float ? float_bits(static_cast<double>(raw[o.index()])) : raw[o.index()];
    case OperandKind::Float: return raw[o.index()];
    case OperandKind::Const: return unbox(caller.function->program->data.constants[o.index()], bank);
    case OperandKind::Copy: case OperandKind::Move: break;
  }
  return unbox(values[o.index()], bank);
}

[[gnu::noinline, gnu::cold]] Flow too_deep(VmStrand& strand) {
  strand.raised = Flight{make_error("RecursionError", "maximum recursion depth exceeded (" + std::to_string(strand.depth) + " frames)"), {}};
  return Flow::Raise;
}

bool may_hold_futures(const IValue& v) {
  const Capsule* c = capsule(v);
  return v.isTuple() || (v.isList() && !holds_leaves(v)) || (c != nullptr && c->kind != CapsuleKind::PyObject && c->kind != CapsuleKind::Code);
}

// Goes through what a value reaches, each container once, without descending on the C++ stack.
class Detaching {
 public:
  explicit Detaching(const IValue& v) {
    visit(v);
    while (!pending_.empty()) {
      const IValue next = std::move(pending_.back());
      pending_.pop_back();
      open(next);
    }
  }

 private:
  std::vector<IValue> pending_;
  std::unordered_set<const void*> seen_;

  void visit(const IValue& v) {
    if (may_hold_futures(v) && (v.use_count() == 1 || seen_.insert(v.internalToPointer()).second)) pending_.push_back(v);
  }

  template <class Range>
  void visit_all(const Range& values) {
    for (const IValue& v : values) visit(v);
  }

  void visit_entries(const HashIndex& items) {
    for (const auto& e : items.entries()) {
      visit(e.key);
      visit(e.value);
    }
  }

  void open(const IValue& v) {
    if (v.isTuple()) visit_all(v.toTupleRef().elements());
    else if (v.isList()) visit_all(ListView(v));
    else if (auto* d = try_as<Dict>(v)) visit_entries(IndexView(v, d->items).index());
    else if (auto* f = try_as<FunctionRef>(v)) visit_all(f->captures);
    else if (auto* i = try_as<Instance>(v); i != nullptr && !i->cls->is_module) {
      for (size_t k = 0; k < i->size(); ++k) visit(i->get(k));
    } else if (try_as<FutureHandle>(v) != nullptr) {
      open_future(task_of(v));
    }
  }

  void open_future(VmTask& task) {
    if (task.finished()) visit(task.result());  // a future of a future
    else scheduler().detach(task);
  }
};

}  // namespace

void detach_futures(const IValue& v) {
  if (may_hold_futures(v)) { const Detaching walk(v); }
}

void put_results(Frame& f, const Instr& i, IValue* results) {
  if (i.b < MultiResult) return put(f, static_cast<Bank>(i.b), i.a, std::move(results[0]));
  const Operand* outs = operands_of(f, i) + i.c;
  for (uint16_t k = 0; k < i.b - MultiResult; ++k) {
    const auto kind = outs[k].kind();
    const Bank bank = kind == OperandKind::Copy || kind == OperandKind::Move ? Bank::Value : static_cast<Bank>(kind);
    put(f, bank, static_cast<uint16_t>(outs[k].index()), std::move(results[k]));
  }
}

Flow push_call(VmStrand& strand, Frame& caller, const Function& callee, const Instr& i, size_t skip) noexcept try {
  if (strand.too_deep()) [[unlikely]] return too_deep(strand);
  const Operand* operands = operands_of(caller, i) + skip;
  int64_t* const raw = caller.raw();
  IValue* const values = caller.values();
  const size_t n = i.c - skip;
  if (n != callee.params.size()) [[unlikely]]
    fail("TypeError", callee.name + " takes " + std::to_string(callee.params.size()) + " arguments, got " + std::to_string(n));
  Frame* f = strand.push(callee, FrameKind::Call);
  if (callee.plain_params) {
    for (size_t k = 0; k < n; ++k) f->raw()[k] = raw_operand(caller, raw, values, operands[k], callee.params[k].bank);
    return Flow::Frame;
  }
  for (size_t k = 0; k < n; ++k) {
    const Slot to = callee.params[k];
    if (to.bank == Bank::Value) f->values()[to.reg] = take_operand(caller, operands[k]);
    else f->raw()[to.reg] = raw_operand(caller, raw, values, operands[k], to.bank);
  }
  return Flow::Frame;
} catch (...) {
  strand.raised = Flight{current_error(), {}};
  return Flow::Raise;
}

Flow finish_task_frame(VmStrand& strand, IValue value, sched::Outcome* outcome) {
  const FrameKind kind = strand.frame->kind;
  VmTask* const task = strand.frame->task;
  if (kind == FrameKind::Lazy) {
    strand.pop();
    strand.end_range();
    end_lazy(strand, *task, std::move(value));
    return Flow::Frame;
  }
  if (kind == FrameKind::Exit) return unwind_further(strand, outcome);
  if (task->began != 0) end_timing(*task);
  if (kind == FrameKind::Base && task->is_root) detach_futures(value);
  task->store(std::move(value));
  strand.pop();
  strand.polls += 1;
  if (kind == FrameKind::Base) {
    *outcome = sched::Outcome::Done;
    return Flow::Suspend;
  }
  strand.end_range();
  Frame& below = *strand.frame;
  if (kind == FrameKind::Inline) {
    scheduler().end_inline(strand, *task);
    task->set_finished();
    ++below.pc;
    return Flow::Frame;
  }
  const anabranch::Ref<sched::Task> claimed = scheduler().end_claimed(strand);
  const Flow flow = take_from(strand, below, *below.pc, *task, claimed->refs() == 1);
  if (flow == Flow::Raise) return flow;
  ++below.pc;
  return Flow::Frame;
}

void fail(const char* type, std::string message) { throw ScriptException(type, std::move(message)); }

void wrong_kind(const IValue& v, Bank bank) {
  static const char* const names[] = {"int", "float", "bool", "value"};
  fail("RuntimeError", std::string("expected ") + names[static_cast<int>(bank)] + ", got " + type_name(v));
}

}  // namespace anabranch::vm
