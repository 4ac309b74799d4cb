"""THE instruction set: one row an instruction, read by both sides of the machine.

Python reads ``INSTRUCTIONS``: what an instruction reads and writes, how it is encoded and shown.  The build writes a C++ header
from it (``tools/instructions_header.py``): numbers, names, the list of bodies, what the loader checks.  To add an instruction:
a row here and its body there, a label ``L_NAME`` in csrc/vm/loop.cpp or the function that the row names.  A row without a body,
a body without a row and a kind of operand that nobody checks do not compile.

A row is a name, operands, and where the body is a function its name.  An operand is a place (``a b c``: 16 bits each, ``imm``:
64 bits, ``lo hi``: its signed halves), ``:`` and a kind (``KINDS``); a register has its direction instead of the colon: ``<``
read, ``>`` written, ``<>`` both, ``<!`` read, and taken out of the register if nobody reads it later.

The build loads this file without the package: it imports nothing of it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

KINDS = (
    "raw", "value",  # a register of 8 bytes; of a boxed value
    "result",  # a register of the bank that ``bank`` or ``results`` names
    "bank", "results",  # a Bank; or MULTI_RESULT + n for n results, whose registers follow the arguments in the list
    "count",  # of the arguments, or the outputs
    "arguments", "argument", "receiver",  # where in the operand list they begin: ``count``; one; ``count``, a boxed value first
    "outputs",  # where ``count`` registers to write stand in the operand list
    "taken", "given",  # 1 if the operand with ``<!`` is taken; if there is an exception's class; else 0
    "immediate", "slice",  # any number; two bounds
    "modulus", "divisor",  # 1 to 65535; neither 0 nor -1
    "target",  # an instruction of the function
    "run",  # how many of the instructions behind this one; the loader keeps what it made of them in the other half
    "constant", "class", "type", "name", "method", "callee", "function", "operator", "kernel",  # entries of the program's pools
    "exception", "python_call",  # constants that hold a Python object
    "tuple_type", "dict_type",  # 1 + the number of a named tuple's type, or 0; the number of a dict's type
    "slot",  # of an object
    "context",  # a ContextKind
)  # fmt: skip
REGISTERS = ("raw", "value", "result")
LISTS = ("arguments", "argument", "receiver", "outputs")

# ``ends``: nothing falls through.  ``long``: may take long, so the machine looks around more often.

_ROWS = """
moves
    MOV         a>raw b<raw
    LDI         a>raw imm:immediate
    MOVV        a>value b<value
    TAKE        a>value b<!value
    LDC         a>value imm:constant
    DROP        a<!value
    SWAP        a<>raw b<>raw
    SWAPV       a<>value b<>value
    BOXI        a>value b<raw
    BOXF        a>value b<raw
    BOXB        a>value b<raw
    UNBOXI      a>raw b<value                                          op_unbox_int
    UNBOXF      a>raw b<value                                          op_unbox_float
    UNBOXB      a>raw b<value                                          op_unbox_bool

int: overflow raises, division floors; an immediate instead of c (RSUBI: immediate - b)
    ADD         a>raw b<raw c<raw
    SUB         a>raw b<raw c<raw
    MUL         a>raw b<raw c<raw
    FLOORDIV    a>raw b<raw c<raw
    MOD         a>raw b<raw c<raw
    TRUEDIV     a>raw b<raw c<raw
    ADDI        a>raw b<raw imm:immediate
    RSUBI       a>raw b<raw imm:immediate
    MULI        a>raw b<raw imm:immediate
    FLOORDIVI   a>raw b<raw imm:divisor
    MODI        a>raw b<raw imm:divisor
    NEG         a>raw b<raw
    ABS         a>raw b<raw
    MIN         a>raw b<raw c<raw
    MAX         a>raw b<raw c<raw
    AND         a>raw b<raw c<raw
    OR          a>raw b<raw c<raw
    XOR         a>raw b<raw c<raw
    INVERT      a>raw b<raw
    SHL         a>raw b<raw c<raw
    SHR         a>raw b<raw c<raw
    EQ          a>raw b<raw c<raw
    NE          a>raw b<raw c<raw
    LT          a>raw b<raw c<raw
    LE          a>raw b<raw c<raw
    EQI         a>raw b<raw imm:immediate
    NEI         a>raw b<raw imm:immediate
    LTI         a>raw b<raw imm:immediate
    LEI         a>raw b<raw imm:immediate
    GTI         a>raw b<raw imm:immediate
    GEI         a>raw b<raw imm:immediate
    NOT         a>raw b<raw

float
    FADD        a>raw b<raw c<raw
    FSUB        a>raw b<raw c<raw
    FMUL        a>raw b<raw c<raw
    FDIV        a>raw b<raw c<raw
    FFLOORDIV   a>raw b<raw c<raw
    FMOD        a>raw b<raw c<raw
    FNEG        a>raw b<raw
    FABS        a>raw b<raw
    FSQRT       a>raw b<raw
    FEQ         a>raw b<raw c<raw
    FNE         a>raw b<raw c<raw
    FLT         a>raw b<raw c<raw
    FLE         a>raw b<raw c<raw
    I2F         a>raw b<raw
    F2I         a>raw b<raw
    F2B         a>raw b<raw
    I2B         a>raw b<raw

jumps: JMODEQ tests a mod c; JFNLT and JFNLE jump if not, for NaN makes a difference; LOOP and LOOPI count a up to b or hi
    JMP         lo:target                                              ends
    JT          a<raw lo:target
    JF          a<raw lo:target
    JEQ         a<raw b<raw lo:target
    JNE         a<raw b<raw lo:target
    JLT         a<raw b<raw lo:target
    JLE         a<raw b<raw lo:target
    JEQI        a<raw hi:immediate lo:target
    JNEI        a<raw hi:immediate lo:target
    JLTI        a<raw hi:immediate lo:target
    JLEI        a<raw hi:immediate lo:target
    JGTI        a<raw hi:immediate lo:target
    JGEI        a<raw hi:immediate lo:target
    JMODEQ      a<raw c:modulus hi:immediate lo:target
    JMODNE      a<raw c:modulus hi:immediate lo:target
    JFEQ        a<raw b<raw lo:target
    JFNE        a<raw b<raw lo:target
    JFLT        a<raw b<raw lo:target
    JFLE        a<raw b<raw lo:target
    JFNLT       a<raw b<raw lo:target
    JFNLE       a<raw b<raw lo:target
    JNONE       a<value lo:target
    JNNONE      a<value lo:target
    LOOP        a<>raw b<raw lo:target
    LOOPI       a<>raw hi:immediate lo:target
    JBACK       lo:target                                              ends
    JTBACK      a<raw lo:target
    RANGELEN    a>raw b<raw c<raw imm<raw
    DERIVE      a>raw b<raw c<raw imm<raw

calls: CALLSELF a function of this program, CALLM a method of the first argument, CALLV a first argument that is a function;
FUSED does what the instructions of its run do, or nothing
    CALL        a>result b:results c:count lo:arguments hi:callee
    CALLSELF    a>result b:results c:count lo:arguments hi:function
    CALLM       a>result b:results c:count lo:receiver hi:method       op_call_method long
    CALLV       a>result b:results c:count lo:receiver                 op_call_value long
    PYCALL      a>result b:results c:count lo:arguments hi:python_call op_pycall long
    OP          a>result b:results c:count lo:arguments hi:operator    op_operator long
    KERNEL      a>result b:results c:count lo:arguments hi:kernel      op_kernel long
    FUSED       lo:run
    FORK        a>value c:count lo:arguments hi:function               op_fork
    LAZYFORK    a>value c:count lo:arguments hi:function
    WAIT        a>result b:bank c<!value imm:taken
    RET         a<!result b:bank                                       ends
    RETNONE                                                            ends
    PRINT       c:count lo:arguments                                   op_print long
    RAISE       a:exception b:given lo:argument hi:name                op_raise ends
    ENTER       a:context c:count lo:arguments                         op_enter
    ENTERED     c:count lo:receiver hi:callee                          op_entered
    LEAVE                                                              op_leave

building and taking apart
    TUPLE       a>value c:count lo:arguments hi:tuple_type             op_tuple
    LIST        a>value c:count lo:arguments hi:type                   op_list
    DICT        a>value c:count lo:arguments hi:dict_type              op_dict
    UNTUPLE     a<!value b:taken c:count lo:outputs                    op_untuple
    UNLIST      a<!value b:taken c:count lo:outputs                    op_unlist
    TUPLEGET    a>result b:bank c<value imm:immediate                  op_tuple_get
    TUPLEGETR   a>result b:bank c<value imm<raw                        op_tuple_get_register
    TUPLESLICE  a>value c<value imm:slice                              op_tuple_slice
    GETATTR     a>result b:bank c<value imm:slot                       op_get_attr
    SETATTR     a<value hi:slot lo:argument                            op_set_attr
    NEW         a>value imm:class                                      op_new
    ISINSTANCE  a>raw c<value imm:type                                 op_isinstance
    EXACT       a>value c<value imm:type                               op_exact
    ISNONE      a>raw c<value                                          op_is_none
    ISNOTNONE   a>raw c<value                                          op_is_not_none
    UNWRAP      a>value b:taken c<!value                               op_unwrap
    CAST        a>value c<value imm:type                               op_cast
    LISTLEN     a>raw c<value                                          op_list_len
    LISTGET     a>result b:bank c<value imm<raw                        op_list_get
    LISTGETI    a>result b:bank c<value imm:immediate                  op_list_get_constant
    LISTSET     a<value b<raw lo:argument                              op_list_set
    APPEND      a<value lo:argument                                    op_append
    UNREACHABLE                                                        op_unreachable ends
"""

_OPERAND = re.compile(r"(a|b|c|imm|lo|hi)(<>|<!|<|>|:)(\w+)")
FINGERPRINT = hashlib.sha256(_ROWS.encode()).hexdigest()[:16]  # a core that was built from other rows is refused


@dataclass(frozen=True)
class Operand:
    """``direction`` as in the rows."""

    place: str
    direction: str
    kind: str


@dataclass(frozen=True)
class Instruction:
    """A row, and what the encoder asks of it over and over."""

    name: str
    operands: tuple[Operand, ...] = ()
    function: str = ""  # of csrc/vm, its body; empty where that stands in the loop
    ends: bool = False
    long: bool = False
    reads: tuple[str, ...] = field(init=False)  # places of registers, without those of the operand list
    writes: tuple[str, ...] = field(init=False)
    takes: str = field(init=False)  # the place of the register that can be taken
    taken: str = field(init=False)  # where to say so; empty where it always is
    has_list: bool = field(init=False)

    def __post_init__(self) -> None:
        facts = {
            "reads": tuple(o.place for o in self.operands if "<" in o.direction),
            "writes": tuple(o.place for o in self.operands if ">" in o.direction),
            "takes": "".join(o.place for o in self.operands if o.direction == "<!"),
            "taken": self.place("taken"),
            "has_list": self.place(*LISTS) != "",
        }
        self.__dict__.update(facts)

    def place(self, *kinds: str) -> str:
        """Where the operand of one of these kinds stands; empty where there is none."""
        return next((o.place for o in self.operands if o.kind in kinds), "")


def _read_operand(word: str) -> Operand | None:
    match = _OPERAND.fullmatch(word)
    if match is None:
        return None
    operand = Operand(*match.groups())
    if operand.kind not in KINDS or (operand.kind in REGISTERS) != (operand.direction != ":"):
        raise ValueError(f"no kind of operand: {word}")
    return operand


def _read_row(line: str) -> Instruction:
    name, *words = line.split()
    operands = [operand for word in words if (operand := _read_operand(word))]
    functions = [word for word in words if word.startswith("op_")]
    if len(functions) > 1 or len(operands) + len(functions) + ("ends" in words) + ("long" in words) != len(words):
        raise ValueError(f"not a row of the instruction set: {line}")
    return Instruction(name, tuple(operands), "".join(functions), "ends" in words, "long" in words)


INSTRUCTIONS = {row.name: row for row in map(_read_row, re.findall(r"^ +\S.*$", _ROWS, re.MULTILINE))}
