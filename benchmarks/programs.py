"""The programs that are measured.  One source for both compilers: it says torch.jit, and anabranch reads that too."""
# ruff: noqa: UP006, UP035, PERF401 - the language spells it so

from typing import List

import torch
from torch import Tensor
from torch.nn import functional as F


def increment(i: int) -> int:
    return i + 1


def forks_then_waits(n: int) -> int:
    futures = torch.jit.annotate(List[torch.jit.Future[int]], [])
    for i in range(n):
        futures.append(torch.jit.fork(increment, i))
    total = 0
    for future in futures:
        total += torch.jit.wait(future)
    return total


def pairs(n: int) -> int:
    total = 0
    for i in range(n):
        total += torch.jit.wait(torch.jit.fork(increment, i))
    return total


def calls(n: int) -> int:
    total = 0
    for i in range(n):
        total += increment(i)
    return total


def int_loop(n: int) -> int:
    s = 0
    for i in range(n):
        if i % 3 == 0:
            s += i
        else:
            s -= 1
    return s


def work(x: Tensor) -> Tensor:
    for _ in range(50):
        x = torch.tanh(x @ x)
    return x


def seven_lines(x: Tensor, n: int) -> Tensor:
    y = x + n
    for i in range(n):
        y = y * 2 - i
    if n > 3:
        y = torch.relu(y)
    return y


def product(x: Tensor) -> Tensor:
    return torch.mm(x, x)


def products(x: Tensor, count: int) -> List[Tensor]:
    futures: List[torch.jit.Future[Tensor]] = []
    for _ in range(count):
        futures.append(torch.jit.fork(product, x))
    out: List[Tensor] = []
    for future in futures:
        out.append(torch.jit.wait(future))
    return out


def eight_serial(x: Tensor) -> List[Tensor]:
    out: List[Tensor] = []
    for _ in range(8):
        out.append(work(x))
    return out


def eight_forked(x: Tensor) -> List[Tensor]:
    futures: List[torch.jit.Future[Tensor]] = []
    for _ in range(8):
        futures.append(torch.jit.fork(work, x))
    out: List[Tensor] = []
    for future in futures:
        out.append(torch.jit.wait(future))
    return out


def chain(x: Tensor, operators: int) -> Tensor:
    for _ in range(operators):
        x = torch.neg(x)
    return x


def chains_serial(x: Tensor, tasks: int, operators: int) -> List[Tensor]:
    out: List[Tensor] = []
    for _ in range(tasks):
        out.append(chain(x, operators))
    return out


def chains_forked(x: Tensor, tasks: int, operators: int) -> List[Tensor]:
    futures: List[torch.jit.Future[Tensor]] = []
    for _ in range(tasks):
        futures.append(torch.jit.fork(chain, x, operators))
    out: List[Tensor] = []
    for future in futures:
        out.append(torch.jit.wait(future))
    return out


def fib(n: int) -> int:
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def fib_forked(n: int) -> int:
    if n < 2:
        return n
    first = torch.jit.fork(fib_forked, n - 1)
    second = fib_forked(n - 2)
    return torch.jit.wait(first) + second


def identity(x: Tensor) -> Tensor:
    return x


class Identity(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x


class Ensemble(torch.nn.Module):
    """Something of ordinary size to compile: four small networks, forked."""

    def __init__(self) -> None:
        super().__init__()
        self.members = torch.nn.ModuleList(
            torch.nn.Sequential(torch.nn.Linear(8, 8), torch.nn.ReLU(), torch.nn.Linear(8, 8)) for _ in range(4)
        )

    def forward(self, x: Tensor) -> Tensor:
        futures: List[torch.jit.Future[Tensor]] = []
        for member in self.members:
            futures.append(torch.jit.fork(member, x))
        total = torch.zeros_like(x)
        for future in futures:
            total = total + torch.jit.wait(future)
        return total


# -- serial tensor code: what one operator costs in the machine


class LSTMCells(torch.nn.Module):
    """A cell written out, over a sequence."""

    def __init__(self, inputs: int, hidden: int) -> None:
        super().__init__()
        self.taken = torch.nn.Linear(inputs, 4 * hidden)
        self.kept = torch.nn.Linear(hidden, 4 * hidden)

    def forward(self, xs: Tensor, h: Tensor, c: Tensor) -> Tensor:
        for k in range(xs.shape[0]):
            i, f, g, o = (self.taken(xs[k]) + self.kept(h)).chunk(4, 1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
        return h


class Layers(torch.nn.Module):
    def __init__(self, count: int, width: int) -> None:
        super().__init__()
        self.layers = torch.nn.ModuleList(torch.nn.Linear(width, width) for _ in range(count))

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = torch.relu(layer(x))
        return x


def forty_operators(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    for _ in range(5):
        y = F.linear(x, w, b)
        p, q = torch.chunk(torch.addmm(b, y, w), 2, 1)
        z = torch.cat([q, p], 1)
        x = z.view(-1, 4).select(0, 1) + y.view(y.shape[0], -1)
    return x


def linears(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    for _ in range(40):
        x = F.linear(x, w, b)
    return x


def addmms(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    for _ in range(40):
        x = torch.addmm(b, x, w)
    return x


def chunks_and_cats(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    for _ in range(20):
        p, q = torch.chunk(x, 2, 1)
        x = torch.cat([q, p], 1)
    return x


def selects(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    for _ in range(20):
        x = x.select(0, 1).unsqueeze(0).expand(4, 4)
    return x


def views(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    for _ in range(20):
        x = x.view(-1).view(4, 4)
    return x


def item_by_item(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    for _ in range(10):
        x = torch.tanh(x * w) + b - 0.5
    return x


def list_building(n: int) -> int:
    found: List[int] = []
    for i in range(n):
        found.append(i * 3)
    return len(found) + found[n // 2]


def string_building(n: int) -> str:
    parts: List[str] = []
    for i in range(n):
        parts.append(f"{i}: {i * 2}")
    return ", ".join(parts)
