// Instructions: what they want and what they give.
#include "host/transfer.h"

#include <ATen/core/dispatch/Dispatcher.h>

#include "aten/handle.h"

namespace anabranch::host {

namespace {

using vm::Bank;
using vm::Instr;
using vm::Op;

constexpr Kinds kObject = set_of(TypeKind::Class), kList = set_of(TypeKind::List), kTuple = set_of(TypeKind::Tuple);

}  // namespace

// Registers among each other, numbers, tests.
bool Transfer::simple(const Instr& i) {
  switch (static_cast<Op>(i.op)) {
    case Op::MOVV: value(i.a) = value(i.b); return true;
    case Op::TAKE: value(i.a) = std::exchange(value(i.b), Fact{}); return true;
    case Op::LDC: value(i.a) = {constants_[static_cast<size_t>(i.imm)], nullptr}; return true;
    case Op::DROP: value(i.a) = {}; return true;
    case Op::FUSED: return true;  // where it does anything, it does what follows
    case Op::SWAPV: std::swap(value(i.a), value(i.b)); return true;
    case Op::BOXI: value(i.a) = just(TypeKind::Int); return true;
    case Op::BOXF: value(i.a) = just(TypeKind::Float); return true;
    case Op::BOXB: value(i.a) = just(TypeKind::Bool); return true;
    case Op::UNBOXI: require(value(i.b), accepted(just(TypeKind::Int)), "what is unboxed"); return true;
    case Op::UNBOXF: require(value(i.b), accepted(just(TypeKind::Float)), "what is unboxed"); return true;
    case Op::UNBOXB: require(value(i.b), accepted(just(TypeKind::Bool)), "what is unboxed"); return true;
    case Op::UNWRAP: {
      const Fact source = i.b == 1 ? std::exchange(value(i.c), Fact{}) : value(i.c);
      require(source, ~set_of(TypeKind::None), "what is unwrapped");
      value(i.a) = {source.kinds & ~set_of(TypeKind::None), source.parts};
      return true;
    }
    case Op::EXACT: {
      const TypeDesc& wanted = *data_.types[static_cast<size_t>(i.imm)];
      if (wanted.kind != TypeKind::Class) fail("an object of what is no class");
      require(value(i.c), kObject, "what is cast");
      value(i.a) = fact_of(wanted);
      return true;
    }
    case Op::CAST: {
      const Fact wanted = fact_of(*data_.types[static_cast<size_t>(i.imm)]);
      require(value(i.c), wanted.kinds, "what is cast");
      value(i.a) = wanted;
      return true;
    }
    default: return false;
  }
}

void Transfer::spread(const Instr& i, const Fact& container) {
  for (size_t k = 0; k < i.c; ++k) write(data_.operands[static_cast<size_t>(vm::lo(i)) + k], item_of(container, k));
}

bool Transfer::container(const Instr& i, const std::vector<Fact>& given) {
  const auto type = [&](int64_t n) -> const TypeDesc& { return *data_.types[static_cast<size_t>(n)]; };
  switch (static_cast<Op>(i.op)) {
    case Op::TUPLE:
      if (vm::hi(i) != 0) passed(given, type(vm::hi(i) - 1).params);
      value(i.a) = vm::hi(i) == 0 ? just(TypeKind::Tuple) : fact_of(type(vm::hi(i) - 1));
      return true;
    case Op::LIST:  // of the type of its elements
      for (const Fact& f : given) require(f, type(vm::hi(i)), "an element");
      value(i.a) = just(TypeKind::List);
      return true;
    case Op::DICT: {
      const auto& params = type(vm::hi(i)).params;
      if (given.size() % 2 != 0) fail("a key without a value");
      for (size_t k = 0; k < given.size() && params.size() == 2; ++k) require(given[k], *params[k % 2], "a key or value");
      value(i.a) = fact_of(type(vm::hi(i)));
      return true;
    }
    case Op::UNTUPLE: case Op::UNLIST: {
      const Fact source = i.b == 1 ? std::exchange(value(i.a), Fact{}) : value(i.a);
      require(source, static_cast<Op>(i.op) == Op::UNTUPLE ? kTuple : kList, "what is unpacked");
      spread(i, source);
      return true;
    }
    case Op::TUPLEGET: {
      require(value(i.c), kTuple, "the owner");
      const Fact item = i.imm >= 0 ? item_of(value(i.c), static_cast<size_t>(i.imm)) : anything();
      result(i, item);
      return true;
    }
    case Op::TUPLEGETR: require(value(i.c), kTuple, "the owner"); result(i, anything()); return true;
    case Op::TUPLESLICE: require(value(i.c), kTuple, "the owner"); value(i.a) = just(TypeKind::Tuple); return true;
    case Op::LISTLEN: require(value(i.c), kList, "the owner"); return true;
    case Op::LISTGET: case Op::LISTGETI: {
      require(value(i.c), kList, "the owner");
      const Fact item = item_of(value(i.c));
      result(i, item);
      return true;
    }
    case Op::LISTSET: case Op::APPEND: {
      const Fact owner = value(i.a);
      require(owner, kList, "the owner");
      require(given[0], accepted(item_of(owner)), "an element");
      return true;
    }
    default: return false;
  }
}

// An attribute by its number: of a class that is known, since nobody else knows how many there are.
const TypeDesc& Transfer::slot(const Fact& owner, int64_t number) const {
  require(owner, kObject, "the owner");
  if (owner.parts == nullptr || !owner.parts->cls) fail("it is not known what class the owner is of");
  const auto& slots = owner.parts->cls->slot_types;
  if (number < 0 || static_cast<size_t>(number) >= slots.size())
    fail(owner.parts->name + " has " + std::to_string(slots.size()) + " attributes, and none with the number " + std::to_string(number));
  return *slots[static_cast<size_t>(number)];
}

void Transfer::passed(const std::vector<Fact>& given, const std::vector<Ref<TypeDesc>>& parameters, size_t skip) const {
  if (given.size() != parameters.size() + skip)
    fail("it takes " + std::to_string(parameters.size()) + " arguments, not " + std::to_string(given.size() - std::min(skip, given.size())));
  for (size_t k = 0; k < parameters.size(); ++k) require(given[k + skip], *parameters[k], "an argument");
}

void Transfer::called(const Instr& i, const std::vector<Fact>& given, const Function& f, size_t skip) {
  std::vector<Ref<TypeDesc>> parameters;
  for (const Parameter& p : f.parameters) parameters.push_back(p.type);
  passed(given, parameters, skip);
  result(i, fact_of(*f.result));
}

void Transfer::method(const Instr& i, const std::vector<Fact>& given) {
  require(given.at(0), kObject, "the receiver");
  const TypeDesc* owner = given[0].parts;
  const auto known = owner && owner->cls ? program_.classes->find(owner->cls.get()) : program_.classes->end();
  if (known == program_.classes->end()) return result(i, anything());
  auto f = known->second.methods.find(data_.names[static_cast<size_t>(vm::hi(i))]);
  if (f == known->second.methods.end()) fail(owner->name + " has no method " + data_.names[static_cast<size_t>(vm::hi(i))]);
  called(i, given, *f->second);
}

// A kernel looks at kinds, not at how many there are.
void Transfer::kernel(const Instr& i, const std::vector<Fact>& given) {
  const OwnOperator& op = *program_.kernels[static_cast<size_t>(vm::hi(i))];
  if (!op.takes_any_number && given.size() != op.arguments.size())
    fail("it takes " + std::to_string(op.arguments.size()) + " arguments, not " + std::to_string(given.size()));
  for (size_t k = 0; k < op.arguments.size(); ++k) require(given[k], accepted_by_operator({op.arguments[k], nullptr}), "an argument");
  std::vector<Fact> out;
  for (Kinds kinds : op.results) out.push_back({kinds, nullptr});
  if (op.takes_any_number && out.empty()) out.push_back(anything());
  results(i, out);
}

void Transfer::dispatched(const Instr& i, const std::vector<Fact>& given) {
  const auto& schema = aten::handle_of(*data_.operators[static_cast<size_t>(vm::hi(i))]).op.schema();
  for (size_t k = 0; k < given.size(); ++k) require(given[k], accepted_by_operator(fact_of(*schema.arguments()[k].real_type())), "an argument");
  std::vector<Fact> out;
  for (const c10::Argument& r : schema.returns()) out.push_back(fact_of(*r.real_type()));
  for (Fact& f : out)
    if (f.may_be(set_of(TypeKind::Tensor))) f.kinds |= set_of(TypeKind::None);  // an undefined one
  results(i, out);
}

bool Transfer::call(const Instr& i, const std::vector<Fact>& given) {
  const auto body = [&] { return program_.types[static_cast<size_t>(vm::hi(i))]; };
  switch (static_cast<Op>(i.op)) {
    case Op::CALL: called(i, given, *program_.callees[static_cast<size_t>(vm::hi(i))]); return true;
    case Op::CALLSELF: passed(given, body().parameters); result(i, fact_of(*body().result)); return true;
    case Op::CALLM: method(i, given); return true;
    case Op::CALLV: require(given.at(0), set_of(TypeKind::Function), "what is called"); result(i, anything()); return true;
    case Op::PYCALL: fail("it calls Python");
    case Op::OP: dispatched(i, given); return true;
    case Op::KERNEL: kernel(i, given); return true;
    case Op::FORK: case Op::LAZYFORK: passed(given, body().parameters); value(i.a) = just(TypeKind::Future); return true;
    case Op::WAIT: {
      const Fact future = i.imm != 0 ? std::exchange(value(i.c), Fact{}) : value(i.c);
      require(future, set_of(TypeKind::Future), "what is waited for");
      result(i, item_of(future));
      return true;
    }
    default: return false;
  }
}

void Transfer::returns(const Instr& i) {
  const auto bank = static_cast<Bank>(i.b);
  if (bank != function_.result) fail("the result is in another bank than the function says");
  require(bank == Bank::Value ? value(i.a) : of_bank(bank), *types_.result, "the result");
}

void Transfer::other(const Instr& i, const std::vector<Fact>& given) {
  switch (static_cast<Op>(i.op)) {
    case Op::RET: return returns(i);
    case Op::RETNONE: return require(Fact{}, *types_.result, "the result");
    case Op::GETATTR: {
      const TypeDesc& found = slot(value(i.c), i.imm);
      return result(i, fact_of(found));
    }
    case Op::SETATTR: return require(given[0], slot(value(i.a), vm::hi(i)), "the attribute");
    case Op::NEW: {
      const vm::ClassDesc* cls = data_.classes[static_cast<size_t>(i.imm)];
      value(i.a) = {kObject, program_.class_types->at(cls)};
      return;
    }
    case Op::ENTERED: {
      const Function& exit = *program_.callees[static_cast<size_t>(vm::hi(i))];
      if (exit.parameters.size() != 4) fail("an __exit__ has four parameters");
      return require(given.at(0), *exit.parameters[0].type, "the receiver");
    }
    case Op::RAISE:
      if (i.b != 0) fail("an exception's class is Python's");
      return;
    default: return;
  }
}

}  // namespace anabranch::host
