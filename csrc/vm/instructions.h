// The instruction set as C++ sees it. The table is src/anabranch/bytecode/instructions.py, which also explains it; the build
// writes instructions.inc from it (tools/instructions_header.py). `r` is a raw register, `v` a value register.
#pragma once

#include "instructions.inc"

#include <cstdint>
#include <iterator>

namespace anabranch::vm {

enum class Op : uint16_t {
#define X(name, ...) name,
  ANABRANCH_INSTRUCTIONS(X)
#undef X
      Count
};

enum class Kind : uint8_t {
  Nothing,
#define X(kind) kind,
  ANABRANCH_KINDS(X)
#undef X
};
enum class Place : uint8_t { a, b, c, imm, lo, hi };

struct OperandSpec {
  Place place = Place::a;
  Kind kind = Kind::Nothing;
  bool reads = false, writes = false;  // a register
};
struct InstructionSpec {
  const char* name;
  bool ends;  // nothing falls through
  OperandSpec operands[5];
};

inline constexpr InstructionSpec kInstructions[] = {
#define X(name, ends, ...) {#name, ends, {__VA_ARGS__}},
    ANABRANCH_INSTRUCTIONS(X)
#undef X
};
static_assert(std::size(kInstructions) == static_cast<size_t>(Op::Count));

constexpr uint16_t MultiResult = 0x100;  // b of a call with n != 1 results: MultiResult + n

// Arguments of ENTER: SetGradEnabled(mode), InferenceMode(mode), Autocast(device_type, enabled, dtype?, cache_enabled?).
enum class ContextKind : uint16_t { NoGrad = 0, EnableGrad = 1, SetGradEnabled = 2, InferenceMode = 3, Autocast = 4 };

}  // namespace anabranch::vm
