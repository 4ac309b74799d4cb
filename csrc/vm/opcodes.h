// The instruction set. `r` is a raw register (int, float bits or bool in 8 bytes), `v` a value register (c10::IValue).
// imm is 64 bits; lo/hi are its signed halves. A jump's target (an instruction number) is always in lo.
// bytecode/opcodes.py has the same table for the emitter; the loader maps by name, so order is free.
//
// The second column says what a, b, c and imm are:
//   r v   a raw / value register        x b   a result register and its bank (Bank), or b = MultiResult + number of results,
//   n     a small number                      which then follow the arguments in the operand list
//   imm:  i immediate   t target   T target, immediate in hi   r raw register   C constants   Y classes   Z types
//         operand list at lo (c of them; A: one) and in hi: L nothing, A a number, F callees, S functions of this program,
//         M names, P constants, O operators, K kernels, N types + 1 or 0, Q types
#pragma once

#include <cstdint>

// clang-format off
#define ANABRANCH_OPCODES(X)                                                                       \
  /* moves */                                                                                      \
  X(MOV, "rr--")        /* r[a] = r[b] */                                                          \
  X(LDI, "r--i")        /* r[a] = imm (float: its bits) */                                         \
  X(MOVV, "vv--")       /* v[a] = v[b] copied */                                                   \
  X(TAKE, "vv--")       /* v[a] = v[b] moved */                                                    \
  X(LDC, "v--C")        /* v[a] = constants[imm] */                                                \
  X(DROP, "v---")       /* v[a] cleared */                                                         \
  X(SWAP, "rr--")       /* r[a] <-> r[b] */                                                        \
  X(SWAPV, "vv--")      /* v[a] <-> v[b] */                                                        \
  X(BOXI, "vr--") X(BOXF, "vr--") X(BOXB, "vr--")        /* v[a] = r[b] */                         \
  X(UNBOXI, "rv--") X(UNBOXF, "rv--") X(UNBOXB, "rv--")  /* r[a] = v[b], checked */                \
  /* int: overflow raises OverflowError; division is Python's floor division */                    \
  X(ADD, "rrr-") X(SUB, "rrr-") X(MUL, "rrr-") X(FLOORDIV, "rrr-") X(MOD, "rrr-") X(TRUEDIV, "rrr-") \
  X(ADDI, "rr-i") X(RSUBI, "rr-i") X(MULI, "rr-i") X(FLOORDIVI, "rr-i") X(MODI, "rr-i") /* RSUBI: imm - r[b] */ \
  X(NEG, "rr--") X(ABS, "rr--") X(MIN, "rrr-") X(MAX, "rrr-")                                      \
  X(AND, "rrr-") X(OR, "rrr-") X(XOR, "rrr-") X(INVERT, "rr--") X(SHL, "rrr-") X(SHR, "rrr-")      \
  X(EQ, "rrr-") X(NE, "rrr-") X(LT, "rrr-") X(LE, "rrr-")        /* GT, GE swap their operands */  \
  X(EQI, "rr-i") X(NEI, "rr-i") X(LTI, "rr-i") X(LEI, "rr-i") X(GTI, "rr-i") X(GEI, "rr-i")        \
  X(NOT, "rr--")                                                                                   \
  /* float */                                                                                      \
  X(FADD, "rrr-") X(FSUB, "rrr-") X(FMUL, "rrr-") X(FDIV, "rrr-") X(FFLOORDIV, "rrr-") X(FMOD, "rrr-") \
  X(FNEG, "rr--") X(FABS, "rr--") X(FEQ, "rrr-") X(FNE, "rrr-") X(FLT, "rrr-") X(FLE, "rrr-")      \
  X(I2F, "rr--") X(F2I, "rr--") X(F2B, "rr--") X(I2B, "rr--")    /* bool to int is MOV */          \
  /* jumps */                                                                                      \
  X(JMP, "---t") X(JT, "r--t") X(JF, "r--t")                     /* JT, JF test r[a] */            \
  X(JEQ, "rr-t") X(JNE, "rr-t") X(JLT, "rr-t") X(JLE, "rr-t")    /* r[a] op r[b] */                \
  X(JEQI, "r--T") X(JNEI, "r--T") X(JLTI, "r--T") X(JLEI, "r--T") X(JGTI, "r--T") X(JGEI, "r--T")  \
  X(JMODEQ, "r-nT") X(JMODNE, "r-nT")   /* (r[a] mod c) op hi, c in 1..65535 (`if i % 3 == 0`) */  \
  X(JFEQ, "rr-t") X(JFNE, "rr-t") X(JFLT, "rr-t") X(JFLE, "rr-t")                                  \
  X(JFNLT, "rr-t") X(JFNLE, "rr-t")     /* jump if not: NaN makes a difference */                  \
  X(JNONE, "v--t") X(JNNONE, "v--t")    /* v[a] is (not) None */                                   \
  X(LOOP, "rr-t")       /* ++r[a]; if r[a] < r[b] goto lo; polls */                                \
  X(LOOPI, "r--T")      /* ++r[a]; if r[a] < hi goto lo; polls */                                  \
  X(JBACK, "---t")      /* JMP backwards: polls */                                                 \
  X(JTBACK, "r--t")     /* JT backwards: polls */                                                  \
  X(RANGELEN, "rrrr")   /* r[a] = len(range(r[b], r[c], r[imm])) */                                \
  X(DERIVE, "rrrr")     /* r[a] = r[b] + r[c] * r[imm]: __derive_index(i=c, start=b, step=imm) */  \
  /* calls */                                                                                      \
  X(CALL, "xbnF")                                                                                  \
  X(CALLSELF, "xbnS")   /* a function of this program: recursion */                                \
  X(CALLM, "xbnM")      /* the method of that name of the first argument's class */                \
  X(CALLV, "xbnL")      /* the first argument is a FunctionRef */                                  \
  X(PYCALL, "xbnP")                                                                                \
  X(OP, "xbnO")                                                                                    \
  X(KERNEL, "xbnK")                                                                                \
  X(FORK, "v-nS")       /* v[a] = future of a function of this program */                          \
  X(WAIT, "xbvn")       /* the value of the future in v[c], which is taken if imm = 1 */           \
  X(RET, "xb--")        /* returns register a of bank b; values are moved */                       \
  X(RETNONE, "----")                                                                               \
  X(PRINT, "--nL")                                                                                 \
  X(RAISE, "nn-A")      /* message at lo; hi: names (the class's); constants[a] the class if b = 1 */ \
  X(ENTER, "n-nL")      /* a: ContextKind */                                                       \
  X(ENTERED, "--nF")    /* the object is entered: the function, its __exit__, is called if an error leaves */ \
  X(LEAVE, "----")      /* ends the innermost ENTER or ENTERED of this frame */                    \
  /* building and taking apart */                                                                  \
  X(TUPLE, "v-nN")      /* hi: the named tuple's type + 1 */                                       \
  X(LIST, "v-nQ")       /* hi: the element's type */                                               \
  X(DICT, "v-nQ")       /* c operands k, v, k, v …; hi: the dict's type */                         \
  X(UNTUPLE, "vnnL")    /* v[a] (taken if b = 1) into c results at lo */                           \
  X(UNLIST, "vnnL")     /* the same, length checked */                                             \
  X(TUPLEGET, "xbvi")   /* v[c][imm] */                                                            \
  X(TUPLEGETR, "xbvr")  /* v[c][r[imm]], Python's index rules */                                   \
  X(TUPLESLICE, "v-vT") /* v[a] = v[c][lo:hi] */                                                   \
  X(GETATTR, "xbvi")    /* v[c].slots[imm] */                                                      \
  X(SETATTR, "v--A")    /* v[a].slots[hi] = operand at lo */                                       \
  X(NEW, "v--Y")        /* an instance with empty slots */                                         \
  X(ISINSTANCE, "r-vZ")                                                                            \
  X(ISNONE, "r-v-") X(ISNOTNONE, "r-v-")                                                           \
  X(UNWRAP, "vnv-")     /* v[a] = v[c], moved if b = 1; None is an error */                        \
  X(LISTLEN, "r-v-")                                                                               \
  X(LISTGET, "xbvr")    /* v[c][r[imm]] */                                                         \
  X(LISTGETI, "xbvi")                                                                              \
  X(LISTSET, "vr-A")    /* v[a][r[b]] = operand at lo */                                           \
  X(APPEND, "v--A")     /* v[a].append(operand at lo) */                                           \
  X(UNREACHABLE, "----")
// clang-format on

namespace anabranch::vm {

enum class Op : uint16_t {
#define X(name, signature) name,
  ANABRANCH_OPCODES(X)
#undef X
      Count
};

constexpr uint16_t MultiResult = 0x100;  // b of a call with n != 1 results: MultiResult + n

// Arguments of ENTER: SetGradEnabled(mode), InferenceMode(mode), Autocast(device_type, enabled, dtype?, cache_enabled?).
enum class ContextKind : uint16_t { NoGrad = 0, EnableGrad = 1, SetGradEnabled = 2, InferenceMode = 3, Autocast = 4 };

}  // namespace anabranch::vm
