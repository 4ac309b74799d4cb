// What each operator is in steps.
#include "aten/fused_reader.h"

namespace anabranch::aten::fused {

using vm::OperandKind;

// `sub(x, 2)` is sub.Scalar in some programs and sub.Tensor with a number in others.
const Reader::Row* Reader::row_of(const std::string& name) {
  static const auto& table = *new std::unordered_map<std::string, Row>{
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
  const auto row = table.find(name);
  return row == table.end() ? nullptr : &row->second;
}

bool Reader::unary(Do what, const Instr& i, const Operand* args) {
  const Id a = tensor(args[0]);
  return a != kNone && result(i, of(what, a));
}

bool Reader::binary(Do what, const Instr& i, const Operand* args) { return binary(what, i, args[0], args[1], args); }

bool Reader::reversed(Do what, const Instr& i, const Operand* args) { return binary(what, i, args[1], args[0], args); }

bool Reader::binary(Do what, const Instr& i, Operand left, Operand right, const Operand* args) {
  if (i.c > 2 && !is_one(args[2])) return false;  // alpha
  if (!is_tensor(left) && !is_tensor(right)) return false;
  const Id a = tensor_or_number(left), b = tensor_or_number(right);
  return a != kNone && b != kNone && result(i, of(what, a, b));
}

// Weights and a bias that may be None; nullopt if they are something else.
std::optional<Id> Reader::product(Id x, Operand weights, Operand bias) {
  const Id w = tensor(weights), b = is_none(bias) ? kNone : tensor(bias);
  if (x == kNone || w == kNone || (b == kNone && !is_none(bias))) return std::nullopt;
  return of(Do::Linear, x, w, b);
}

bool Reader::linear(Do, const Instr& i, const Operand* args) {
  const auto made = product(tensor(args[0]), args[1], args[2]);
  return made && result(i, *made);
}

bool Reader::addmm(Do, const Instr& i, const Operand* args) {
  if (!is_one(args[3]) || !is_one(args[4])) return false;
  const Id c = tensor(args[0]), a = tensor(args[1]), b = tensor(args[2]);
  return a != kNone && b != kNone && c != kNone && result(i, of(Do::AddMM, a, b, c));
}

bool Reader::mm(Do, const Instr& i, const Operand* args) {
  const Id a = tensor(args[0]), b = tensor(args[1]);
  return a != kNone && b != kNone && result(i, of(Do::AddMM, a, b));
}

bool Reader::cat(Do, const Instr& i, const Operand* args) {
  const auto dim = constant_int(args[1]);
  std::vector<Id> parts = items(args[0]);
  if (!dim || parts.empty()) return false;
  return result(i, step({.what = Do::Cat, .out = kNone, .parts = std::move(parts), .dim = *dim}));
}

bool Reader::chunk(Do, const Instr& i, const Operand* args) {
  const auto count = constant_int(args[1]), dim = constant_int(args[2]);
  const Id a = tensor(args[0]);
  if (!count || !dim || a == kNone || *count < 1 || *count > 64 || i.b != static_cast<uint16_t>(vm::Bank::Value)) return false;
  Held made{Held::List};
  for (int64_t k = 0; k < *count; ++k) made.items.push_back(part(a, k, *count, *dim));
  held_[i.a] = std::move(made);
  return true;
}

bool Reader::select(Do, const Instr& i, const Operand* args) {
  const auto dim = constant_int(args[1]), index = constant_int(args[2]);
  const bool in_register = args[2].kind() == OperandKind::Int;
  const Id a = tensor(args[0]);
  if (!dim || a == kNone || !(index || in_register)) return false;
  const Int at = in_register ? Int{0, static_cast<int32_t>(args[2].index())} : Int{*index};
  return result(i, step({.what = Do::Select, .out = kNone, .a = a, .dim = *dim, .index = at}));
}

// The cells as ATen computes them (its results have these bits): lstm_cell(x, [h, c], w_ih, w_hh, b_ih, b_hh).
bool Reader::lstm_cell(Do, const Instr& i, const Operand* args) {
  const Id x = tensor(args[0]);
  const std::vector<Id> state = items(args[1]);
  if (state.size() != 2 || i.b != vm::MultiResult + 2) return false;
  const auto kept = product(state[0], args[3], args[5]), taken = product(x, args[2], args[4]);
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
bool Reader::gru_cell(Do, const Instr& i, const Operand* args) {
  const Id x = tensor(args[0]), h = tensor(args[1]);
  if (h == kNone) return false;
  const auto taken = product(x, args[2], args[4]), kept = product(h, args[3], args[5]);
  if (!taken || !kept) return false;
  same(*kept, *taken);
  const Id reset = of(Do::Sigmoid, of(Do::Add, part(*kept, 0, 3, 1), part(*taken, 0, 3, 1)));
  const Id keep = of(Do::Sigmoid, of(Do::Add, part(*kept, 1, 3, 1), part(*taken, 1, 3, 1)));
  const Id made = of(Do::Tanh, of(Do::Add, part(*taken, 2, 3, 1), of(Do::Mul, part(*kept, 2, 3, 1), reset)));
  same(h, made);
  return result(i, of(Do::Add, of(Do::Mul, of(Do::Sub, h, made), keep), made));
}

}  // namespace anabranch::aten::fused
