// The loader's check: after it the machine trusts every number in an instruction. Each operand is checked by its kind; a kind
// without a check does not compile.
#include "program.h"

#include <ATen/core/jit_type.h>
#include <c10/util/Exception.h>

#pragma GCC diagnostic error "-Wswitch"

namespace anabranch::vm {

namespace {

int64_t number_at(const Instr& i, Place place) {
  switch (place) {
    case Place::a: return i.a;
    case Place::b: return i.b;
    case Place::c: return i.c;
    case Place::imm: return i.imm;
    case Place::lo: return lo(i);
    case Place::hi: return hi(i);
  }
  return 0;
}

class Checker {
 public:
  Checker(const ProgramData& p, const FunctionData& f) : p_(p), f_(f) {}

  void run() {
    demand(!f_.code.empty() && f_.spans.size() == f_.code.size(), "spans do not match code");
    demand(f_.n_raw < 65536 && f_.n_values < 65536, "too many registers");
    demand(f_.result <= Bank::Value, "bank of the result");
    for (uint32_t s : f_.spans) demand(s < p_.spans.size(), "span");
    for (const Slot& s : f_.params) parameter(s);
    for (at_ = 0; at_ < f_.code.size(); ++at_) instruction(f_.code[at_]);
    demand(kInstructions[f_.code.back().op].ends, "falls off the end");
  }

 private:
  void demand(bool ok, const char* what) {
    TORCH_CHECK(ok, "bad bytecode: ", f_.name, " at ", at_, " (",
                at_ < f_.code.size() ? opcode_name(f_.code[at_].op) : "end", "): ", what);
  }
  void in(int64_t index, size_t size, const char* what) { demand(index >= 0 && static_cast<size_t>(index) < size, what); }
  void raw(int64_t r) { in(r, f_.n_raw, "raw register"); }
  void value(int64_t v) { in(v, f_.n_values, "value register"); }

  void parameter(const Slot& s) {
    demand(s.bank <= Bank::Value, "bank of a parameter");
    demand(s.reg < (s.bank == Bank::Value ? f_.n_values : f_.n_raw), "parameter");
  }
  void instruction(const Instr& i) {
    demand(i.op < static_cast<uint16_t>(Op::Count), "opcode");
    n_results_ = 0;
    for (const OperandSpec& o : kInstructions[i.op].operands) operand(o.kind, number_at(i, o.place), i);
  }

  void operand(Kind kind, int64_t x, const Instr& i) {
    switch (kind) {
      case Kind::Nothing: case Kind::Immediate: case Kind::Slice: case Kind::Count: return;
      case Kind::Raw: return raw(x);
      case Kind::Value: return value(x);
      case Kind::Result: return result(x, i.b);
      case Kind::Bank: return in(x, 4, "bank");
      case Kind::Results: return results(x);
      case Kind::Arguments: return list(i, i.c, n_results_);
      case Kind::Argument: return list(i, 1, 0);
      case Kind::Receiver: return receiver(i);
      case Kind::Outputs: return list(i, 0, i.c);
      case Kind::Taken: case Kind::Given: return in(x, 2, "flag");
      case Kind::Modulus: return demand(x > 0, "modulus");
      case Kind::Divisor: return demand(x != 0 && x != -1, "divisor");
      case Kind::Target: return in(x, f_.code.size(), "jump target");
      case Kind::Run: return in(x, f_.code.size() - at_, "run");
      case Kind::Constant: return in(x, p_.constants.size(), "constant");
      case Kind::Class: return in(x, p_.classes.size(), "class");
      case Kind::Type: return in(x, p_.types.size(), "type");
      case Kind::Name: case Kind::Method: return in(x, p_.names.size(), "name");
      case Kind::Callee: return in(x, p_.callees.size(), "callee");
      case Kind::Function: return function(x, i);
      case Kind::Operator: return dispatched(x, i);
      case Kind::Kernel: return in(x, p_.kernels.size(), "kernel");
      case Kind::Exception: return i.b == 0 ? void() : python_object(x);
      case Kind::PythonCall: return python_object(x);
      case Kind::TupleType: return x == 0 ? void() : named_tuple(x - 1, i);
      case Kind::DictType: return type(x, TypeKind::Dict);
      case Kind::Slot: return demand(x >= 0, "slot");
      case Kind::Context: return context(x, i);
    }
  }

  void result(int64_t x, uint16_t bank) {
    if (bank < MultiResult) bank == static_cast<uint16_t>(Bank::Value) ? value(x) : raw(x);
  }
  void results(int64_t x) {
    demand(x < 4 || x >= MultiResult, "bank");
    n_results_ = x >= MultiResult ? static_cast<size_t>(x) - MultiResult : 0;
  }

  // `n` arguments, then `outputs` registers.
  void list(const Instr& i, size_t n, size_t outputs) {
    demand(lo(i) >= 0 && static_cast<size_t>(lo(i)) + n + outputs <= p_.operands.size(), "operand list");
    const Operand* operands = p_.operands.data() + lo(i);
    for (size_t k = 0; k < n + outputs; ++k) listed(operands[k], k >= n);
  }
  void listed(const Operand& o, bool is_output) {
    switch (o.kind()) {
      case OperandKind::Int: case OperandKind::Float: case OperandKind::Bool: return raw(o.index());
      case OperandKind::Copy: case OperandKind::Move: return value(o.index());
      case OperandKind::Const: return is_output ? demand(false, "a constant as a result") : in(o.index(), p_.constants.size(), "constant operand");
    }
    demand(false, "operand kind");
  }
  void receiver(const Instr& i) {
    demand(i.c > 0, "no receiver");
    list(i, i.c, n_results_);
    const OperandKind first = p_.operands[static_cast<size_t>(lo(i))].kind();
    demand(first == OperandKind::Copy || first == OperandKind::Move || first == OperandKind::Const, "a number as receiver");
  }

  void function(int64_t x, const Instr& i) {
    in(x, p_.functions.size(), "function");
    demand(p_.functions[static_cast<size_t>(x)].params.size() == i.c, "argument count");
  }
  void dispatched(int64_t x, const Instr& i) {
    in(x, p_.operators.size(), "operator");
    demand(p_.operators[static_cast<size_t>(x)]->n_args == i.c, "operator argument count");
  }
  void python_object(int64_t x) {
    in(x, p_.constants.size(), "constant");
    demand(try_as<PyObjectHolder>(p_.constants[static_cast<size_t>(x)]) != nullptr, "not a Python object");
  }
  void type(int64_t x, TypeKind wanted) {
    in(x, p_.types.size(), "type");
    demand(p_.types[static_cast<size_t>(x)]->kind == wanted, "type of another kind");
  }
  void named_tuple(int64_t x, const Instr& i) {
    type(x, TypeKind::Tuple);
    demand(p_.types[static_cast<size_t>(x)]->field_names.size() == i.c, "number of fields");
  }
  void context(int64_t x, const Instr& i) {
    in(x, static_cast<size_t>(ContextKind::Autocast) + 1, "context");
    demand(x != static_cast<int64_t>(ContextKind::Autocast) || i.c > 0, "autocast without a device");
  }

  const ProgramData& p_;
  const FunctionData& f_;
  size_t at_ = 0;
  size_t n_results_ = 0;  // of this instruction, in its operand list
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
