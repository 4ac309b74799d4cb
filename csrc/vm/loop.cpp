// The interpreter's loop: what is hot stands here, the rest are helpers (ops_*.cpp) behind one label.
//
// Nothing in this function may throw (it is noexcept): helpers run under guard(), which turns exceptions into strand.raised.
// `frame->pc` is written whenever control leaves the loop, so that errors and suspensions know their place.
#include "arithmetic.h"
#include "machine.h"

#pragma GCC diagnostic error "-Wunused-label"  // a body without an instruction

namespace anabranch::vm {

namespace {

constexpr int32_t kFuel = 64;  // polls between two looks around: some 64 loop turns, calls or operators

struct Trouble {
  const char* type;
  const char* message;
};
constexpr Trouble kOverflow = {"OverflowError", "integer result does not fit into 64 bits"};
constexpr Trouble kDivZero = {"ZeroDivisionError", "division by zero"};
constexpr Trouble kFloorDivZero = {"ZeroDivisionError", "integer division or modulo by zero"};
constexpr Trouble kModZero = {"ZeroDivisionError", "integer modulo by zero"};
constexpr Trouble kFloatDivZero = {"ZeroDivisionError", "float division by zero"};
constexpr Trouble kFloatFloorZero = {"ZeroDivisionError", "float floor division by zero"};
constexpr Trouble kFloatModZero = {"ZeroDivisionError", "float modulo"};
constexpr Trouble kMathDomain = {"ValueError", "math domain error"};
constexpr Trouble kNegativeShift = {"ValueError", "negative shift count"};
constexpr Trouble kRangeTooLong = {"OverflowError", "Python int too large to convert to C ssize_t"};
constexpr Trouble kRangeStep = {"ValueError", "range() arg 3 must not be zero"};
constexpr Trouble kNaN = {"ValueError", "cannot convert float NaN to integer"};
constexpr Trouble kInfinity = {"OverflowError", "cannot convert float infinity to integer"};

[[gnu::noinline]] Flow guard(VmStrand& strand, Frame& frame, const Instr& i) noexcept {
  try {
    return kHelpers[i.op](strand, frame, i);
  } catch (...) {
    strand.raised = Flight{current_error(), {}};
    return Flow::Raise;
  }
}

[[gnu::noinline, gnu::cold]] Flow raise_trouble(VmStrand& strand, const Trouble& t) noexcept {
  strand.raised = Flight{make_error(t.type, t.message), {}};
  return Flow::Raise;
}

// A returning frame that a task stands on: the value goes to the task. Cold beside plain calls, but noexcept as well.
Flow return_from_task(VmStrand& strand, const Instr& i, sched::Outcome* outcome) noexcept {
  Frame& f = *strand.frame;
  const Bank bank = static_cast<Bank>(i.b);
  IValue value;
  if (static_cast<Op>(i.op) == Op::RET) value = bank == Bank::Value ? std::move(f.values()[i.a]) : box_raw(f.raw()[i.a], bank);
  return finish_task_frame(strand, std::move(value), outcome);
}

// A result whose bank is not what the call's place says (interfaces may differ): converted, or an error.
[[gnu::noinline, gnu::cold]] Flow put_converted(VmStrand& strand, Frame& below, IValue result) noexcept {
  Held held(std::move(result));
  try {
    put_result(below, *below.pc, std::move(held.value));
    ++below.pc;
    return Flow::Frame;
  } catch (...) {
    strand.raised = Flight{current_error(), {}};
    return Flow::Raise;
  }
}

}  // namespace

sched::Outcome run_strand(VmStrand& strand) noexcept {
  static const void* const labels[] = {
#define X(name, ...) &&L_##name,  // an instruction without a body does not compile
      ANABRANCH_INSTRUCTIONS(X)
#undef X
  };
  Frame* frame;
  int64_t* r;
  IValue* v;
  const Instr* pc;
  int32_t fuel = strand.fuel;
  sched::Outcome outcome = sched::Outcome::Done;
  Flow flow;
  const Trouble* trouble;

#define RELOAD() (frame = strand.frame, r = frame->raw(), v = frame->values(), pc = frame->pc)
#define DISPATCH() goto* labels[pc->op]
#define NEXT() do { ++pc; DISPATCH(); } while (0)
#define JUMP() do { pc = frame->function->code + lo(*pc); DISPATCH(); } while (0)
#define JUMP_IF(condition) do { if (condition) JUMP(); NEXT(); } while (0)
#define POLL() do { if (--fuel < 0) [[unlikely]] goto look; } while (0)
#define POLL_BY(n) do { if ((fuel -= (n)) < 0) [[unlikely]] goto look; } while (0)
#define TROUBLE(t) do { trouble = &(t); goto in_trouble; } while (0)
#define CHECKED(builtin, x, y) do { if (builtin(x, y, &r[pc->a])) [[unlikely]] TROUBLE(kOverflow); NEXT(); } while (0)
#define F(reg) as_float(r[reg])
#define FSET(x) do { r[pc->a] = float_bits(x); NEXT(); } while (0)
#define SET(x) do { r[pc->a] = (x); NEXT(); } while (0)

  RELOAD();
  if (strand.raised) goto raised;
  DISPATCH();

  // --- moves
L_MOV: SET(r[pc->b]);
L_LDI: SET(pc->imm);
L_MOVV: v[pc->a] = v[pc->b]; NEXT();
L_TAKE: v[pc->a] = std::move(v[pc->b]); NEXT();
L_LDC: v[pc->a] = frame->function->program->data.constants[static_cast<size_t>(pc->imm)]; NEXT();
L_DROP: drop(std::move(v[pc->a])); NEXT();
L_SWAP: std::swap(r[pc->a], r[pc->b]); NEXT();
L_SWAPV: v[pc->a].swap(v[pc->b]); NEXT();
L_BOXI: v[pc->a] = IValue(r[pc->b]); NEXT();
L_BOXF: v[pc->a] = IValue(F(pc->b)); NEXT();
L_BOXB: v[pc->a] = IValue(r[pc->b] != 0); NEXT();

  // --- int
L_ADD: CHECKED(__builtin_add_overflow, r[pc->b], r[pc->c]);
L_SUB: CHECKED(__builtin_sub_overflow, r[pc->b], r[pc->c]);
L_MUL: CHECKED(__builtin_mul_overflow, r[pc->b], r[pc->c]);
L_ADDI: CHECKED(__builtin_add_overflow, r[pc->b], pc->imm);
L_RSUBI: CHECKED(__builtin_sub_overflow, pc->imm, r[pc->b]);
L_MULI: CHECKED(__builtin_mul_overflow, r[pc->b], pc->imm);
L_NEG: CHECKED(__builtin_sub_overflow, int64_t{0}, r[pc->b]);
L_ABS: {
  const int64_t x = r[pc->b];
  if (x == INT64_MIN) TROUBLE(kOverflow);
  SET(x < 0 ? -x : x);
}
L_FLOORDIV: {
  const int64_t a = r[pc->b], b = r[pc->c];
  if (b == 0) TROUBLE(kFloorDivZero);
  if (b == -1 && a == INT64_MIN) TROUBLE(kOverflow);
  SET(floor_div(a, b));
}
L_MOD: {
  const int64_t b = r[pc->c];
  if (b == 0) TROUBLE(kModZero);
  SET(floor_mod(r[pc->b], b));
}
L_TRUEDIV: {
  const int64_t b = r[pc->c];
  if (b == 0) TROUBLE(kDivZero);
  FSET(true_div(r[pc->b], b));
}
L_FLOORDIVI: SET(floor_div(r[pc->b], pc->imm));
L_MODI: SET(floor_mod(r[pc->b], pc->imm));
L_MIN: SET(std::min(r[pc->b], r[pc->c]));
L_MAX: SET(std::max(r[pc->b], r[pc->c]));
L_AND: SET(r[pc->b] & r[pc->c]);
L_OR: SET(r[pc->b] | r[pc->c]);
L_XOR: SET(r[pc->b] ^ r[pc->c]);
L_INVERT: SET(~r[pc->b]);
L_SHL: {
  int64_t x;
  if (r[pc->c] < 0) TROUBLE(kNegativeShift);
  if (shift_overflows(r[pc->b], r[pc->c], &x)) TROUBLE(kOverflow);
  SET(x);
}
L_SHR: {
  const int64_t n = r[pc->c];
  if (n < 0) TROUBLE(kNegativeShift);
  SET(r[pc->b] >> std::min<int64_t>(n, 63));
}
L_EQ: SET(r[pc->b] == r[pc->c]);
L_NE: SET(r[pc->b] != r[pc->c]);
L_LT: SET(r[pc->b] < r[pc->c]);
L_LE: SET(r[pc->b] <= r[pc->c]);
L_EQI: SET(r[pc->b] == pc->imm);
L_NEI: SET(r[pc->b] != pc->imm);
L_LTI: SET(r[pc->b] < pc->imm);
L_LEI: SET(r[pc->b] <= pc->imm);
L_GTI: SET(r[pc->b] > pc->imm);
L_GEI: SET(r[pc->b] >= pc->imm);
L_NOT: SET(r[pc->b] == 0);

  // --- float
L_FADD: FSET(F(pc->b) + F(pc->c));
L_FSUB: FSET(F(pc->b) - F(pc->c));
L_FMUL: FSET(F(pc->b) * F(pc->c));
L_FDIV:
  if (F(pc->c) == 0) TROUBLE(kFloatDivZero);
  FSET(F(pc->b) / F(pc->c));
L_FFLOORDIV:
  if (F(pc->c) == 0) TROUBLE(kFloatFloorZero);
  FSET(float_floor_div(F(pc->b), F(pc->c)));
L_FMOD:
  if (F(pc->c) == 0) TROUBLE(kFloatModZero);
  FSET(float_mod(F(pc->b), F(pc->c)));
L_FNEG: FSET(-F(pc->b));
L_FABS: FSET(std::abs(F(pc->b)));
L_FSQRT:
  if (F(pc->b) < 0) TROUBLE(kMathDomain);
  FSET(std::sqrt(F(pc->b)));
L_FEQ: SET(F(pc->b) == F(pc->c));
L_FNE: SET(F(pc->b) != F(pc->c));
L_FLT: SET(F(pc->b) < F(pc->c));
L_FLE: SET(F(pc->b) <= F(pc->c));
L_I2F: FSET(static_cast<double>(r[pc->b]));
L_F2I: {
  const double x = F(pc->b);
  if (std::isnan(x)) TROUBLE(kNaN);
  if (std::isinf(x)) TROUBLE(kInfinity);
  if (!(x >= -9223372036854775808.0 && x < 9223372036854775808.0)) TROUBLE(kOverflow);
  SET(static_cast<int64_t>(x));
}
L_F2B: SET(F(pc->b) != 0);
L_I2B: SET(r[pc->b] != 0);

  // --- jumps
L_JMP: JUMP();
L_JT: JUMP_IF(r[pc->a] != 0);
L_JF: JUMP_IF(r[pc->a] == 0);
L_JEQ: JUMP_IF(r[pc->a] == r[pc->b]);
L_JNE: JUMP_IF(r[pc->a] != r[pc->b]);
L_JLT: JUMP_IF(r[pc->a] < r[pc->b]);
L_JLE: JUMP_IF(r[pc->a] <= r[pc->b]);
L_JEQI: JUMP_IF(r[pc->a] == hi(*pc));
L_JNEI: JUMP_IF(r[pc->a] != hi(*pc));
L_JLTI: JUMP_IF(r[pc->a] < hi(*pc));
L_JLEI: JUMP_IF(r[pc->a] <= hi(*pc));
L_JGTI: JUMP_IF(r[pc->a] > hi(*pc));
L_JGEI: JUMP_IF(r[pc->a] >= hi(*pc));
L_JMODEQ: JUMP_IF(floor_mod(r[pc->a], pc->c) == hi(*pc));
L_JMODNE: JUMP_IF(floor_mod(r[pc->a], pc->c) != hi(*pc));
L_JFEQ: JUMP_IF(F(pc->a) == F(pc->b));
L_JFNE: JUMP_IF(F(pc->a) != F(pc->b));
L_JFLT: JUMP_IF(F(pc->a) < F(pc->b));
L_JFLE: JUMP_IF(F(pc->a) <= F(pc->b));
L_JFNLT: JUMP_IF(!(F(pc->a) < F(pc->b)));
L_JFNLE: JUMP_IF(!(F(pc->a) <= F(pc->b)));
L_JNONE: JUMP_IF(v[pc->a].isNone());
L_JNNONE: JUMP_IF(!v[pc->a].isNone());
L_LOOP: POLL(); JUMP_IF(++r[pc->a] < r[pc->b]);
L_LOOPI: POLL(); JUMP_IF(++r[pc->a] < hi(*pc));
L_JBACK: POLL(); JUMP();
L_JTBACK: POLL(); JUMP_IF(r[pc->a] != 0);
L_RANGELEN: {
  const int64_t step = r[pc->imm];
  if (step == 0) TROUBLE(kRangeStep);
  const int64_t length = range_length(r[pc->b], r[pc->c], step);
  if (length < 0) TROUBLE(kRangeTooLong);
  SET(length);
}
L_DERIVE: {
  int64_t x;
  if (derive_overflows(r[pc->b], r[pc->c], r[pc->imm], &x)) TROUBLE(kOverflow);
  SET(x);
}

  // --- calls between functions
L_CALL: {
  POLL();
  const Function& callee = frame->function->program->callees[static_cast<size_t>(hi(*pc))]->entry;
  frame->pc = pc;
  flow = push_call(strand, *frame, callee, *pc);
  goto dispatch_flow;
}
L_CALLSELF: {
  POLL();
  const Function& callee = frame->function->program->function(static_cast<size_t>(hi(*pc)));
  frame->pc = pc;
  flow = push_call(strand, *frame, callee, *pc);
  goto dispatch_flow;
}
L_RET: {
  if (frame->kind != FrameKind::Call || frame->entered != nullptr || frame->keeps) [[unlikely]] goto task_returns;
  Frame* const below = frame->below;
  const Instr& call = *below->pc;
  const Bank bank = static_cast<Bank>(pc->b);
  if (bank != Bank::Value) {
    const int64_t bits = r[pc->a];
    strand.pop();
    if (call.b == static_cast<uint16_t>(bank)) [[likely]] {
      below->raw()[call.a] = bits;
    } else {
      flow = put_converted(strand, *below, box_raw(bits, bank));
      goto dispatch_flow;
    }
  } else {
    IValue value = std::move(v[pc->a]);
    strand.pop();
    if (call.b == static_cast<uint16_t>(Bank::Value)) [[likely]] {
      below->values()[call.a] = std::move(value);
    } else {
      flow = put_converted(strand, *below, std::move(value));
      goto dispatch_flow;
    }
  }
  RELOAD();
  NEXT();
}
L_RETNONE: {
  if (frame->kind != FrameKind::Call || frame->entered != nullptr || frame->keeps) [[unlikely]] goto task_returns;
  Frame* const below = frame->below;
  const Instr& call = *below->pc;
  strand.pop();
  if (call.b == static_cast<uint16_t>(Bank::Value)) below->values()[call.a] = IValue();
  RELOAD();
  NEXT();
}

L_LAZYFORK:
  frame->pc = pc;
  flow = fork_lazily(strand, *frame, *pc);
  goto dispatch_flow;
L_WAIT:
  POLL();
  frame->pc = pc;
  flow = wait_for(strand, *frame, *pc);
  goto dispatch_flow;

L_FUSED: {
  const Fused& fused = *frame->function->program->runs[static_cast<size_t>(hi(*pc))];
  if (fused.is_idle() && (++strand.idle_runs & 15) != 0) NEXT();
  POLL_BY(16);
  frame->pc = pc;
  flow = run_fused(strand, *frame, *pc, fused);
  goto dispatch_flow;
}

  // --- helpers
#define X(name, function) L_##name:
  ANABRANCH_LONG_FUNCTIONS(X)
  POLL_BY(16);  // operators take long: look around after every few
  if (!strand.lazy().empty()) [[unlikely]] offer_lazy(strand);
  strand.worker().note_progress();
  ANABRANCH_FUNCTIONS(X)
#undef X
  frame->pc = pc;
  flow = guard(strand, *frame, *pc);
dispatch_flow:
  if (flow == Flow::Next) [[likely]] NEXT();
  if (flow == Flow::Frame) {
    RELOAD();
    DISPATCH();
  }
  if (flow == Flow::Raise) goto raised;
  strand.fuel = fuel;
  return sched::Outcome::Suspended;

task_returns:
  frame->pc = pc;
  while (frame->entered != nullptr) leave(strand, *frame);
  if (frame->keeps) leave_lazy(strand, *frame);
  if (frame->kind == FrameKind::Call) DISPATCH();  // now a plain return
  flow = return_from_task(strand, *pc, &outcome);
  if (flow == Flow::Suspend) goto done;
  goto dispatch_flow;

look:
  fuel = kFuel;
  frame->pc = pc;
  flow = look_around(strand, &outcome);
  if (flow == Flow::Next) DISPATCH();  // this instruction again
  if (flow == Flow::Suspend) goto done;
  goto dispatch_flow;

in_trouble:
  frame->pc = pc;
  raise_trouble(strand, *trouble);
raised:
  flow = unwind(strand, &outcome);
  if (flow == Flow::Suspend) goto done;
  goto dispatch_flow;

done:
  strand.fuel = fuel;
  return outcome;
}

}  // namespace anabranch::vm
