"""``hasattr`` says of every kind of value what Python says of it, for all names it has and some it has not."""

import enum
from typing import Any, NamedTuple

import pytest
import torch

import anabranch
from support.spaces import module_of


class Pair(NamedTuple):
    left: int
    right: str


class Colour(enum.Enum):
    RED = 1


class Thing:
    shared = 3

    def __init__(self, n: int) -> None:
        self.n = n

    def double(self) -> int:
        return self.n * 2

    @property
    def half(self) -> int:
        return self.n // 2


class Net(torch.nn.Module):
    limit = 3

    def __init__(self) -> None:
        super().__init__()
        self.inner = torch.nn.Linear(2, 2)
        self.count = 3
        self.register_buffer("offset", torch.ones(1))

    def helper(self, x: torch.Tensor) -> torch.Tensor:
        return x

    @property
    def half(self) -> int:
        return self.count // 2


VALUES = {
    "list": ("List[int]", [1]),
    "dict": ("Dict[str, int]", {"a": 1}),
    "str": ("str", "a"),
    "int": ("int", 1),
    "float": ("float", 1.0),
    "bool": ("bool", True),
    "complex": ("complex", 1j),
    "tuple": ("Tuple[int, str]", (1, "a")),
    "named tuple": ("Pair", Pair(1, "a")),
    "enum": ("Colour", Colour.RED),
    "object": ("Thing", Thing(4)),
    "Tensor": ("Tensor", torch.ones(2, 2, dtype=torch.complex64)),
    "device": ("torch.device", torch.device("cpu")),
}
NAMES_ELSEWHERE = ["left", "n", "append", "dtype", "forward", "limit", "half", "nope", "_nope", "__nope__"]


def names(value: Any) -> list[str]:
    return sorted({*dir(value), *NAMES_ELSEWHERE})


def program(head: str, asked: list[str], subject: str) -> str:
    questions = ", ".join(f"hasattr({subject}, {name!r})" for name in asked)
    return f"def {head} -> List[bool]:\n    return [{questions}]\n"


def difference(asked: list[str], value: Any, found: list[bool]) -> dict[str, bool]:
    return {name: ours for name, ours in zip(asked, found, strict=True) if ours != hasattr(value, name)}


@pytest.mark.parametrize("kind", [pytest.param(kind, marks=pytest.mark.slow) if kind == "Tensor" else kind for kind in VALUES])
def test_values(kind: str, backend: str) -> None:
    annotation, value = VALUES[kind]
    asked = names(value)
    found = anabranch.CompilationUnit(program(f"main(x: {annotation})", asked, "x")).main(value)
    assert difference(asked, value, found) == {}


def test_modules() -> None:
    """But for what every module keeps for itself (``_forward_hooks``): no program reaches it, ``getattr`` takes its default."""
    net = Net()
    asked = [name for name in names(net) if name == "training" or name not in vars(torch.nn.Module())]
    forward = module_of(program("forward(self, x: int)", asked, "self")).forward
    scripted = anabranch.script(type("Asked", (Net,), {"forward": forward})())
    assert difference(asked, net, scripted(1)) == {}
