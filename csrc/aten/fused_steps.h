// A run of operators (vm/fused.h) as steps on values that are known by number. Sizes are not known yet.
#pragma once

#include "vm/program.h"

#include <optional>
#include <vector>

namespace anabranch::aten::fused {

using Id = uint16_t;
constexpr Id kNone = 0xFFFF;

enum class Do : uint8_t {
  Relu, Neg, Sigmoid, Tanh, Exp,   // of `a`
  Add, Sub, Mul, Div,              // of `a` and `b`, broadcast
  Linear,                          // a times transposed b, plus c if there is one
  AddMM,                           // a times b, plus c if there is one
  Cat,                             // `parts` along `dim`
  Chunk,                           // part `index` of `count` of `a` along `dim`: a view
  Select,                          // `index` of `a` along `dim`: a view
  Same,                            // nothing; `a` and `b` have the same sizes
};
inline bool is_view(Do what) { return what == Do::Chunk || what == Do::Select; }

// An int that an operator takes: a number, or what a raw register holds then.
struct Int {
  int64_t value = 0;
  int32_t reg = -1;
};

struct Step {
  Do what;
  Id out, a = kNone, b = kNone, c = kNone;
  std::vector<Id> parts = {};
  int64_t dim = 0, count = 0;
  Int index = {};
};

// A tensor from outside: a constant, or of a value register.
struct Input {
  Id id;
  vm::Operand from;
  bool dies = false;  // the register holds something else after the run, or nothing
};
// A number, which is a value of one item: a raw register's, or `constant`.
struct Number {
  Id id;
  vm::Operand from;
  bool is_constant;
  float constant;
};
struct Output {
  Id id;
  uint16_t reg;
};

struct Run {
  std::vector<Input> inputs;
  std::vector<Number> numbers;
  std::vector<Step> steps;
  std::vector<Output> outputs;
  std::vector<uint16_t> emptied;  // registers that hold nothing after the run
  size_t n_values = 0;
  bool multiplies = false;        // matrices
};

// Nullopt where the run holds something else.
std::optional<Run> read_run(const vm::ProgramData& data, const vm::Instr* first, size_t count);

}  // namespace anabranch::aten::fused
