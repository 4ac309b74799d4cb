// Reads a run: what each instruction does to registers, followed by name, gives steps on values.
#pragma once

#include "aten/fused_steps.h"

#include <unordered_map>

namespace anabranch::aten::fused {

// What a register holds: a value of the run, a list of such, or nothing any more.
struct Held {
  enum Kind { Value, List, Nothing } kind = Nothing;
  Id id = kNone;
  std::vector<Id> items = {};
};

class Reader {
 public:
  explicit Reader(const vm::ProgramData& data) : data_(data) {}
  // False: not understood.
  bool read(const vm::Instr& i);
  std::optional<Run> finish();

 private:
  using Instr = vm::Instr;
  using Operand = vm::Operand;
  using Rule = bool (Reader::*)(Do what, const Instr& i, const Operand* args);
  struct Row {
    Rule rule;
    Do what = Do::Add;
  };
  static const Row* row_of(const std::string& name);

  bool list(const Instr& i);
  bool unlist(const Instr& i);

  // -- operands (fused_reader.cpp)
  const Operand* operands(const Instr& i) const { return data_.operands.data() + lo(i); }
  const c10::IValue& constant(Operand o) const { return data_.constants[o.index()]; }
  bool is_none(Operand o) const { return o.kind() == vm::OperandKind::Const && constant(o).isNone(); }
  bool is_tensor(Operand o) const;
  bool is_one(Operand o) const;
  std::optional<int64_t> constant_int(Operand o) const;
  Id input(Operand from);
  Id tensor(Operand o);            // kNone for anything else
  Id tensor_or_number(Operand o);
  std::vector<Id> items(Operand o);  // of a list that ends here

  // -- values and results
  Id fresh(bool is_input = false, bool is_view = false);
  Id step(Step s);
  Id of(Do what, Id a, Id b = kNone, Id c = kNone) { return step({what, kNone, a, b, c}); }
  Id part(Id a, int64_t index, int64_t count, int64_t dim);
  void same(Id a, Id b) { run_.steps.push_back({Do::Same, kNone, a, b}); }
  bool put(Operand o, Id id);
  bool result(const Instr& i, Id id);

  // -- operators (fused_rules.cpp)
  bool unary(Do what, const Instr& i, const Operand* args);
  bool binary(Do what, const Instr& i, const Operand* args);
  bool reversed(Do what, const Instr& i, const Operand* args);
  bool binary(Do what, const Instr& i, Operand left, Operand right, const Operand* args);
  std::optional<Id> product(Id x, Operand weights, Operand bias);
  bool linear(Do, const Instr& i, const Operand* args);
  bool addmm(Do, const Instr& i, const Operand* args);
  bool mm(Do, const Instr& i, const Operand* args);
  bool cat(Do, const Instr& i, const Operand* args);
  bool chunk(Do, const Instr& i, const Operand* args);
  bool select(Do, const Instr& i, const Operand* args);
  bool lstm_cell(Do, const Instr& i, const Operand* args);
  bool gru_cell(Do, const Instr& i, const Operand* args);

  const vm::ProgramData& data_;
  Run run_;
  std::unordered_map<uint16_t, Held> held_;
  std::vector<bool> is_input_, is_view_;
};

}  // namespace anabranch::aten::fused
