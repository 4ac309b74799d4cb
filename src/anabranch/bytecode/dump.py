"""A program as text, for golden tests and ``ANABRANCH_DUMP=bytecode``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..ir.kinds import CONTEXTS
from ..ops import OWN_OPS
from .instructions import INSTRUCTIONS, LISTS, REGISTERS, Operand
from .program import MULTI_RESULT, Bank, FunctionCode, Instr, OperandKind, Program, high, low, split_operand

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
    """The operands in the order of their row; what is called stands before the list of its arguments."""
    spec = INSTRUCTIONS[i.op]
    registers = [_operand(program, i, o) for o in spec.operands if o.kind in REGISTERS]
    others = [_operand(program, i, o) for o in spec.operands if o.kind not in REGISTERS]
    if spec.has_list:
        others = [_list(program, i, "".join(others))]
    return f"{i.op:9} {', '.join(filter(None, registers + others))}".rstrip()


def _operand(program: Program, i: Instr, o: Operand) -> str:
    if o.kind == "result":
        return f"{_PREFIX[Bank(i.b)]}{i.a}" if i.b < MULTI_RESULT else ""
    spec = INSTRUCTIONS[i.op]
    is_taken = o.place == spec.takes and spec.taken and getattr(i, spec.taken)
    return _TEXTS[o.kind](program, getattr(i, o.place)) + ("!" if is_taken else "")


def _constant(program: Program, index: int) -> str:
    found = program.constants[index]
    name = getattr(found.value, "name", None) or getattr(found.value, "__name__", None)
    return f"{name}" if name else repr(found.value)


# How a number shows, by its kind.
_TEXTS: dict[str, Callable[[Program, Any], str]] = {
    "raw": lambda program, x: f"r{x}",
    "value": lambda program, x: f"v{x}",
    **dict.fromkeys(("immediate", "modulus", "divisor", "run"), lambda program, x: str(x)),
    **dict.fromkeys(("bank", "results", "count", "taken", "given", "exception", *LISTS), lambda program, x: ""),
    "slice": lambda program, x: f"[{low(x)}:{high(x)}]",
    "target": lambda program, x: f"-> {x}",
    "constant": _constant,
    "python_call": _constant,
    "class": lambda program, x: program.classes[x].name,
    "type": lambda program, x: str(program.types[x]),
    "dict_type": lambda program, x: str(program.types[x]),
    "tuple_type": lambda program, x: str(program.types[x - 1]) if x else "",
    "name": lambda program, x: program.names[x],
    "method": lambda program, x: f".{program.names[x]}",
    "callee": lambda program, x: program.callees[x].qualified_name,
    "function": lambda program, x: program.functions[x].name,
    "operator": lambda program, x: program.operators[x].qualified,
    "kernel": lambda program, x: f"{OWN_OPS.by_qualified_name[program.kernels[x]].native}",
    "slot": lambda program, x: f"[{x}]",
    "context": lambda program, x: CONTEXTS[x].rpartition(".")[2],
}


def _list(program: Program, i: Instr, called: str) -> str:
    """``called(arguments) -> results``; or only the outputs, where the list has no arguments."""
    spec = INSTRUCTIONS[i.op]
    n_args = 1 if spec.place("argument") else i.c
    n_results = i.b - MULTI_RESULT if spec.place("results") and i.b >= MULTI_RESULT else 0
    shown = [_listed(program, bits) for bits in program.operands[i.lo : i.lo + n_args + n_results]]
    if spec.place("outputs"):
        return f"-> {', '.join(shown)}"
    results = f" -> {', '.join(shown[n_args:])}" if n_results else ""
    return f"{called}({', '.join(shown[:n_args])}){results}"


def _listed(program: Program, bits: int) -> str:
    kind, index = split_operand(bits)
    if kind is OperandKind.CONST:
        return _constant(program, index)
    if kind is OperandKind.MOVE:
        return f"v{index}!"
    return f"v{index}" if kind is OperandKind.COPY else f"{'ifb'[kind]}{index}"
