"""Random programs of ``with`` statements and errors: contexts of users and of torch, nested, in loops, calls and tasks.

What runs tells of itself (``note``), so that plain Python, the interpreter and the machine can be compared by what they did as
well as by what came out.  ``__exit__`` may raise, enter contexts, fork and wait in its turn.
"""

from __future__ import annotations

from stress.choices import Choices

HEADER = """\
from typing import Any, List

import torch
from torch import Tensor

import anabranch as ab

NOTES: List[str] = []


@ab.ignore
def note(text: str) -> None:
    NOTES.append(text)


@ab.ignore
def fails_in_python(text: str) -> int:
    raise LookupError(text)


class OwnError(Exception):
    pass


class Log:
    def __init__(self, name: str, kind: int):
        self.name = name
        self.kind = kind

    def __enter__(self):
        note("enter " + self.name)
        if self.kind == 7:
            raise OwnError("no entry to " + self.name)
        return self.kind

    def __exit__(self, type, value, trace):
        note(f"exit {self.name}: {type} {value} {type is None} {torch.is_grad_enabled()}")
        if self.kind == 1 and type is not None:
            raise OwnError("from the exit of " + self.name)
        if self.kind == 2:
            note(str(leaf(ab.wait(ab.fork(leaf, 3)))))
        if self.kind == 3:
            with Log(self.name + "'", 1), torch.no_grad():
                note("inner")
                if type is not None:
                    note(str(1 // (self.kind - 3)))
        if self.kind == 4:
            raise ValueError("always from " + self.name)
        if self.kind == 5:
            for i in range(3):
                with Log(self.name + str(i), 0):
                    if i == 1:
                        break
        note("left " + self.name)


def leaf(a: int) -> int:
    return 100 // (a % 7)
"""
ERRORS = (
    "raise ValueError(f'value {a}')",
    "raise OwnError('own')",
    "assert a < 0, 'assertion'",
    "a = [1, 2, 3][a + 3]",
    "a = a // (a - a)",
    "a = leaf(7 * a)",
    "a = fails_in_python('look')",
    "a = int(torch.ones(2, 3).mm(torch.ones(2, 3)).sum())",
    "a = int(torch.ones(2)[a + 2])",
)
CONTEXTS = ("torch.no_grad()", "torch.enable_grad()", "torch.inference_mode()", "torch.set_grad_enabled(a % 2 == 0)")


class WithProgram:
    """Writes one program; ``source`` is its text, its entry is ``main``.  Forks only where ``forks`` says so."""

    def __init__(self, choose: Choices, forks: bool) -> None:
        self.choose = choose
        self.forks = forks
        self.lines: list[str] = []
        self.callable = ["leaf"]
        self.names = 0
        for number in range(self.choose.below(3)):
            self._function(f"f{number}")
        self._function("main")
        self.source = HEADER + "\n".join(self.lines) + "\n"

    def _function(self, name: str) -> None:
        self.lines += ["", "", f"def {name}(a: int) -> int:", f'    note("{name}")']
        self._statements("    ", 3, in_loop=False)
        self.lines.append("    return a + 1")
        self.callable.append(name)

    def _statements(self, indent: str, depth: int, in_loop: bool) -> None:
        for _ in range(1 + self.choose.below(3)):
            writers = [self._step, self._call, self._error, self._leave]
            if depth > 0:
                writers += [self._with, self._with, self._with, self._branch, self._loop]
            self.choose.pick(writers)(indent, depth, in_loop)

    # --- statements ----------------------------------------------------------------------------------------------------

    def _step(self, indent: str, depth: int, in_loop: bool) -> None:
        self.lines += [f"{indent}a += {self.choose.below(3)}", f"{indent}note(str(a))"]

    def _call(self, indent: str, depth: int, in_loop: bool) -> None:
        callee = self.choose.pick(self.callable)
        if self.forks and self.choose.chance(60):
            self.lines.append(f"{indent}a = ab.wait(ab.fork({callee}, a)) % 1000")
        else:
            self.lines.append(f"{indent}a = {callee}(a) % 1000")

    def _error(self, indent: str, depth: int, in_loop: bool) -> None:
        self.lines += [f"{indent}if {self._condition()}:", f"{indent}    {self.choose.pick(ERRORS)}"]

    def _leave(self, indent: str, depth: int, in_loop: bool) -> None:
        ways = ["return a + 2", "return leaf(a)", *(["break", "continue"] if in_loop else [])]
        self.lines += [f"{indent}if {self._condition()}:", f"{indent}    {self.choose.pick(ways)}"]

    def _with(self, indent: str, depth: int, in_loop: bool) -> None:
        items = ", ".join(self._item() for _ in range(1 + self.choose.below(2)))
        self.lines.append(f"{indent}with {items}:")
        self._statements(indent + "    ", depth - 1, in_loop)

    def _item(self) -> str:
        if self.choose.chance(25):
            return self.choose.pick(CONTEXTS)
        self.names += 1
        kind = self.choose.below(8) if self.choose.chance(60) else 0
        return f'Log("c{self.names}", {kind})' + (" as a" if self.choose.chance(20) else "")

    def _branch(self, indent: str, depth: int, in_loop: bool) -> None:
        self.lines.append(f"{indent}if {self._condition()}:")
        self._statements(indent + "    ", depth - 1, in_loop)
        if self.choose.chance(50):
            self.lines.append(f"{indent}else:")
            self._statements(indent + "    ", depth - 1, in_loop)

    def _loop(self, indent: str, depth: int, in_loop: bool) -> None:
        self.names += 1
        name = f"i{self.names}"
        self.lines += [f"{indent}for {name} in range({1 + self.choose.below(3)}):", f"{indent}    a += {name}"]
        self._statements(indent + "    ", depth - 1, in_loop=True)

    def _condition(self) -> str:
        return f"a % {2 + self.choose.below(4)} {self.choose.pick(['==', '!='])} {self.choose.below(3)}"
