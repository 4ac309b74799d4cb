"""What the tests of lifetimes share: watching what must die, and a program of classes."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from typing import Any, Optional

import torch
from torch import Tensor, nn

import anabranch as ab
from anabranch.ir.function import Function
from anabranch.lang.types import FunctionType, Type
from support.spaces import forget_modules

CLASSES = """
class Color(enum.Enum):
    RED = 1
    BLUE = 2

class Pair(NamedTuple):
    left: Tensor
    color: Color

class Node:
    def __init__(self, n: int):
        self.n = n
        self.next: Optional[Node] = None
        self.pair = Pair(torch.ones(2), Color.RED)

    def total(self) -> int:
        following = self.next
        if following is not None:
            return self.n + following.total()
        return self.n

    def __lt__(self, other: Node) -> bool:
        return self.n < other.n

def chain(n: int) -> Node:
    node = Node(0)
    for i in range(1, n):
        new = Node(i)
        new.next = node
        node = new
    return node

def colors(pairs: List[Pair]) -> Dict[str, Color]:
    return {"first": pairs[0].color}
"""


class Scaled(nn.Module):
    def __init__(self, factor: int, inner: Optional[nn.Module] = None):
        super().__init__()
        self.factor = factor
        self.weight = nn.Parameter(torch.ones(2))
        self.inner = inner

    def forward(self, x: Tensor) -> Tensor:
        x = x * self.weight * float(self.factor)
        if self.inner is not None:
            x = self.inner(x)
        return x

    @ab.export
    def other(self, x: Tensor) -> Tensor:
        return self.forward(x) + 1


def watch_module(m: Any) -> Watch:
    watch = Watch(m=m, forward=m.forward, original=m.original_name and m.forward.owner).function(m.forward.function)
    for i, inner in enumerate(m.modules()):
        watch.refs[f"module {i}"] = weakref.ref(inner)
        watch.refs[f"type {i}"] = weakref.ref(inner._type)
        for name, method in inner._type.methods.items():
            watch.refs[f"method {i} {name}"] = weakref.ref(method)
    return watch


def functions_of(function: Function) -> Iterator[Function]:
    """A function and what it calls."""
    yield function
    for node in function.graph.findAllNodes("prim::Constant"):
        t = node.output().type()
        if isinstance(t, FunctionType) and t.function is not function:
            yield from functions_of(t.function)


def collect() -> None:
    forget_modules()
    gc.collect()


class Watch:
    """Weak references to what must die, each with its name."""

    def __init__(self, **objects: Any) -> None:
        self.refs = {name: weakref.ref(o) for name, o in objects.items()}

    def function(self, function: Function) -> Watch:
        for i, one in enumerate(functions_of(function)):
            self.refs[f"function {i} {one.name}"] = weakref.ref(one)
            self.types(*(v.type() for v in one.graph.inputs()))
            for kind, loaded in one.executables.items():
                self.refs[f"{kind} program {i} {one.name}"] = weakref.ref(loaded)
        return self

    def types(self, *types: Type) -> Watch:
        for t in types:
            if hasattr(t, "methods"):
                self.refs[f"type {t}"] = weakref.ref(t)
        return self

    def alive(self) -> list[str]:
        collect()
        return [name for name, ref in self.refs.items() if ref() is not None]
