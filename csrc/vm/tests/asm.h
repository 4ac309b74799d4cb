// Builds small programs by hand for the machine's own tests.
#pragma once

#include "vm/run.h"

#include <initializer_list>

namespace anabranch::vm::test {

struct Asm {
  FunctionData f;
  explicit Asm(std::string name, std::vector<Slot> params, Bank result, uint32_t n_raw, uint32_t n_values) {
    f.name = std::move(name);
    f.params = std::move(params);
    f.result = result;
    f.n_raw = n_raw;
    f.n_values = n_values;
  }
  Asm& operator()(Op op, int a = 0, int b = 0, int c = 0, int64_t imm = 0) {
    f.code.push_back(Instr{static_cast<uint16_t>(op), static_cast<uint16_t>(a), static_cast<uint16_t>(b), static_cast<uint16_t>(c), imm});
    f.spans.push_back(0);
    return *this;
  }
};

inline int64_t pack(int32_t lo, int32_t hi = 0) { return (static_cast<int64_t>(hi) << 32) | static_cast<uint32_t>(lo); }
inline Operand operand(OperandKind kind, uint32_t index) { return Operand{static_cast<uint32_t>(kind) << 24 | index}; }

inline Ref<Program> program(std::vector<FunctionData> functions, std::vector<Operand> operands = {}, std::vector<IValue> constants = {},
                            std::vector<Ref<Program>> callees = {}) {
  auto p = declare(functions[0].name);
  ProgramData d;
  d.name = functions[0].name;
  d.functions = std::move(functions);
  d.operands = std::move(operands);
  d.constants = std::move(constants);
  d.callees = std::move(callees);
  d.files = {"test"};
  d.spans = {Span{}};
  d.types.push_back(c10::make_intrusive<TypeDesc>());
  d.types.back()->complete();
  define(p, std::move(d));
  return p;
}

}  // namespace anabranch::vm::test
