// Reads a run: what each instruction does to registers, followed by name, gives steps on values.
#include "aten/fused_steps.h"

#include <string_view>
#include <unordered_map>

namespace anabranch::aten::fused {

namespace {

using vm::Instr;
using vm::Op;
using vm::Operand;
using vm::OperandKind;

// What a register holds: a value of the run, a list of such, or nothing any more.
struct Held {
  enum Kind { Value, List, Nothing } kind = Nothing;
  Id id = kNone;
  std::vector<Id> items = {};
};

class Reader {
 public:
  explicit Reader(const vm::ProgramData& data) : data_(data) {}

  bool read(const Instr& i) {
    switch (static_cast<Op>(i.op)) {
      case Op::OP: return op(i);
      case Op::LIST: return list(i);
      case Op::UNLIST: return unlist(i);
      case Op::DROP: return drop(i);
      default: return false;
    }
  }

  std::optional<Run> finish() {
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

 private:
  using Rule = bool (Reader::*)(Do what, const Instr& i, const Operand* args);
  struct Row {
    Rule rule;
    Do what = Do::Add;
  };

  // Scripts' names of operators; `sub(x, 2)` is sub.Scalar in some programs and sub.Tensor with a number in others.
  static const std::unordered_map<std::string_view, Row>& rows() {
    static const auto& table = *new std::unordered_map<std::string_view, Row>{
        {"aten::relu", {&Reader::unary, Do::Relu}},
        {"aten::neg", {&Reader::unary, Do::Neg}},
        {"aten::sigmoid", {&Reader::unary, Do::Sigmoid}},
        {"aten::tanh", {&Reader::unary, Do::Tanh}},
        {"aten::exp", {&Reader::unary, Do::Exp}},
        {"aten::add.Tensor", {&Reader::binary, Do::Add}},
        {"aten::add.Scalar", {&Reader::binary, Do::Add}},
        {"aten::sub.Tensor", {&Reader::binary, Do::Sub}},
        {"aten::sub.Scalar", {&Reader::binary, Do::Sub}},
        {"aten::rsub.Scalar", {&Reader::reversed, Do::Sub}},
        {"aten::mul.Tensor", {&Reader::binary, Do::Mul}},
        {"aten::mul.Scalar", {&Reader::binary, Do::Mul}},
        {"aten::div.Tensor", {&Reader::binary, Do::Div}},
        {"aten::div.Scalar", {&Reader::binary, Do::Div}},
        {"aten::linear", {&Reader::linear}},
        {"aten::addmm", {&Reader::addmm}},
        {"aten::mm", {&Reader::mm}},
        {"aten::matmul", {&Reader::mm}},
        {"aten::cat", {&Reader::cat}},
        {"aten::chunk", {&Reader::chunk}},
        {"aten::select.int", {&Reader::select}},
        {"aten::lstm_cell", {&Reader::lstm_cell}},
        {"aten::gru_cell", {&Reader::gru_cell}},
    };
    return table;
  }

  const Operand* operands(const Instr& i) const { return data_.operands.data() + lo(i); }

  // -- instructions

  bool op(const Instr& i) {
    const auto row = rows().find(data_.operators[static_cast<size_t>(hi(i))]->name);
    return row != rows().end() && (this->*row->second.rule)(row->second.what, i, operands(i));
  }
  bool list(const Instr& i) {
    Held made{Held::List};
    for (size_t k = 0; k < i.c; ++k) {
      const Id id = tensor(operands(i)[k]);
      if (id == kNone) return false;
      made.items.push_back(id);
    }
    held_[i.a] = std::move(made);
    return true;
  }
  bool unlist(const Instr& i) {
    const auto found = held_.find(i.a);
    if (i.b != 1 || found == held_.end() || found->second.kind != Held::List || found->second.items.size() != i.c) return false;
    const std::vector<Id> items = std::exchange(found->second, Held{}).items;
    for (size_t k = 0; k < i.c; ++k)
      if (!put(operands(i)[k], items[k])) return false;
    return true;
  }
  bool drop(const Instr& i) {
    held_[i.a] = Held{};
    return true;
  }

  // -- operands

  Id fresh(bool is_input = false, bool is_view = false) {
    is_input_.push_back(is_input);
    is_view_.push_back(is_view);
    return static_cast<Id>(is_view_.size() - 1);
  }
  Id input(Operand from) {
    run_.inputs.push_back({fresh(true), from});
    return run_.inputs.back().id;
  }
  static bool is_register(Operand o) { return o.kind() == OperandKind::Copy || o.kind() == OperandKind::Move; }
  const c10::IValue& constant(Operand o) const { return data_.constants[o.index()]; }
  bool is_none(Operand o) const { return o.kind() == OperandKind::Const && constant(o).isNone(); }

  // Of a tensor; kNone for anything else.
  Id tensor(Operand o) {
    if (o.kind() == OperandKind::Const) return constant(o).isTensor() ? input(o) : kNone;
    if (!is_register(o)) return kNone;
    const auto reg = static_cast<uint16_t>(o.index());
    if (!held_.contains(reg)) held_[reg] = {Held::Value, input(Operand{uint32_t(OperandKind::Copy) << 24 | reg})};
    Held& held = held_[reg];
    const Id id = held.kind == Held::Value ? held.id : kNone;
    if (o.kind() == OperandKind::Move) held = Held{};
    return id;
  }
  Id tensor_or_number(Operand o) {
    if (is_register(o) || (o.kind() == OperandKind::Const && constant(o).isTensor())) return tensor(o);
    const bool is_constant = o.kind() == OperandKind::Const;
    if (is_constant && !constant(o).isInt() && !constant(o).isDouble() && !constant(o).isBool()) return kNone;
    const Id id = fresh();
    run_.numbers.push_back({id, o, is_constant, is_constant ? constant(o).toScalar().to<float>() : 0.0f});
    return id;
  }
  std::optional<int64_t> constant_int(Operand o) const {
    if (o.kind() != OperandKind::Const || !constant(o).isInt()) return std::nullopt;
    return constant(o).toInt();
  }
  bool is_one(Operand o) const {
    if (o.kind() != OperandKind::Const) return false;
    return (constant(o).isInt() && constant(o).toInt() == 1) || (constant(o).isDouble() && constant(o).toDouble() == 1);
  }
  std::vector<Id> items(Operand o) {
    if (o.kind() != OperandKind::Move || !held_.contains(o.index())) return {};
    return std::exchange(held_[static_cast<uint16_t>(o.index())], Held{}).items;
  }

  // -- results

  bool put(Operand o, Id id) {
    if (!is_register(o)) return false;
    held_[static_cast<uint16_t>(o.index())] = {Held::Value, id};
    return true;
  }
  bool result(const Instr& i, Id id) {
    if (i.b != static_cast<uint16_t>(vm::Bank::Value)) return false;
    held_[i.a] = {Held::Value, id};
    return true;
  }
  Id step(Step s) {
    s.out = fresh(false, is_view(s.what));
    run_.multiplies |= s.what == Do::Linear || s.what == Do::AddMM;
    run_.steps.push_back(std::move(s));
    return run_.steps.back().out;
  }
  Id of(Do what, Id a, Id b = kNone, Id c = kNone) { return step({what, kNone, a, b, c}); }
  void same(Id a, Id b) { run_.steps.push_back({Do::Same, kNone, a, b}); }
  Id part(Id a, int64_t index, int64_t count, int64_t dim) {
    return step({.what = Do::Chunk, .out = kNone, .a = a, .dim = dim, .count = count, .index = {index}});
  }

  // -- operators

  bool unary(Do what, const Instr& i, const Operand* args) {
    const Id a = tensor(args[0]);
    return a != kNone && result(i, of(what, a));
  }
  bool binary(Do what, const Instr& i, const Operand* args) { return binary(what, i, args[0], args[1], args); }
  bool reversed(Do what, const Instr& i, const Operand* args) { return binary(what, i, args[1], args[0], args); }
  bool binary(Do what, const Instr& i, Operand left, Operand right, const Operand* args) {
    if (i.c > 2 && !is_one(args[2])) return false;  // alpha
    if (!is_tensor(left) && !is_tensor(right)) return false;
    const Id a = tensor_or_number(left), b = tensor_or_number(right);
    return a != kNone && b != kNone && result(i, of(what, a, b));
  }
  bool is_tensor(Operand o) const { return is_register(o) || (o.kind() == OperandKind::Const && constant(o).isTensor()); }

  // Weights and a bias that may be None; nullopt if they are something else.
  std::optional<Id> product(Do what, Id x, Operand weights, Operand bias) {
    const Id w = tensor(weights), b = is_none(bias) ? kNone : tensor(bias);
    if (x == kNone || w == kNone || (b == kNone && !is_none(bias))) return std::nullopt;
    return of(what, x, w, b);
  }
  bool linear(Do, const Instr& i, const Operand* args) {
    const auto made = product(Do::Linear, tensor(args[0]), args[1], args[2]);
    return made && result(i, *made);
  }
  bool addmm(Do, const Instr& i, const Operand* args) {
    if (!is_one(args[3]) || !is_one(args[4])) return false;
    const Id c = tensor(args[0]), a = tensor(args[1]), b = tensor(args[2]);
    return a != kNone && b != kNone && c != kNone && result(i, of(Do::AddMM, a, b, c));
  }
  bool mm(Do, const Instr& i, const Operand* args) {
    const Id a = tensor(args[0]), b = tensor(args[1]);
    return a != kNone && b != kNone && result(i, of(Do::AddMM, a, b));
  }
  bool cat(Do, const Instr& i, const Operand* args) {
    const auto dim = constant_int(args[1]);
    std::vector<Id> parts = items(args[0]);
    if (!dim || parts.empty()) return false;
    return result(i, step({.what = Do::Cat, .out = kNone, .parts = std::move(parts), .dim = *dim}));
  }
  bool chunk(Do, const Instr& i, const Operand* args) {
    const auto count = constant_int(args[1]), dim = constant_int(args[2]);
    const Id a = tensor(args[0]);
    if (!count || !dim || a == kNone || *count < 1 || *count > 64 || i.b != static_cast<uint16_t>(vm::Bank::Value)) return false;
    Held made{Held::List};
    for (int64_t k = 0; k < *count; ++k) made.items.push_back(part(a, k, *count, *dim));
    held_[i.a] = std::move(made);
    return true;
  }
  bool select(Do, const Instr& i, const Operand* args) {
    const auto dim = constant_int(args[1]), index = constant_int(args[2]);
    const bool in_register = args[2].kind() == OperandKind::Int;
    const Id a = tensor(args[0]);
    if (!dim || a == kNone || !(index || in_register)) return false;
    const Int at = in_register ? Int{0, static_cast<int32_t>(args[2].index())} : Int{*index};
    return result(i, step({.what = Do::Select, .out = kNone, .a = a, .dim = *dim, .index = at}));
  }

  // The cells as ATen computes them (its results have these bits): lstm_cell(x, [h, c], w_ih, w_hh, b_ih, b_hh).
  bool lstm_cell(Do, const Instr& i, const Operand* args) {
    const Id x = tensor(args[0]);
    const std::vector<Id> state = items(args[1]);
    if (state.size() != 2 || i.b != vm::MultiResult + 2) return false;
    const auto kept = product(Do::Linear, state[0], args[3], args[5]), taken = product(Do::Linear, x, args[2], args[4]);
    if (!kept || !taken) return false;
    same(*kept, *taken);
    same(state[0], state[1]);
    const Id gates = of(Do::Add, *kept, *taken);
    const Id in = of(Do::Sigmoid, part(gates, 0, 4, 1)), forget = of(Do::Sigmoid, part(gates, 1, 4, 1));
    const Id cell = of(Do::Tanh, part(gates, 2, 4, 1)), out = of(Do::Sigmoid, part(gates, 3, 4, 1));
    same(forget, state[1]);
    const Id c = of(Do::Add, of(Do::Mul, forget, state[1]), of(Do::Mul, in, cell));
    const Id h = of(Do::Mul, out, of(Do::Tanh, c));
    return put(args[i.c], h) && put(args[i.c + 1], c);
  }
  // gru_cell(x, h, w_ih, w_hh, b_ih, b_hh)
  bool gru_cell(Do, const Instr& i, const Operand* args) {
    const Id x = tensor(args[0]), h = tensor(args[1]);
    if (h == kNone) return false;
    const auto taken = product(Do::Linear, x, args[2], args[4]), kept = product(Do::Linear, h, args[3], args[5]);
    if (!taken || !kept) return false;
    same(*kept, *taken);
    const Id reset = of(Do::Sigmoid, of(Do::Add, part(*kept, 0, 3, 1), part(*taken, 0, 3, 1)));
    const Id keep = of(Do::Sigmoid, of(Do::Add, part(*kept, 1, 3, 1), part(*taken, 1, 3, 1)));
    const Id made = of(Do::Tanh, of(Do::Add, part(*taken, 2, 3, 1), of(Do::Mul, part(*kept, 2, 3, 1), reset)));
    same(h, made);
    return result(i, of(Do::Add, of(Do::Mul, of(Do::Sub, h, made), keep), made));
  }

  const vm::ProgramData& data_;
  Run run_;
  std::unordered_map<uint16_t, Held> held_;
  std::vector<bool> is_input_, is_view_;
};

}  // namespace

std::optional<Run> read_run(const vm::ProgramData& data, const vm::Instr* first, size_t count) {
  Reader reader(data);
  for (size_t k = 0; k < count; ++k)
    if (!reader.read(first[k])) return std::nullopt;
  return reader.finish();
}

}  // namespace anabranch::aten::fused
