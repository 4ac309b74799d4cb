// Calls of operators, kernels, Python and methods.
#include "hooks.h"
#include "ops.h"
#include "places.h"
#include "sharing.h"
#include "value_ops.h"

namespace anabranch::vm {

namespace {

// Arguments and results of one call, in the strand's scratch vector, left empty afterwards whatever happens.
class CallArguments {
 public:
  CallArguments(VmStrand& strand, Frame& f, const Instr& i, size_t n_results) : n_(i.c + n_results) {
    if (strand.scratch.size() < n_) strand.scratch.resize(n_);
    args = strand.scratch.data();
    results = args + i.c;
    const Operand* operands = operands_of(f, i);
    for (uint16_t k = 0; k < i.c; ++k) args[k] = take_operand(f, operands[k]);
  }
  ~CallArguments() {
    for (size_t k = 0; k < n_; ++k)
      if (args[k].isPtrType()) drop(std::move(args[k]));
  }
  CallArguments(const CallArguments&) = delete;
  IValue* args;
  IValue* results;

 private:
  const size_t n_;
};

size_t result_count(const Instr& i) { return i.b < MultiResult ? 1 : std::max(1, i.b - MultiResult); }

// How long an operator or Python took, if that is recorded.
class Timed {
 public:
  Timed(const VmStrand& strand, const Frame& f, const Instr& i)
      : strand_(strand), function_(*f.function), instr_(i), began_(sched::EventLog::enabled() ? strand.worker().events().operator_begins(&i) : 0) {}
  // Nothing took place.
  void forget() { began_ = 0; }
  ~Timed() {
    if (began_) [[unlikely]] strand_.worker().events().operator_ends(began_, strand_.top().id(), place_at(function_, &instr_), &instr_ + 1);
  }
  Timed(const Timed&) = delete;

 private:
  const VmStrand& strand_;
  const Function& function_;
  const Instr& instr_;
  int64_t began_;
};

// Raised errors that a hook gives keep their own trace; the script's frames are added by unwinding.
Flow raise_from_hook(VmStrand& strand, Raised error) {
  strand.raised = Flight::from_raised(std::move(error));
  return Flow::Raise;
}

// Operators read lists at leisure: those that others may change are copied for them.
void own_lists(Frame& f, const Instr& i, IValue* args) {
  const Operand* operands = operands_of(f, i);
  for (uint16_t k = 0; k < i.c; ++k) {
    if (!args[k].isList() || operands[k].kind() == OperandKind::Const || !is_shared(args[k])) continue;
    c10::impl::GenericList copy(args[k].toList().elementType());
    {
      Hold hold(args[k]);
      for (const IValue& v : elements_of(args[k])) copy.push_back(v);
    }
    args[k] = IValue(std::move(copy));
  }
}

}  // namespace

Flow op_operator(VmStrand& strand, Frame& f, const Instr& i) {
  const Operator& op = *f.function->program->data.operators[static_cast<size_t>(hi(i))];
  strand.worker().refresh_width();
  apply_width();
  CallArguments call(strand, f, i, std::max<size_t>(op.n_outs, result_count(i)));
  own_lists(f, i, call.args);
  {
    const Timed timed(strand, f, i);
    op.call(op, call.args, call.results);
  }
  put_results(f, i, call.results);
  return Flow::Next;
}

Flow run_fused(VmStrand& strand, Frame& f, const Instr& i, const Fused& fused) noexcept try {
  const void* how = fused.match(f.values(), f.raw());
  fused.note(how != nullptr);
  if (how == nullptr) return Flow::Next;
  if (!strand.lazy().empty()) [[unlikely]] offer_lazy(strand);
  strand.worker().note_progress();
  strand.worker().refresh_width();
  apply_width();
  Timed timed(strand, f, i);
  if (!fused.run(how, f.values(), f.raw())) {
    timed.forget();
    return Flow::Next;
  }
  f.pc = &i + 1 + lo(i);
  return Flow::Frame;
} catch (...) {
  strand.raised = Flight{current_error(), {}};
  return Flow::Raise;
}

Flow op_kernel(VmStrand& strand, Frame& f, const Instr& i) {
  const Kernel kernel = f.function->program->data.kernels[static_cast<size_t>(hi(i))];
  CallArguments call(strand, f, i, result_count(i));
  try {
    kernel(call.args, i.c, call.results);
  } catch (const c10::Error&) {  // of a function of PyTorch's that the kernel called
    ErrorRef error = current_error();
    error->of_program = true;
    throw ScriptException(std::move(error));
  }
  put_results(f, i, call.results);
  return Flow::Next;
}

Flow op_pycall(VmStrand& strand, Frame& f, const Instr& i) {
  CallArguments call(strand, f, i, result_count(i));
  for (uint16_t k = 0; k < i.c; ++k) detach_futures(call.args[k]);
  expose(strand);  // Python may hold what it is given, or give what others hold
  Raised error;
  const IValue& callable = f.function->program->data.constants[static_cast<size_t>(hi(i))];
  const Timed timed(strand, f, i);
  if (!hooks().call_python(callable, call.args, i.c, call.results, &error)) return raise_from_hook(strand, std::move(error));
  put_results(f, i, call.results);
  return Flow::Next;
}

Flow op_call_method(VmStrand& strand, Frame& f, const Instr& i) {
  const Operand self = operands_of(f, i)[0];
  const IValue& owner = self.kind() == OperandKind::Const ? f.function->program->data.constants[self.index()] : f.values()[self.index()];
  const std::string& name = f.function->program->data.names[static_cast<size_t>(hi(i))];
  Program* method = as<Instance>(owner)->cls->find_method(name);
  if (method == nullptr) fail("AttributeError", std::string(type_name(owner)) + " has no method '" + name + "'");
  return push_call(strand, f, method->entry, i);
}

Flow op_call_value(VmStrand& strand, Frame& f, const Instr& i) {
  const IValue callee = take_operand(f, operands_of(f, i)[0]);
  auto* fn = as<FunctionRef>(callee);
  const Function& function = fn->program->entry;
  if (fn->captures.empty()) return push_call(strand, f, function, i, 1);
  const size_t n_captured = fn->captures.size(), n = n_captured + i.c - 1;
  if (n != function.params.size()) fail("TypeError", function.name + " called with " + std::to_string(n) + " arguments");
  CallArguments call(strand, f, i, n_captured);  // args[0] is the callee's register again: ignored
  std::move(call.args + 1, call.args + i.c, call.args + n_captured);
  std::copy(fn->captures.begin(), fn->captures.end(), call.args);
  Frame* frame = strand.push(function, FrameKind::Call);
  for (size_t k = 0; k < n; ++k) put(*frame, function.params[k].bank, function.params[k].reg, std::move(call.args[k]));
  return Flow::Frame;
}

Flow op_print(VmStrand& strand, Frame& f, const Instr& i) {
  std::string line;
  const Operand* operands = operands_of(f, i);
  for (uint16_t k = 0; k < i.c; ++k) line += (k ? " " : "") + value_str(Held(take_operand(f, operands[k])).value);
  Raised error;
  return hooks().print(line, &error) ? Flow::Next : raise_from_hook(strand, std::move(error));
}

Flow op_raise(VmStrand& strand, Frame& f, const Instr& i) {
  const ProgramData& data = f.function->program->data;
  const Held message(take_operand(f, operands_of(f, i)[0]));
  ErrorRef error = make_error(data.names[static_cast<size_t>(hi(i))], value_str(message.value), i.b == 1 ? data.constants[i.a] : IValue());
  error->of_program = false;
  strand.raised = Flight{std::move(error), {}};
  return Flow::Raise;
}

Flow op_unreachable(VmStrand&, Frame& f, const Instr& i) {
  if (!f.function->program->defined) fail("RuntimeError", f.function->name + " was called while Python freed it");
  fail("RuntimeError", std::string("reached ") + opcode_name(i.op));
}

}  // namespace anabranch::vm
