"""A program as text, for golden tests and ``ANABRANCH_DUMP=bytecode``."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from .opcodes import OPERAND_LISTS, SIGNATURES
from .program import CONTEXT_KINDS, MULTI_RESULT, Bank, FunctionCode, Instr, OperandKind, Program, split_operand

_PREFIX = {Bank.INT: "i", Bank.FLOAT: "f", Bank.BOOL: "b", Bank.VALUE: "v"}


def dump(program: Program, spans: bool = False) -> str:
    """One line an instruction; ``spans`` adds the places."""
    lines: list[str] = []
    for f in program.functions:
        lines += _function(program, f, spans)
    return "\n".join(lines) + "\n"


def _function(program: Program, f: FunctionCode, spans: bool) -> Iterator[str]:
    params = ", ".join(f"{_PREFIX[bank]}{reg}" for bank, reg in f.params)
    yield f"{f.name}({params}) -> {f.result.name.lower()}  [{f.n_raw} raw, {f.n_values} values]"
    for at, (instr, span) in enumerate(zip(f.code, f.spans, strict=True)):
        place = f"  # {program.spans[span]}" if spans and program.spans[span] else ""
        yield f"  {at:3} {_instr(program, instr)}{place}".rstrip()


def _instr(program: Program, i: Instr) -> str:
    signature = SIGNATURES[i.op]
    a, b, c = (_field(kind, x, i) for kind, x in zip(signature, (i.a, i.b, i.c), strict=False))
    shown = [x for x in (a, b, c, *_imm(program, i, signature[3])) if x]
    return f"{i.op:9} {', '.join(shown)}".rstrip()


def _field(kind: str, x: int, i: Instr) -> str:
    if kind == "r":
        return f"r{x}"
    if kind == "v":
        return f"v{x}"
    if kind == "x" and i.b < MULTI_RESULT:
        return f"{_PREFIX[Bank(i.b)]}{x}"
    if kind == "n" and SIGNATURES[i.op][3] not in OPERAND_LISTS:
        return str(x)
    return ""


def _imm(program: Program, i: Instr, kind: str) -> Iterator[str]:
    if kind in OPERAND_LISTS:
        yield from _call(program, i, kind)
    elif kind in "tT" and i.op == "TUPLESLICE":
        yield f"[{i.lo}:{i.hi}]"
    elif kind in "tT":
        if kind == "T":
            yield str(i.hi)
        yield f"-> {i.lo}"
    elif kind in "CYZ":
        yield _pool_entry(program, i.imm, kind)
    elif kind == "r":
        yield f"r{i.imm}"
    elif kind in "in":
        yield str(i.imm)


def _pool_entry(program: Program, index: int, kind: str) -> str:
    if kind == "C":
        return _constant(program, index)
    return program.classes[index].name if kind == "Y" else str(program.types[index])


def _constant(program: Program, index: int) -> str:
    found = program.constants[index]
    name = getattr(found.value, "name", None) or getattr(found.value, "__name__", None)
    return f"{name}" if name else repr(found.value)


def _call(program: Program, i: Instr, kind: str) -> Iterator[str]:
    n_args = 1 if kind == "A" else i.c
    has_bank = SIGNATURES[i.op][1] == "b"
    n_results = i.b - MULTI_RESULT if has_bank and i.b >= MULTI_RESULT else 0
    operands = program.operands[i.lo : i.lo + n_args + n_results]
    shown = [_operand(program, bits) for bits in operands]
    if i.op in ("UNTUPLE", "UNLIST"):
        yield f"-> {', '.join(shown)}" + (" taken" if i.b else "")
        return
    results = f" -> {', '.join(shown[n_args:])}" if n_results else ""
    yield f"{_callee(program, i, kind)}({', '.join(shown[:n_args])}){results}"


def _callee(program: Program, i: Instr, kind: str) -> str:
    names = {
        "F": lambda: program.callees[i.hi].qualified_name,
        "S": lambda: program.functions[i.hi].name,
        "M": lambda: "." + program.names[i.hi],
        "P": lambda: _constant(program, i.hi),
        "O": lambda: program.operators[i.hi].qualified,
        "K": lambda: program.kernels[i.hi],
        "Q": lambda: str(program.types[i.hi]),
        "N": lambda: str(program.types[i.hi - 1]) if i.hi else "",
        "A": lambda: program.names[i.hi] if i.op == "RAISE" else f"[{i.hi}]" if i.op == "SETATTR" else "",
        "L": lambda: CONTEXT_KINDS[i.a] if i.op == "ENTER" else "",
    }
    return names[kind]()


def _operand(program: Program, bits: int) -> str:
    kind, index = split_operand(bits)
    if kind is OperandKind.CONST:
        return _constant(program, index)
    if kind is OperandKind.MOVE:
        return f"v{index}!"
    return f"v{index}" if kind is OperandKind.COPY else f"{'ifb'[kind]}{index}"


def as_float(imm: int) -> float:
    """What an LDI puts into a float register."""
    return float(struct.unpack("<d", struct.pack("<q", imm))[0])
