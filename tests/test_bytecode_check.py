"""The loader's check: a program with one wrong number is refused, for every operand of every instruction."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

from anabranch.base.errors import BackendError
from anabranch.bytecode import dump, instructions
from anabranch.bytecode.dump import _TEXTS
from anabranch.bytecode.instructions import FINGERPRINT, INSTRUCTIONS, KINDS, LISTS, Instruction, _read_row
from anabranch.bytecode.program import (
    MULTI_RESULT,
    Bank,
    Constant,
    FunctionCode,
    Instr,
    OperandKind,
    Program,
    PythonCall,
    high,
    low,
    operand,
    pack,
)
from anabranch.lang.nominal import ClassType
from anabranch.lang.types import INT, PYOBJECT, DictType, NamedTupleType
from anabranch.runtime import native
from anabranch.runtime.backend import backend
from anabranch.runtime.native_types import handle_of

END = Instr("UNREACHABLE")
REGISTERS, LISTED = 3, 2  # of each bank; operands in the pool
POINT, DICT = NamedTupleType((INT,), "__torch__.Point", ("x",)), DictType(INT, INT)
RIGHT = {"bank": 3, "results": 3, "count": 1, "modulus": 1, "divisor": 2, "tuple_type": 1, "dict_type": 1, "given": 1}
# Numbers that no operand of the kind can be, in these programs.
WRONG: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("raw", "value", "result"), (REGISTERS, 0xFFFF)),
    **dict.fromkeys(("class", "name", "method", "callee", "function", "operator", "kernel"), (1, -1, 2**31 - 1)),
    **dict.fromkeys(("constant", "type", "target", "run"), (2, -1, 2**31 - 1)),
    **dict.fromkeys(LISTS, (LISTED, -1, 2**31 - 1)),
    "bank": (4, MULTI_RESULT, 0xFFFF),
    "results": (4, MULTI_RESULT - 1, MULTI_RESULT + LISTED, 0xFFFF),
    "count": (LISTED + 1, 0xFFFF),
    "taken": (2, 0xFFFF),
    "given": (2, 0xFFFF),
    "modulus": (0,),
    "divisor": (0, -1),
    "exception": (1, 2, 0xFFFF),  # an int; none
    "python_call": (1, 2, -1),
    "tuple_type": (2, 3, -1),  # a dict's; none
    "dict_type": (0, 2, -1),
    "slot": (-1,),
    "context": (5, 0xFFFF),
    **dict.fromkeys(("immediate", "slice"), ()),
}


def program_of(*code: Instr, operands: tuple[int, ...] = (operand(OperandKind.COPY, 0),) * LISTED) -> Program:
    f = FunctionCode("f", ((Bank.VALUE, 0),), Bank.VALUE, REGISTERS, REGISTERS, list(code), [0] * len(code))
    return Program("f", [f], list(operands), kernels=["aten::copy.t"], names=["ValueError"])


def load(program: Program) -> None:
    backend("native")
    core, box = native.core(), ClassType("__torch__.Box")
    handle = core.declare("f")
    call = core.PythonCall("call", len, [handle_of(INT)], handle_of(INT))
    core.define(
        handle,
        program,
        [(call, handle_of(PYOBJECT)), (1, handle_of(INT))],
        ["aten::relu"],
        ["list_copy"],
        [handle],
        [handle_of(box)],
        [handle_of(POINT), handle_of(DICT)],
    )


def valid(i: Instruction) -> dict[str, int]:
    """Places and numbers that the check accepts: the first register, the first entry."""
    return dict.fromkeys(("a", "b", "c", "imm", "lo", "hi"), 0) | {o.place: RIGHT.get(o.kind, 0) for o in i.operands}


def instruction(i: Instruction, numbers: dict[str, int]) -> Instr:
    halves = i.place(*LISTS, "target", "run") != ""
    imm = pack(numbers["lo"], numbers["hi"]) if halves else numbers["imm"]
    return Instr(i.name, numbers["a"], numbers["b"], numbers["c"], imm)


def wrong_numbers(i: Instruction) -> Iterator[tuple[str, Instr]]:
    for o in i.operands:
        for number in WRONG[o.kind]:
            if number >= 0 or o.place not in "abc":  # those are unsigned
                yield f"{o.kind} {number}", instruction(i, valid(i) | {o.place: number})


def test_every_kind_of_operand_has_wrong_numbers_and_a_text() -> None:
    assert WRONG.keys() == set(KINDS)
    assert _TEXTS.keys() | {"result"} == set(KINDS)


@pytest.mark.parametrize("name", INSTRUCTIONS)
def test_a_wrong_number_is_refused(name: str) -> None:
    i = INSTRUCTIONS[name]
    load(program_of(instruction(i, valid(i)), END))
    for what, wrong in wrong_numbers(i):
        with pytest.raises(RuntimeError, match=f"bad bytecode: f at 0 \\({name}\\)"):
            load(program_of(wrong, END))
            pytest.fail(f"{name} with {what}")


@pytest.mark.parametrize("name", [name for name, i in INSTRUCTIONS.items() if i.has_list])
def test_a_wrong_entry_of_an_operand_list_is_refused(name: str) -> None:
    i = INSTRUCTIONS[name]
    wrong = [operand(kind, 3) for kind in OperandKind] + [6 << 24, 255 << 24]
    if i.place("outputs"):
        wrong.append(operand(OperandKind.CONST, 0))
    if i.place("receiver"):
        wrong.append(operand(OperandKind.INT, 0))
    for bits in wrong:
        with pytest.raises(RuntimeError, match=f"bad bytecode: f at 0 \\({name}\\)"):
            load(program_of(instruction(i, valid(i)), END, operands=(bits, 0)))
            pytest.fail(f"{name} with {bits:#x}")


@pytest.mark.parametrize("name", [name for name, i in INSTRUCTIONS.items() if i.place("results")])
def test_a_constant_is_no_result(name: str) -> None:
    i = INSTRUCTIONS[name]
    several = instruction(i, valid(i) | {"b": MULTI_RESULT + 1})
    register, constant = operand(OperandKind.COPY, 0), operand(OperandKind.CONST, 0)
    load(program_of(several, END, operands=(register, register)))
    with pytest.raises(RuntimeError, match=f"bad bytecode: f at 0 \\({name}\\): a constant as a result"):
        load(program_of(several, END, operands=(register, constant)))


def test_counts_that_a_callee_gives_are_checked() -> None:
    for name in ("CALLSELF", "FORK", "OP", "TUPLE", "CALLM", "CALLV", "ENTERED"):
        i = INSTRUCTIONS[name]
        with pytest.raises(RuntimeError, match="bad bytecode"):
            load(program_of(instruction(i, valid(i) | {"c": 0}), END))
    autocast = INSTRUCTIONS["ENTER"]
    with pytest.raises(RuntimeError, match="autocast without a device"):
        load(program_of(instruction(autocast, valid(autocast) | {"a": 4, "c": 0}), END))


def test_a_function_does_not_fall_off_its_end() -> None:
    for name, i in INSTRUCTIONS.items():
        if i.ends:
            load(program_of(instruction(i, valid(i))))
        else:
            with pytest.raises(RuntimeError, match="falls off the end"):
                load(program_of(instruction(INSTRUCTIONS[name], valid(i))))


def test_every_instruction_shows_its_operands() -> None:
    for name, i in INSTRUCTIONS.items():
        program = program_of(instruction(i, valid(i)))
        program.constants += [Constant(PythonCall("call", len, (INT,), INT), PYOBJECT), Constant(1, INT)]
        program.types += [POINT, DICT]
        program.classes.append(ClassType("__torch__.Box"))
        program.callees.append(type("Callee", (), {"qualified_name": "g"})())
        program.operators.append(type("Schema", (), {"qualified": "aten::relu"})())
        shown = dump(program).splitlines()[1].split(maxsplit=2)
        assert shown[1] == name
        assert len(shown) == (3 if any(o.kind not in ("count", "taken") for o in i.operands) else 2)


@pytest.mark.parametrize("row", ["ADD a>raw b<nonsense", "ADD a:raw", "ADD b<count", "ADD a>raw sideways", "ADD op_one op_two"])
def test_a_row_that_says_nothing_is_refused(row: str) -> None:
    with pytest.raises(ValueError, match="instruction set|kind of operand"):
        _read_row(row)


def test_the_header_has_every_row() -> None:
    path = Path(__file__).parent.parent / "tools" / "instructions_header.py"
    spec = importlib.util.spec_from_file_location("instructions_header", path)
    assert spec is not None and spec.loader is not None
    header = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(header)
    text = "\n".join(header.text(instructions))
    assert all(f"  X({name}, " in text for name in INSTRUCTIONS)
    assert "X(CALLM, false, {Place::a, Kind::Result, false, true}, {Place::b, Kind::Results, false, false}" in text
    assert "X(CALLM, op_call_method)" in text


def test_a_core_of_another_table_is_refused() -> None:
    native.check_instructions(FINGERPRINT)
    with pytest.raises(BackendError, match="another table of instructions"):
        native.check_instructions("0" * 16)


def test_halves_of_an_immediate() -> None:
    assert [(low(pack(x, y)), high(pack(x, y))) for x, y in ((-1, 2), (3, -4))] == [(-1, 2), (3, -4)]
