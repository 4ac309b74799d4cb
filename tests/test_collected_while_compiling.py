"""Python's collector may run at any moment while a program is compiled and called: nothing that is needed goes."""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import torch

from support.spaces import forget_modules, module_of

PROGRAMS = {
    "interface": """
        @ab.interface
        class Layer(nn.Module):
            def forward(self, x: Tensor) -> Tensor: ...
        class Inner(nn.Module):
            def forward(self, x: Tensor) -> Tensor:
                return x + 1
        class Outer(nn.Module):
            layer: Layer
            def __init__(self):
                super().__init__()
                self.layer = Inner()
            def forward(self, x: Tensor) -> Tensor:
                return self.layer(x)
        def run(x):
            m = ab.script(Outer())
            first = m(x)
            m.layer = ab.script(Inner())
            return first + m(x)
    """,
    "classes": """
        class Colour(enum.Enum):
            RED = 1
        class Pair(NamedTuple):
            left: Tensor
            right: List[int]
        class Counter:
            def __init__(self, start: int):
                self.count = start
            def up(self, by: int) -> int:
                self.count += by
                return self.count
        def pair(x: Tensor, c: Colour) -> Pair:
            counter = Counter(c.value)
            return Pair(x * counter.up(2), [counter.count])
        def run(x):
            f = ab.script(pair)
            return f(x, Colour.RED).left + f(x, Colour.RED).right[0]
    """,
    "forks": """
        def half(x: Tensor, k: int) -> Tensor:
            return half(x / 2, k - 1) if k > 0 else x
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.parts = nn.ModuleList([nn.Linear(2, 2), nn.ReLU()])
            def forward(self, x: Tensor) -> Tensor:
                futures: List[Future[Tensor]] = []
                for part in self.parts:
                    futures.append(fork(part, x))
                y = wait(fork(half, x, 2))
                for future in futures:
                    y = y + wait(future).sum() * 0
                return y
        def run(x):
            return ab.script(Net())(x)
    """,
    "trace": """
        def both(x: Tensor) -> Tensor:
            future = fork(torch.tanh, x)
            return wait(future) + compiled(x)
        def plain(x: Tensor) -> Tensor:
            return x * 2
        compiled = ab.script(plain)
        def run(x):
            return ab.trace(both, (x,))(x)
    """,
}


@contextmanager
def collecting(every: int, offset: int) -> Iterator[None]:
    """The collector runs at every so-many-th call, return or exception of Python."""
    count = offset

    def watch(*_: Any) -> None:
        nonlocal count
        count += 1
        if count % every == 0:
            sys.setprofile(None)
            gc.collect()
            sys.setprofile(watch)

    gc.collect()
    gc.freeze()  # what is there already need not be looked at each time
    sys.setprofile(watch)
    try:
        yield
    finally:
        sys.setprofile(None)
        gc.unfreeze()


def result(run: Callable[[torch.Tensor], torch.Tensor]) -> torch.Tensor:
    return run(torch.tensor([1.0, 2.0]))


@pytest.mark.slow
@pytest.mark.parametrize("name", PROGRAMS)
def test_collected_while_compiling(name: str, backend: str) -> None:
    expected = result(module_of(PROGRAMS[name]).run)
    for offset in range(0, 600, 200):
        space = module_of(PROGRAMS[name])
        with collecting(600, offset):
            found = result(space.run)
        torch.testing.assert_close(found, expected)
    forget_modules()
