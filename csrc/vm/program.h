// A compiled function as the machine runs it: plain data, filled by csrc/bind from `anabranch.bytecode.Program`.
//
// `declare` makes the handle that other programs may call; `define` fills it once. One Program is one `ir.Function` with the
// bodies of its forks: `functions[0]` is the function, the others are fork bodies. Counts keep programs in memory, for traces
// and for each other; how long one may run is its owner's business, who closes it then (design/lifetimes.md).
#pragma once

#include "fused.h"
#include "kernel.h"
#include "instructions.h"
#include "operator.h"
#include "types.h"
#include "values.h"

#include "sched/lazy.h"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace anabranch::vm {

// Which bank a value lives in, and for the raw bank what its 8 bytes are. The numbers are those of bytecode/program.py.
enum class Bank : uint8_t { Int = 0, Float = 1, Bool = 2, Value = 3 };

// 16 bytes. `a b c` are registers or small numbers, `imm` an immediate, a jump target or an offset into `operands`
// (the table of instructions says which).
struct Instr {
  uint16_t op = 0;
  uint16_t a = 0, b = 0, c = 0;
  int64_t imm = 0;
};
static_assert(sizeof(Instr) == 16);

// An operand of a call: what it is and where. Encoded in 32 bits: kind in the top byte, index in the low 24 bits.
enum class OperandKind : uint8_t { Int = 0, Float = 1, Bool = 2, Copy = 3, Move = 4, Const = 5 };
struct Operand {
  uint32_t bits = 0;
  OperandKind kind() const { return static_cast<OperandKind>(bits >> 24); }
  uint32_t index() const { return bits & 0xFFFFFFu; }
};

struct Span {
  uint32_t file = 0;  // index into Program::files
  int32_t line = 0, col = 0, end_line = 0, end_col = 0;
};

inline int32_t lo(const Instr& i) { return static_cast<int32_t>(i.imm); }
inline int32_t hi(const Instr& i) { return static_cast<int32_t>(i.imm >> 32); }

struct Slot {  // where a parameter goes
  Bank bank = Bank::Value;
  uint16_t reg = 0;
};

struct FunctionData {
  std::string name;
  std::vector<Slot> params;
  Bank result = Bank::Value;
  uint32_t n_raw = 0, n_values = 0;    // registers of each bank
  std::vector<Instr> code;
  std::vector<uint32_t> spans;         // one per instruction: index into ProgramData::spans
  bool begins_with_zeros = false;      // some path reads a raw register that nothing wrote
};

struct ProgramData {
  std::string name;
  std::vector<FunctionData> functions;
  std::vector<Operand> operands;       // all call operand lists, one after the other
  std::vector<IValue> constants;
  std::vector<const Operator*> operators;
  std::vector<Kernel> kernels;
  std::vector<std::string> kernel_names;
  std::vector<Ref<Program>> callees;   // itself is allowed: held weakly
  std::vector<ClassDesc*> classes;     // kept by whoever made the program: counts of classes are counts of instances
  std::vector<Ref<TypeDesc>> types;
  std::vector<std::string> names;      // attribute and method names, exception class names
  std::vector<std::string> files;
  std::vector<Span> spans;
};

struct Function {
  std::string name;
  Program* program = nullptr;
  const Instr* code = nullptr;         // code_data.data()
  uint32_t n_raw = 0, n_values = 0;
  uint32_t frame_bytes = 0;            // header + both banks
  Bank result = Bank::Value;
  bool plain_params = false;           // parameter k is raw register k: calls copy without looking
  bool begins_with_zeros = false;      // its raw registers do
  mutable sched::Site site;            // of a fork's body: what its tasks take
  const Function* passes_on = nullptr; // a body that does nothing but call this one with its own arguments
  std::vector<Slot> params;
  std::vector<Instr> code_data;
  std::vector<uint32_t> spans;
  mutable std::atomic<uint32_t> number{0};  // in records of events (places.h); 0: none
  uint32_t span_at(const Instr* pc) const { return spans[static_cast<size_t>(pc - code)]; }
};

struct Program final : c10::intrusive_ptr_target {
  ~Program() override;
  Function entry;                      // stable address: callers link to it before it is defined
  std::vector<std::unique_ptr<Function>> bodies;  // functions 1, 2, …
  std::vector<Program*> callees;       // callees[i]->entry
  std::vector<std::unique_ptr<Fused>> runs;  // of FUSED instructions
  ProgramData data;                    // pools; `functions` is moved out
  bool defined = false;

  Function& function(size_t i) { return i == 0 ? entry : *bodies[i - 1]; }
  const Span& span(uint32_t i) const { return data.spans[i]; }
  // Nothing runs it, and nothing will: drops what it refers to. A call of it fails; its name and places stay readable.
  void close();
};

Ref<Program> declare(std::string name);
// Looks at every operand of every instruction by its kind. Throws c10::Error "bad bytecode …".
void check_program(const ProgramData& data);
// Checks, then links; without `fuse` no runs are made.
void define(const Ref<Program>& program, ProgramData data, Fuse fuse = nullptr);

// Opcode numbers by name, for the loader; -1 if unknown.
int opcode_by_name(const std::string& name);
const char* opcode_name(uint16_t op);

}  // namespace anabranch::vm
