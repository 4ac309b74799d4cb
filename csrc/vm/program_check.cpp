// The loader's check: after it the machine trusts every number in an instruction.
#include "program.h"

#include <c10/util/Exception.h>

namespace anabranch::vm {

namespace {

class Checker {
 public:
  Checker(const ProgramData& p, const FunctionData& f) : p_(p), f_(f) {}

  void run() {
    demand(!f_.code.empty() && f_.spans.size() == f_.code.size(), "spans do not match code");
    demand(f_.n_raw < 65536 && f_.n_values < 65536, "too many registers");
    for (uint32_t s : f_.spans) demand(s < p_.spans.size(), "span");
    for (const Slot& s : f_.params) demand(s.reg < (s.bank == Bank::Value ? f_.n_values : f_.n_raw), "parameter");
    for (at_ = 0; at_ < f_.code.size(); ++at_) instruction(f_.code[at_]);
    const auto last = static_cast<Op>(f_.code.back().op);
    demand(last == Op::RET || last == Op::RETNONE || last == Op::JMP || last == Op::JBACK || last == Op::RAISE || last == Op::UNREACHABLE,
           "falls off the end");
  }

 private:
  void demand(bool ok, const char* what) {
    TORCH_CHECK(ok, "bad bytecode: ", f_.name, " at ", at_, " (",
                at_ < f_.code.size() ? opcode_name(f_.code[at_].op) : "end", "): ", what);
  }
  void raw(uint64_t r) { demand(r < f_.n_raw, "raw register"); }
  void value(uint64_t v) { demand(v < f_.n_values, "value register"); }
  void result(uint16_t a, uint16_t b) {
    if (b >= MultiResult) return;
    demand(b <= 3, "bank");
    b == 3 ? value(a) : raw(a);
  }
  void operand(const Operand& o) {
    switch (o.kind()) {
      case OperandKind::Int: case OperandKind::Float: case OperandKind::Bool: return raw(o.index());
      case OperandKind::Copy: case OperandKind::Move: return value(o.index());
      case OperandKind::Const: return demand(o.index() < p_.constants.size(), "constant operand");
    }
    demand(false, "operand kind");
  }
  void field(char kind, uint16_t x, const Instr& i) {
    if (kind == 'r') raw(x);
    if (kind == 'v') value(x);
    if (kind == 'x') result(i.a, i.b);
  }
  void operands(const Instr& i, size_t n) {
    demand(lo(i) >= 0 && static_cast<size_t>(lo(i)) + n <= p_.operands.size(), "operand list");
    for (size_t k = 0; k < n; ++k) operand(p_.operands[static_cast<size_t>(lo(i)) + k]);
  }
  void pool(int64_t index, size_t size, const char* what) { demand(index >= 0 && static_cast<size_t>(index) < size, what); }

  void immediate(char kind, const Instr& i) {
    switch (kind) {
      case 't': case 'T':
        if (static_cast<Op>(i.op) == Op::TUPLESLICE) return;
        return pool(lo(i), f_.code.size(), "jump target");
      case 'r': return raw(static_cast<uint64_t>(i.imm));
      case 'C': return pool(i.imm, p_.constants.size(), "constant");
      case 'Y': return pool(i.imm, p_.classes.size(), "class");
      case 'Z': return pool(i.imm, p_.types.size(), "type");
      case 'F': case 'S': case 'M': case 'P': case 'O': case 'K': case 'L': case 'N': case 'Q': case 'A': return call(kind, i);
      default: return;
    }
  }
  void call(char kind, const Instr& i) {
    const size_t results = i.b >= MultiResult && opcode_signature(i.op)[1] == 'b' ? i.b - MultiResult : 0;
    operands(i, (kind == 'A' ? 1 : i.c) + results);
    if (kind == 'F') pool(hi(i), p_.callees.size(), "callee");
    if (kind == 'S') pool(hi(i), p_.functions.size(), "function");
    if (kind == 'M') pool(hi(i), p_.names.size(), "name");
    if (kind == 'P') pool(hi(i), p_.constants.size(), "constant");
    if (kind == 'O') pool(hi(i), p_.operators.size(), "operator");
    if (kind == 'K') pool(hi(i), p_.kernels.size(), "kernel");
    if (kind == 'N') pool(hi(i), p_.types.size() + 1, "type");
    if (kind == 'Q') pool(hi(i), p_.types.size(), "type");
    if (kind == 'O') demand(p_.operators[hi(i)]->n_args == i.c, "operator argument count");
    if (kind == 'S') demand(p_.functions[hi(i)].params.size() == i.c, "argument count");
    if (static_cast<Op>(i.op) == Op::RAISE) {
      pool(hi(i), p_.names.size(), "name");
      if (i.b == 1) pool(i.a, p_.constants.size(), "constant");
    }
  }
  void instruction(const Instr& i) {
    demand(i.op < static_cast<uint16_t>(Op::Count), "opcode");
    const char* s = opcode_signature(i.op);
    field(s[0], i.a, i);
    field(s[1], i.b, i);
    field(s[2], i.c, i);
    immediate(s[3], i);
    const auto op = static_cast<Op>(i.op);
    if (op == Op::JMODEQ || op == Op::JMODNE) demand(i.c > 0, "modulus");
    if (op == Op::FLOORDIVI || op == Op::MODI) demand(i.imm != 0 && i.imm != -1, "divisor");
  }

  const ProgramData& p_;
  const FunctionData& f_;
  size_t at_ = 0;
};

}  // namespace

void check_program(const ProgramData& data) {
  TORCH_CHECK(!data.functions.empty(), "bad bytecode: ", data.name, " has no function");
  TORCH_CHECK(data.kernels.size() == data.kernel_names.size(), "bad bytecode: kernels without names");
  for (size_t k = 0; k < data.kernels.size(); ++k)
    TORCH_CHECK(data.kernels[k] != nullptr, "no native kernel for ", data.kernel_names[k]);
  for (const FunctionData& f : data.functions) Checker(data, f).run();
}

}  // namespace anabranch::vm
