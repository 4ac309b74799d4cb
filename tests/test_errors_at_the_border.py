"""What Python gives to a compiled program and does not fit: a TypeError, as in Python; torch.jit has a RuntimeError."""

from collections.abc import Callable
from typing import Any, Dict, List, Optional

import pytest
import torch

import anabranch as ab


class Holder(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.count: int = 3
        self.part = torch.nn.Linear(2, 2)

    @ab.ignore
    def wrong(self) -> int:
        return "seven"  # type: ignore[return-value]

    def forward(self, ask: bool) -> int:
        return self.wrong() if ask else self.count


def numbers(a: int, b: Optional[List[float]] = None, c: Dict[str, int] = {"k": 1}) -> int:  # noqa: B006
    return a + c["k"]


def mistakes() -> dict[str, Callable[[Any, Any], Any]]:
    return {
        "another type": lambda f, m: f("1"),
        "an item": lambda f, m: f(1, [1.0, "2"]),
        "a value of a dict": lambda f, m: f(1, None, {"k": 1.5}),
        "None": lambda f, m: f(None),
        "too many": lambda f, m: f(1, None, {}, 4),
        "too few": lambda f, m: f(),
        "a name that is no parameter": lambda f, m: f(1, z=2),
        "twice": lambda f, m: f(1, a=2),
        "to a module": lambda f, m: m([]),
        "an attribute": lambda f, m: setattr(m, "count", "x"),
        "a submodule": lambda f, m: setattr(m, "part", torch.nn.ReLU()),
        "a result from Python": lambda f, m: m(True),
    }


@pytest.mark.compiles_only
@pytest.mark.parametrize("mistake", mistakes())
def test_what_does_not_fit_is_both(backend: Any, mistake: str) -> None:
    with pytest.raises(ab.ScriptTypeError) as caught:
        mistakes()[mistake](ab.script(numbers), ab.script(Holder()))
    assert isinstance(caught.value, TypeError) and isinstance(caught.value, RuntimeError)
    assert isinstance(caught.value, ab.Error) and "INTERNAL" not in str(caught.value)


@pytest.mark.compiles_only
def test_trace_takes_every_parameter_of_torchs(backend: Any) -> None:
    def add(x: torch.Tensor) -> torch.Tensor:
        return x.add_(1)

    traced = ab.trace(add, torch.ones(2), _force_outplace=True, _module_class=None, _compilation_unit=None, _store_inputs=False)
    x = torch.zeros(2)
    assert torch.equal(traced(x), torch.ones(2)) and torch.equal(x, torch.ones(2))
