// The instruction set. `r` is a raw register (int, float bits or bool in 8 bytes), `v` a value register (c10::IValue).
// imm is 64 bits; lo/hi are its signed halves. A jump's target (an instruction number) is always in lo.
// bytecode/opcodes.py is the same table for the emitter; the loader maps by name, so order is free.
//
// Calls: a = result register, b = its bank (Bank) or MultiResult + number of results, which then follow the arguments in
// the operand list; c = number of arguments; lo = first operand; hi = what is called (index into the pool named below).
#pragma once

#include <cstdint>

// clang-format off
#define ANABRANCH_OPCODES(X)                                                                       \
  /* moves */                                                                                      \
  X(MOV)         /* r[a] = r[b] */                                                                 \
  X(LDI)         /* r[a] = imm (float: its bits) */                                                \
  X(MOVV)        /* v[a] = v[b] copied */                                                          \
  X(TAKE)        /* v[a] = v[b] moved */                                                           \
  X(LDC)         /* v[a] = constants[imm] */                                                       \
  X(DROP)        /* v[a] cleared */                                                                \
  X(SWAP)        /* r[a] <-> r[b] */                                                               \
  X(SWAPV)       /* v[a] <-> v[b] */                                                               \
  X(BOXI) X(BOXF) X(BOXB)        /* v[a] = r[b] */                                                 \
  X(UNBOXI) X(UNBOXF) X(UNBOXB)  /* r[a] = v[b], checked */                                        \
  /* int: overflow raises OverflowError; division is Python's floor division */                    \
  X(ADD) X(SUB) X(MUL) X(FLOORDIV) X(MOD) X(TRUEDIV)      /* r[a] = r[b] op r[c] */                \
  X(ADDI) X(RSUBI) X(MULI) X(FLOORDIVI) X(MODI)           /* r[a] = r[b] op imm; RSUBI: imm - r[b] */ \
  X(NEG) X(ABS) X(MIN) X(MAX) X(AND) X(OR) X(XOR) X(INVERT) X(SHL) X(SHR)                          \
  X(EQ) X(NE) X(LT) X(LE)        /* r[a] = r[b] op r[c]; GT, GE swap operands */                   \
  X(EQI) X(NEI) X(LTI) X(LEI) X(GTI) X(GEI)               /* r[a] = r[b] op imm */                 \
  X(NOT)                         /* r[a] = !r[b] */                                                \
  /* float */                                                                                      \
  X(FADD) X(FSUB) X(FMUL) X(FDIV) X(FFLOORDIV) X(FMOD) X(FNEG) X(FABS) X(FPOW)                     \
  X(FEQ) X(FNE) X(FLT) X(FLE)                                                                      \
  X(I2F) X(F2I) X(F2B) X(I2B)    /* conversions; bool to int is MOV */                             \
  /* jumps: to lo; immediate in hi */                                                              \
  X(JMP) X(JT) X(JF)                                      /* JT, JF test r[a] */                   \
  X(JEQ) X(JNE) X(JLT) X(JLE)                             /* r[a] op r[b] */                       \
  X(JEQI) X(JNEI) X(JLTI) X(JLEI) X(JGTI) X(JGEI)         /* r[a] op hi */                         \
  X(JMODEQ) X(JMODNE)            /* (r[a] mod c) op hi, c in 1..65535 (`if i % 3 == 0`) */         \
  X(JFLT) X(JFLE) X(JFEQ) X(JFNE) X(JNFLT) X(JNFLE)       /* N: jump if not (NaN differs) */       \
  X(JNONE) X(JNNONE)             /* v[a] is (not) None */                                          \
  X(LOOP)        /* ++r[a]; if r[a] < r[b] goto lo; polls */                                       \
  X(LOOPI)       /* ++r[a]; if r[a] < hi goto lo; polls */                                         \
  X(JBACK)       /* JMP backwards: polls */                                                        \
  X(JTBACK)      /* JT backwards: polls */                                                         \
  X(RANGELEN)    /* r[a] = len(range(r[b], r[c], r[imm])) */                                       \
  X(DERIVE)      /* r[a] = r[b] + r[c] * r[imm] (range's i-th element) */                          \
  /* calls: see above */                                                                           \
  X(CALL)        /* hi: callees */                                                                 \
  X(CALLSELF)    /* hi: function number of this program */                                         \
  X(CALLM)       /* hi: names; method of v[first argument]'s class */                              \
  X(CALLV)       /* first argument is a FunctionRef, or an Instance (its forward / __call__) */    \
  X(PYCALL)      /* hi: constants (a PyObject) */                                                  \
  X(OP)          /* hi: operators */                                                               \
  X(KERNEL)      /* hi: kernels */                                                                 \
  X(FORK)        /* v[a] = future of function hi of this program */                                \
  X(FORKC)       /* v[a] = future of callee hi */                                                  \
  X(WAIT)        /* result a, bank b; future in v[c], taken if imm = 1 */                          \
  X(RET)         /* returns register a of bank b; values are moved */                              \
  X(RETNONE)                                                                                       \
  X(PRINT)       /* c arguments at lo */                                                           \
  X(RAISE)       /* message: 1 argument at lo; hi: names (class); constants[a] the class if b = 1 */ \
  X(ENTER)       /* a: ContextKind; c arguments at lo */                                           \
  X(LEAVE)       /* ends the innermost ENTER of this frame */                                      \
  /* building and taking apart */                                                                  \
  X(TUPLE)       /* v[a] = tuple of c arguments at lo; hi: types index + 1 if named */             \
  X(LIST)        /* v[a] = list of c arguments at lo; hi: types (element) */                       \
  X(DICT)        /* v[a] = dict of c arguments (k, v, k, v …) at lo; hi: types (the dict) */       \
  X(UNTUPLE)     /* v[a] (taken if b = 1) into c results at lo */                                  \
  X(UNLIST)      /* the same, length checked */                                                    \
  X(TUPLEGET)    /* result a, bank b; v[c][imm] */                                                 \
  X(TUPLEGETR)   /* result a, bank b; v[c][r[imm]], Python index rules */                          \
  X(TUPLESLICE)  /* v[a] = v[c][lo:hi] */                                                          \
  X(GETATTR)     /* result a, bank b; v[c].slots[imm] */                                           \
  X(SETATTR)     /* v[a].slots[hi] = operand at lo */                                              \
  X(NEW)         /* v[a] = Instance of classes[imm] */                                             \
  X(ISINSTANCE)  /* r[a] = v[c] is a types[imm] */                                                 \
  X(ISNONE) X(ISNOTNONE)  /* r[a] = v[c] is (not) None */                                          \
  X(UNWRAP)      /* v[a] = v[c] moved if b = 1, error if None (unchecked_unwrap_optional) */       \
  X(LISTLEN)     /* r[a] = len(v[c]) */                                                            \
  X(LISTGET)     /* result a, bank b; v[c][r[imm]] */                                              \
  X(LISTGETI)    /* result a, bank b; v[c][imm] */                                                 \
  X(LISTSET)     /* v[a][r[b]] = operand at lo */                                                  \
  X(APPEND)      /* v[a].append(operand at lo) */                                                  \
  X(UNINIT)      /* v[a] = None: prim::Uninitialized */                                            \
  X(UNREACHABLE)
// clang-format on

namespace anabranch::vm {

enum class Op : uint16_t {
#define X(name) name,
  ANABRANCH_OPCODES(X)
#undef X
      Count
};

constexpr uint16_t MultiResult = 0x100;  // b of a call with n != 1 results: MultiResult + n

enum class ContextKind : uint16_t { NoGrad = 0, EnableGrad = 1, SetGradEnabled = 2, InferenceMode = 3, Autocast = 4 };
// Arguments: SetGradEnabled(mode), InferenceMode(mode = True), Autocast(device_type: str, enabled: bool, dtype: int?, cache_enabled: bool?)

}  // namespace anabranch::vm
