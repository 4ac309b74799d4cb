// Registers: what is read, taken and written.
#include "host/transfer.h"

#include "host/bytes.h"

namespace anabranch::host {

namespace {

using vm::Bank;
using vm::Instr;
using vm::Kind;
using vm::Op;
using vm::OperandKind;

Bank bank_of(OperandKind kind) { return kind <= OperandKind::Bool ? static_cast<Bank>(kind) : Bank::Value; }

size_t listed_count(const Instr& i) {
  for (const auto& o : vm::kInstructions[i.op].operands) {
    if (o.kind == Kind::Arguments || o.kind == Kind::Receiver) return i.c;
    if (o.kind == Kind::Argument) return 1;
  }
  return 0;
}

int64_t number_at(const Instr& i, vm::Place place) {
  switch (place) {
    case vm::Place::a: return i.a;
    case vm::Place::b: return i.b;
    case vm::Place::c: return i.c;
    case vm::Place::imm: return i.imm;
    case vm::Place::lo: return vm::lo(i);
    case vm::Place::hi: return vm::hi(i);
  }
  return 0;
}

}  // namespace

std::optional<size_t> target_of(const Instr& i) {
  for (const auto& o : vm::kInstructions[i.op].operands)
    if (o.kind == Kind::Target) return static_cast<size_t>(vm::lo(i));
  return std::nullopt;
}

Transfer::Transfer(const Untrusted& program, size_t function)
    : program_(program), data_(program.data), function_(data_.functions[function]), types_(program.types[function]) {
  for (const c10::IValue& v : data_.constants) constants_.push_back(kinds_of(v));
}

void Transfer::fail(const std::string& why) const {
  damaged("its program cannot be right: " + function_.name + " at " + std::to_string(at_) + " (" + vm::opcode_name(function_.code[at_].op) + "): " + why);
}

void Transfer::require(const Fact& found, Kinds wanted, const char* what) const {
  if (!found.may_be(wanted)) fail(std::string(what) + " is " + names_of(found.kinds) + ", expected " + names_of(wanted));
}
void Transfer::require(const Fact& found, const TypeDesc& wanted, const char* what) const {
  const Fact fact = fact_of(wanted);
  require(found, accepted(fact), what);
  // Where both have parts that are known, and nothing else can be meant, they agree.
  const bool decided = found.parts && fact.parts && std::popcount(found.kinds) == 1;
  if (decided && found.kinds == set_of(TypeKind::Class) && !found.parts->cls->is_subclass_of(fact.parts->cls.get()))
    fail(std::string(what) + " is " + found.parts->name + ", expected " + wanted.name);
}

State Transfer::at_entry() const {
  State out{std::vector<Fact>(function_.n_values), std::vector<bool>(function_.n_raw, false)};
  for (size_t k = 0; k < function_.params.size(); ++k) {
    const vm::Slot& s = function_.params[k];
    if (s.bank == Bank::Value) out.values[s.reg] = fact_of(*types_.parameters[k]);
    else out.written[s.reg] = true;
  }
  return out;
}

void Transfer::apply(const Instr& i, size_t at, State& state) {
  state_ = &state;
  at_ = at;
  for (const auto& o : vm::kInstructions[i.op].operands) {
    if (o.reads && o.kind == Kind::Raw) read_raw(static_cast<size_t>(number_at(i, o.place)));
    if (o.reads && o.kind == Kind::Result && static_cast<Bank>(i.b) != Bank::Value) read_raw(i.a);
  }
  const std::vector<Fact> given = arguments(i);
  if (!simple(i) && !container(i, given) && !call(i, given)) other(i, given);
  for (const auto& o : vm::kInstructions[i.op].operands)
    if (o.writes && o.kind == Kind::Raw) state.written[static_cast<size_t>(number_at(i, o.place))] = true;
}

// In the order in which the machine takes them: what was moved is None for those behind.
std::vector<Fact> Transfer::arguments(const Instr& i) {
  std::vector<Fact> out;
  for (size_t k = 0, n = listed_count(i); k < n; ++k) out.push_back(taken(data_.operands[static_cast<size_t>(vm::lo(i)) + k]));
  return out;
}

Fact Transfer::taken(vm::Operand o) {
  if (o.kind() == OperandKind::Const) return {constants_[o.index()], nullptr};
  if (bank_of(o.kind()) != Bank::Value) {
    read_raw(o.index());
    return of_bank(bank_of(o.kind()));
  }
  Fact& held = value(o.index());
  return o.kind() == OperandKind::Move ? std::exchange(held, Fact{}) : held;
}

void Transfer::write(Bank bank, size_t reg, const Fact& fact) {
  if (bank == Bank::Value) {
    value(static_cast<int64_t>(reg)) = fact;
  } else {
    require(fact, accepted(of_bank(bank)), "a result");
    state_->written[reg] = true;
  }
}
void Transfer::write(vm::Operand o, const Fact& fact) { write(bank_of(o.kind()), o.index(), fact); }

void Transfer::result(const Instr& i, const Fact& fact) {
  if (i.b < vm::MultiResult) write(static_cast<Bank>(i.b), i.a, fact);
}

// A call without a result gives None where one is asked for.
void Transfer::results(const Instr& i, const std::vector<Fact>& facts) {
  if (i.b < vm::MultiResult) return result(i, facts.empty() ? Fact{} : facts[0]);
  const size_t n = i.b - vm::MultiResult;
  if (n > facts.size()) fail("it has " + std::to_string(facts.size()) + " results, not " + std::to_string(n));
  for (size_t k = 0; k < n; ++k) write(data_.operands[static_cast<size_t>(vm::lo(i)) + i.c + k], facts[k]);
}

bool Transfer::narrow(const Instr& i, bool jumps, State& state) const {
  const auto op = static_cast<Op>(i.op);
  if (op != Op::JNONE && op != Op::JNNONE) return true;
  Fact& fact = state.values[i.a];
  const bool is_none = (op == Op::JNONE) == jumps;
  fact.kinds &= is_none ? set_of(TypeKind::None) : ~set_of(TypeKind::None);
  return fact.kinds != 0;
}

}  // namespace anabranch::host
