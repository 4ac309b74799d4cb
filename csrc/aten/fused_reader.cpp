#include "aten/fused_reader.h"

namespace anabranch::aten::fused {

using vm::Instr;
using vm::Op;
using vm::Operand;
using vm::OperandKind;

namespace {

bool is_register(Operand o) { return o.kind() == OperandKind::Copy || o.kind() == OperandKind::Move; }

// As a float tensor takes it: large ones are infinite.
std::optional<float> number_of(const c10::IValue& v) {
  if (v.isDouble()) return static_cast<float>(v.toDouble());
  if (v.isInt()) return static_cast<float>(v.toInt());
  return v.isBool() ? std::optional<float>(v.toBool()) : std::nullopt;
}

}  // namespace

bool Reader::read(const Instr& i) {
  switch (static_cast<Op>(i.op)) {
    case Op::OP: {
      const Row* row = row_of(data_.operators[static_cast<size_t>(hi(i))]->name);
      return row != nullptr && (this->*row->rule)(row->what, i, operands(i));
    }
    case Op::LIST: return list(i);
    case Op::UNLIST: return unlist(i);
    case Op::DROP: held_[i.a] = Held{}; return true;
    default: return false;
  }
}

std::optional<Run> Reader::finish() {
  for (const auto& [reg, held] : held_) {
    if (held.kind == Held::List || (held.kind == Held::Value && is_view_[held.id])) return std::nullopt;
    if (held.kind == Held::Nothing) run_.emptied.push_back(reg);
    else if (!is_input_[held.id]) run_.outputs.push_back({held.id, reg});
  }
  if (run_.steps.empty()) return std::nullopt;
  for (Input& in : run_.inputs) {
    const auto held = held_.find(static_cast<uint16_t>(in.from.index()));
    in.dies = is_register(in.from) && !(held->second.kind == Held::Value && held->second.id == in.id);
  }
  run_.n_values = is_view_.size();
  return std::move(run_);
}

bool Reader::list(const Instr& i) {
  Held made{Held::List};
  for (size_t k = 0; k < i.c; ++k) {
    const Id id = tensor(operands(i)[k]);
    if (id == kNone) return false;
    made.items.push_back(id);
  }
  held_[i.a] = std::move(made);
  return true;
}

bool Reader::unlist(const Instr& i) {
  const auto found = held_.find(i.a);
  if (i.b != 1 || found == held_.end() || found->second.kind != Held::List || found->second.items.size() != i.c) return false;
  const std::vector<Id> items = std::exchange(found->second, Held{}).items;
  for (size_t k = 0; k < i.c; ++k)
    if (!put(operands(i)[k], items[k])) return false;
  return true;
}

Id Reader::fresh(bool is_input, bool is_view) {
  is_input_.push_back(is_input);
  is_view_.push_back(is_view);
  return static_cast<Id>(is_view_.size() - 1);
}

Id Reader::input(Operand from) {
  run_.inputs.push_back({fresh(true), from});
  return run_.inputs.back().id;
}

Id Reader::tensor(Operand o) {
  if (o.kind() == OperandKind::Const) return constant(o).isTensor() ? input(o) : kNone;
  if (!is_register(o)) return kNone;
  const auto reg = static_cast<uint16_t>(o.index());
  if (!held_.contains(reg)) held_[reg] = {Held::Value, input(Operand{uint32_t(OperandKind::Copy) << 24 | reg})};
  Held& held = held_[reg];
  const Id id = held.kind == Held::Value ? held.id : kNone;
  if (o.kind() == OperandKind::Move) held = Held{};
  return id;
}

Id Reader::tensor_or_number(Operand o) {
  if (is_register(o) || (o.kind() == OperandKind::Const && constant(o).isTensor())) return tensor(o);
  const bool is_constant = o.kind() == OperandKind::Const;
  const std::optional<float> number = is_constant ? number_of(constant(o)) : 0.0f;
  if (!number) return kNone;
  run_.numbers.push_back({fresh(), o, is_constant, *number});
  return run_.numbers.back().id;
}

std::optional<int64_t> Reader::constant_int(Operand o) const {
  if (o.kind() != OperandKind::Const || !constant(o).isInt()) return std::nullopt;
  return constant(o).toInt();
}

bool Reader::is_one(Operand o) const {
  if (o.kind() != OperandKind::Const) return false;
  return (constant(o).isInt() && constant(o).toInt() == 1) || (constant(o).isDouble() && constant(o).toDouble() == 1);
}

std::vector<Id> Reader::items(Operand o) {
  if (o.kind() != OperandKind::Move || !held_.contains(o.index())) return {};
  return std::exchange(held_[static_cast<uint16_t>(o.index())], Held{}).items;
}

bool Reader::put(Operand o, Id id) {
  if (!is_register(o)) return false;
  held_[static_cast<uint16_t>(o.index())] = {Held::Value, id};
  return true;
}

bool Reader::result(const Instr& i, Id id) {
  if (i.b != static_cast<uint16_t>(vm::Bank::Value)) return false;
  held_[i.a] = {Held::Value, id};
  return true;
}

Id Reader::step(Step s) {
  s.out = fresh(false, is_view(s.what));
  run_.multiplies |= s.what == Do::Linear || s.what == Do::AddMM;
  run_.steps.push_back(std::move(s));
  return run_.steps.back().out;
}

Id Reader::part(Id a, int64_t index, int64_t count, int64_t dim) {
  return step({.what = Do::Chunk, .out = kNone, .a = a, .dim = dim, .count = count, .index = {index}});
}

bool Reader::is_tensor(Operand o) const {
  return is_register(o) || (o.kind() == OperandKind::Const && constant(o).isTensor());
}

std::optional<Run> read_run(const vm::ProgramData& data, const vm::Instr* first, size_t count) {
  Reader reader(data);
  for (size_t k = 0; k < count; ++k)
    if (!reader.read(first[k])) return std::nullopt;
  return reader.finish();
}

}  // namespace anabranch::aten::fused
