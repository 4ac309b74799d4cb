"""Graphs of simple programs are torch.jit's, up to the numbers of values and the comments."""

import re
import warnings
from typing import Dict, List, Tuple

import pytest
import torch
from torch import Tensor, nn

import anabranch as ab

pytestmark = pytest.mark.compiles_only


def normal(text: str) -> str:
    """Without comments, values renamed in order of appearance, each graph on its own."""
    return "\nwith ".join(map(_renamed, re.sub(r" #.*", "", text).split("\nwith ")))


def _renamed(text: str) -> str:
    names: Dict[str, str] = {}
    return re.sub(r"%[\w.]+", lambda m: names.setdefault(m[0], f"%{len(names)}"), text)


def oracle(obj: object) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return str(torch.jit.script(obj).graph)


def add(a: Tensor, b: int) -> Tensor:
    return a + b


def seed(a):
    fut: torch.jit.Future[Tensor] = torch.jit.fork(add, a, b=2)
    return torch.jit.wait(fut)


def defaults(x: Tensor, k: int = 3) -> Tensor:
    return torch.roll(x, k, 0)


def two_forks(x: Tensor) -> Tensor:
    f = torch.jit.fork(defaults, x)
    g = torch.jit.fork(defaults, x, k=-1)
    return torch.jit.wait(f) * 10 + torch.jit.wait(g)


def builtin(x: Tensor, y: Tensor):
    a = torch.jit.fork(torch.neg, x)
    c = torch.jit.fork(torch.add, x, x, alpha=3)
    return torch.jit.wait(a) + torch.jit.wait(c)


def loop_of_forks(xs: List[Tensor], n: int):
    fs = torch.jit.annotate(List[torch.jit.Future[Tensor]], [])
    for x in xs:
        fs.append(torch.jit.fork(add, x, n))
    out = torch.zeros(1)
    for f in fs:
        out = out + f.wait()
    return out


def early_return(x: Tensor, n: int):
    if n > 5:
        return x + 3
    z = x * 4
    return z - 9


def int_loop(n: int) -> int:
    s = 0
    for i in range(n):
        if i % 3 == 0:
            s += i
        else:
            s -= 1
    return s


def constants(x: Tensor, n: int):
    y = x + 1
    z = y * 2.5
    s = "abc"
    if n > 3:
        z = z - 4
    return z, s, 7, [n, 8], None


def comprehension(xs: List[int], n: int) -> Tuple[List[int], bool, int]:
    ys = [x * n for x in xs]
    return ys, n > 1 and n < 3, n if n > 4 else 2


def tensor_index(x: Tensor, i: int):
    return x[i], x[1:, None], x[..., 0], x[:, i], x[-1]


def no_grad(x: Tensor):
    with torch.no_grad():
        y = x * 2
    return y.sum()


PROGRAMS = [seed, two_forks, builtin, loop_of_forks, early_return, int_loop, constants, comprehension, tensor_index, no_grad]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda f: f.__name__)
@pytest.mark.oracle
def test_functions(program: object) -> None:
    assert normal(str(ab.script(program).graph)) == normal(oracle(program))


class AddMod(nn.Module):
    def forward(self, a: Tensor, b: int):
        return a + b


class ForksModule(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.mod = AddMod()
        self.k = 3

    def forward(self, a):
        fut = torch.jit.fork(self.mod, a, b=2)
        return torch.jit.wait(fut) + self.k


@pytest.mark.oracle
def test_a_module_that_forks_a_submodule() -> None:
    module = ForksModule()
    assert normal(str(ab.script(module).graph)) == normal(oracle(module))


def test_values_are_named_after_variables() -> None:
    text = str(ab.script(seed).graph)
    assert text.startswith("graph(%a.1 : Tensor):")
    assert "%fut.1 : Future[Tensor] = prim::fork_0(%a.1, " in text


def test_nodes_know_their_place() -> None:
    fork = ab.script(seed).graph.findNode("prim::fork")
    first = seed.__code__.co_firstlineno
    assert (fork.span.line, fork.span.column) == (first + 1, 36)
    assert fork.span.source_line()[36:].startswith("torch.jit.fork(")
