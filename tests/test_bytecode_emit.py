"""Graph → Program: golden listings, and what the machine relies on."""

from __future__ import annotations

import re

import pytest

from anabranch.bytecode import dump
from anabranch.bytecode.emit import emit_graph
from anabranch.text.parser import parse_ir


def listing(text: str) -> str:
    return dump(emit_graph(parse_ir(text), "f"))


def test_an_int_loop_is_five_instructions_a_turn() -> None:
    assert listing(
        """
graph(%n : int):
  %true : bool = prim::Constant[value=1]()
  %zero : int = prim::Constant[value=0]()
  %three : int = prim::Constant[value=3]()
  %one : int = prim::Constant[value=1]()
  %s : int = prim::Loop(%n, %true, %zero)
    block0(%i : int, %s.1 : int):
      %m : int = aten::remainder(%i, %three)
      %c : bool = aten::eq(%m, %zero)
      %s.2 : int = prim::If(%c)
        block0():
          %a : int = aten::add(%s.1, %i)
          -> (%a)
        block1():
          %b : int = aten::sub(%s.1, %one)
          -> (%b)
      -> (%true, %s.2)
  return (%s)
"""
    ) == (
        """f(i0) -> int  [3 raw, 0 values]
    0 LDI       r1, 0
    1 LDI       r2, 0
    2 JLEI      r0, 0, -> 8
    3 JMODNE    r2, 3, 0, -> 6
    4 ADD       r1, r1, r2
    5 JMP       -> 7
    6 ADDI      r1, r1, -1
    7 LOOP      r2, r0, -> 3
    8 RET       i1
"""
    )


def test_a_fork_body_is_a_function_of_the_program() -> None:
    assert listing(
        """
graph(%x : Tensor):
  %f : Future[Tensor] = prim::fork_0(%x)
  %y : Tensor = aten::wait(%f)
  return (%y)
with prim::fork_0 = graph(%x : Tensor):
  %y : Tensor = aten::neg(%x)
  return (%y)
"""
    ) == (
        """f(v0) -> value  [0 raw, 1 values]
    0 LAZYFORK  v0, f.fork(v0!)
    1 WAIT      v0, v0!
    2 RET       v0
f.fork(v0) -> value  [0 raw, 1 values]
    0 FUSED     1
    1 OP        v0, aten::neg(v0!)
    2 RET       v0
"""
    )


def test_a_root_is_an_instruction() -> None:
    root = "graph(%x : float):\n  %y : float = aten::sqrt(%x)\n  return (%y)"
    assert listing(root) == "f(f0) -> float  [1 raw, 0 values]\n    0 FSQRT     r0, r0\n    1 RET       f0\n"


def test_a_value_is_taken_at_its_last_use_and_dropped_where_a_branch_does_not_need_it() -> None:
    text = listing(
        """
graph(%c : bool, %x : Tensor, %y : Tensor):
  %z : Tensor = prim::If(%c)
    block0():
      %a : Tensor = aten::mul(%x, %x)
      -> (%a)
    block1():
      %b : Tensor = aten::neg(%y)
      -> (%b)
  return (%z)
"""
    )
    assert "aten::mul.Tensor(v0, v0!)" in text  # copied once, then taken
    assert "aten::neg(v1!)" in text
    assert len(re.findall("DROP +v1", text)) == 1 and len(re.findall("DROP +v0", text)) == 1


def test_carried_values_that_change_places_are_swapped() -> None:
    text = listing(
        """
graph(%n : int, %a : int, %b : int):
  %true : bool = prim::Constant[value=1]()
  %x : int, %y : int = prim::Loop(%n, %true, %a, %b)
    block0(%i : int, %p : int, %q : int):
      -> (%true, %q, %p)
  %r : int = aten::sub(%x, %y)
  return (%r)
"""
    )
    assert text.count("SWAP") == 1


def test_a_while_loop_tests_at_its_end() -> None:
    text = listing(
        """
graph(%n : int):
  %zero : int = prim::Constant[value=0]()
  %one : int = prim::Constant[value=1]()
  %max : int = prim::Constant[value=9223372036854775807]()
  %go : bool = aten::lt(%zero, %n)
  %r : int = prim::Loop(%max, %go, %zero)
    block0(%i : int, %k : int):
      %k.1 : int = aten::add(%k, %one)
      %c : bool = aten::lt(%k.1, %n)
      -> (%c, %k.1)
  return (%r)
"""
    )
    turn = text.split("ADDI")[1]
    assert "JLE " in turn and "JBACK" in turn and "LT " not in text.replace("JLT", "")


@pytest.mark.parametrize("op", ["floordiv", "remainder"])
def test_divisors_that_need_a_check_are_registers(op: str) -> None:
    template = """
graph(%x : int):
  %d : int = prim::Constant[value={}]()
  %y : int = aten::{}(%x, %d)
  return (%y)
"""
    assert "I " in listing(template.format(7, op)).splitlines()[1]
    for divisor in (0, -1):
        assert "LDI" in listing(template.format(divisor, op))


def test_an_int_in_an_optional_is_boxed_and_unboxed() -> None:
    text = listing(
        """
graph(%c : bool, %x : int):
  %none : NoneType = prim::Constant()
  %o : int? = prim::If(%c)
    block0():
      -> (%x)
    block1():
      -> (%none)
  %is : bool = aten::__isnot__(%o, %none)
  %y : int = prim::If(%is)
    block0():
      %i : int = prim::unchecked_cast(%o)
      -> (%i)
    block1():
      -> (%x)
  return (%y)
"""
    )
    assert "BOXI" in text and "UNBOXI" in text and "JNONE" in text


def test_every_instruction_of_a_node_has_its_place() -> None:
    program = emit_graph(parse_ir("graph(%x : int):\n  %y : int = aten::neg(%x) # a.py:3:4\n  return (%y)\n"), "f")
    code = program.functions[0]
    assert len(code.spans) == len(code.code)
    assert str(program.spans[code.spans[0]]) == "a.py:3:4"
