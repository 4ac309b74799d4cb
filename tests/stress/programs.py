"""Random programs: forks, nesting, containers of futures, control flow, errors and recursion, as source text.

A program is some functions ``f0 … fn`` of two ints; each may call and fork the earlier ones, and some fork themselves.
Everything is pure and ints stay below 10,007, so that plain Python, the interpreter and the machine on any number of
workers must give the same value or the same error.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from stress.choices import Choices

HEADER = """\
from typing import Dict, List, Optional, Tuple

import torch
from torch import Tensor

import anabranch as ab


def leaf(a: int, b: int = 1) -> int:
    return (a * 5 + b) % 10007
"""
MOD = 10007


@dataclass
class Scope:
    """The variables that a function may use at this point, by type."""

    ints: list[str] = field(default_factory=list)
    futures: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    fresh: int = 0

    def new(self, prefix: str) -> str:
        self.fresh += 1
        return f"{prefix}{self.fresh}"

    def inner(self) -> Scope:
        return Scope(list(self.ints), list(self.futures), list(self.lists), self.fresh)


class Program:
    """Writes one program; ``source`` is its text, its entry is ``main``."""

    def __init__(self, choose: Choices) -> None:
        self.choose = choose
        self.lines: list[str] = []
        self.callable = ["leaf"]
        count = 1 + choose.below(4)
        for number in range(count):
            self._function(f"f{number}")
        self._main()
        self.source = HEADER + "\n".join(self.lines) + "\n"

    # --- functions ---------------------------------------------------------------------------------------------------

    def _function(self, name: str) -> None:
        recursive = self.choose.chance(25)
        self.lines += ["", f"def {name}(a: int, b: int) -> int:"]
        scope = Scope(ints=["a", "b"])
        if recursive:
            self._recursion(name, scope)
        for _ in range(1 + self.choose.below(4)):
            self._statement(scope, "    ", loops=1)
        self.lines.append(f"    return {self._int(scope)}")
        self.callable.append(name)

    def _recursion(self, name: str, scope: Scope) -> None:
        """Forks itself with a smaller first argument; the argument is cut so that the tree stays small."""
        depth, left = scope.new("d"), scope.new("v")
        self.lines += [
            f"    {depth} = a % {2 + self.choose.below(4)}",
            f"    if {depth} == 0:",
            "        return b",
            f"    {left} = ab.fork({name}, {depth} - 1, b + 1)",
        ]
        scope.futures.append(left)
        if self.choose.chance(40):
            right = scope.new("v")
            self.lines.append(f"    {right} = ab.fork({name}, {depth} - 1, b * 2)")
            scope.futures.append(right)

    def _main(self) -> None:
        self.lines += ["", "def main(a: int, b: int) -> int:"]
        scope = Scope(ints=["a", "b"])
        for _ in range(1 + self.choose.below(5)):
            self._statement(scope, "    ", loops=2)
        self.lines.append(f"    return {self._int(scope)}")

    # --- statements --------------------------------------------------------------------------------------------------

    def _statement(self, scope: Scope, indent: str, loops: int) -> None:
        writers = [self._assign, self._fork, self._fork, self._wait, self._branch, self._error, self._tensor]
        writers += [self._future_list, self._future_dict, self._future_tuple, self._optional, self._never_waited]
        if loops > 0:
            writers += [self._loop, self._while]
        writer = self.choose.pick(writers)
        if writer in (self._loop, self._while, self._branch):
            writer(scope, indent, loops)  # type: ignore[call-arg, arg-type]
        else:
            writer(scope, indent)  # type: ignore[call-arg]

    def _assign(self, scope: Scope, indent: str) -> None:
        value = self._int(scope)
        name = scope.new("i")
        self.lines.append(f"{indent}{name} = {value}")
        scope.ints.append(name)

    def _fork_text(self, scope: Scope) -> str:
        callee = self.choose.pick(self.callable)
        first, second = self._int(scope), self._int(scope)
        if self.choose.chance(30):
            return f"ab.fork({callee}, b={second}, a={first})"
        return f"ab.fork({callee}, {first}, {second})"

    def _fork(self, scope: Scope, indent: str) -> None:
        text = self._fork_text(scope)
        name = scope.new("v")
        self.lines.append(f"{indent}{name} = {text}")
        scope.futures.append(name)

    def _never_waited(self, scope: Scope, indent: str) -> None:
        self.lines.append(f"{indent}{self._fork_text(scope)}")

    def _wait(self, scope: Scope, indent: str) -> None:
        if not scope.futures:
            return self._fork(scope, indent)
        future = self.choose.pick(scope.futures)
        name = scope.new("i")
        self.lines.append(f"{indent}{name} = {self._wait_text(future)}")
        scope.ints.append(name)
        return None

    def _wait_text(self, future: str) -> str:
        return f"{future}.wait()" if self.choose.chance(30) else f"ab.wait({future})"

    def _branch(self, scope: Scope, indent: str, loops: int) -> None:
        name = scope.new("i")
        self.lines += [f"{indent}{name} = {self._int(scope)}", f"{indent}if {self._condition(scope)}:"]
        for _ in range(self.choose.below(3)):
            self._statement(inner := scope.inner(), indent + "    ", loops - 1)
            scope.fresh = inner.fresh
        self.lines += [
            f"{indent}    {name} = {self._int(scope)}",
            f"{indent}else:",
            f"{indent}    {name} = {self._int(scope)}",
        ]
        scope.ints.append(name)

    def _loop(self, scope: Scope, indent: str, loops: int) -> None:
        total, index, waiting = scope.new("i"), scope.new("k"), scope.new("w")
        self.lines += [
            f"{indent}{total} = {self._int(scope)}",
            f"{indent}{waiting} = ab.annotate(List[ab.Future[int]], [])",
            f"{indent}for {index} in range({self.choose.below(5)}):",
        ]
        inner = scope.inner()
        inner.ints.append(index)
        if self.choose.chance(30):
            word = "continue" if self.choose.chance(50) else "break"
            self.lines.append(f"{indent}    if {self._condition(inner)}:\n{indent}        {word}")
        self.lines.append(f"{indent}    {waiting}.append({self._fork_text(inner)})")
        scope.fresh = inner.fresh
        self.lines += [
            f"{indent}for {waiting}x in {waiting}:",
            f"{indent}    {total} = ({total} * 3 + ab.wait({waiting}x)) % {MOD}",
        ]
        scope.ints.append(total)

    def _while(self, scope: Scope, indent: str, loops: int) -> None:
        count, total = scope.new("k"), scope.new("i")
        self.lines += [
            f"{indent}{total} = {self._int(scope)}",
            f"{indent}{count} = {self.choose.below(4)}",
            f"{indent}while {count} > 0:",
            f"{indent}    {count} -= 1",
            f"{indent}    {total} = ({total} + ab.wait({self._fork_text(scope)})) % {MOD}",
        ]
        scope.ints.append(total)

    def _error(self, scope: Scope, indent: str) -> None:
        kind = self.choose.below(4)
        condition, number = self._condition(scope), self.choose.below(100)
        if kind == 0:
            self.lines += [f"{indent}if {condition}:", f'{indent}    raise ValueError("error {number}")']
        elif kind == 1:
            self.lines.append(f"{indent}assert not ({condition}), 'assertion {number}'")
        elif kind == 2:
            name = scope.new("i")
            self.lines.append(f"{indent}{name} = [1, 2, 3, 4][{self._int(scope)} % 6]")
            scope.ints.append(name)
        else:
            name = scope.new("i")
            self.lines.append(f"{indent}{name} = {self._int(scope)} // ({self._int(scope)} % 9)")
            scope.ints.append(name)

    def _tensor(self, scope: Scope, indent: str) -> None:
        value, name = scope.new("t"), scope.new("i")
        operator = self.choose.pick(["torch.neg", "torch.abs", "torch.square"])
        self.lines += [
            f"{indent}{value} = ab.fork({operator}, torch.tensor([{self._int(scope)} % 100, 2]))",
            f"{indent}{name} = int(ab.wait({value}).sum().item()) % {MOD}",
        ]
        scope.ints.append(name)

    # --- futures in containers ---------------------------------------------------------------------------------------

    def _future_list(self, scope: Scope, indent: str) -> None:
        name, value = scope.new("l"), scope.new("v")
        items = ", ".join(self._fork_text(scope) for _ in range(1 + self.choose.below(3)))
        self.lines += [f"{indent}{name} = [{items}]", f"{indent}{value} = {name}[{self._int(scope)} % len({name})]"]
        scope.futures.append(value)

    def _future_dict(self, scope: Scope, indent: str) -> None:
        name, value = scope.new("m"), scope.new("v")
        self.lines += [
            f"{indent}{name}: Dict[str, ab.Future[int]] = {{}}",
            f'{indent}{name}["x"] = {self._fork_text(scope)}',
            f'{indent}{name}["y"] = {self._fork_text(scope)}',
            f'{indent}{value} = {name}["{self.choose.pick("xy")}"]',
        ]
        scope.futures.append(value)

    def _future_tuple(self, scope: Scope, indent: str) -> None:
        name, value, number = scope.new("p"), scope.new("v"), scope.new("i")
        self.lines += [
            f"{indent}{name} = ({self._fork_text(scope)}, {self._int(scope)})",
            f"{indent}{value}, {number} = {name}",
        ]
        scope.futures.append(value)
        scope.ints.append(number)

    def _optional(self, scope: Scope, indent: str) -> None:
        name, value = scope.new("o"), scope.new("i")
        self.lines += [
            f"{indent}{name}: Optional[ab.Future[int]] = None",
            f"{indent}if {self._condition(scope)}:",
            f"{indent}    {name} = {self._fork_text(scope)}",
            f"{indent}{value} = {self._int(scope)}",
            f"{indent}if {name} is not None:",
            f"{indent}    {value} = ab.wait({name})",
        ]
        scope.ints.append(value)

    # --- expressions -------------------------------------------------------------------------------------------------

    def _int(self, scope: Scope) -> str:
        kind = self.choose.below(6)
        if kind == 0:
            return str(self.choose.below(20))
        if kind <= 3:
            return self.choose.pick(scope.ints)
        if kind == 4:
            left, right = self.choose.pick(scope.ints), self.choose.pick(scope.ints)
            return f"(({left} {self.choose.pick('+-*')} {right}) % {MOD})"
        return f"{self.choose.pick(self.callable)}({self.choose.pick(scope.ints)}, {self.choose.below(10)})"

    def _condition(self, scope: Scope) -> str:
        left = self.choose.pick(scope.ints)
        return f"{left} % {2 + self.choose.below(7)} {self.choose.pick(['==', '<', '!='])} {self.choose.below(4)}"
