"""One call of an operator's meaning, watched: what it changed, printed, raised, called and drew."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import torch

from .errors import python_class
from .operator_arguments import Thing


@dataclass
class Call:
    args: list[Any]
    result: Any = None
    error: BaseException | None = None
    changed: list[bool] = field(default_factory=list)  # per argument
    held: list[bool] = field(default_factory=list)  # per argument: another argument holds it from the start
    deeply_changed: bool = False
    printed: str = ""  # and warned
    state_changed: str = ""
    methods_called: set[str] = field(default_factory=set)

    @property
    def outcome(self) -> Any:
        return self.error if self.error is not None else self.result


def watched(meaning: Callable[..., Any], args: list[Any], *, other_defaults: bool = False) -> Call:
    call = Call(args, held=[is_held(a, args) for a in args])
    tops = [content(a) for a in args]
    inner = [(x, content(x)) for a in args for x in contained(a) if not any(x is top for top in args)]
    state = _state()
    Thing.called.clear()
    out = io.StringIO()
    with contextlib.redirect_stdout(out), warnings.catch_warnings(record=True) as warned, _defaults(args, other_defaults):
        warnings.simplefilter("always")
        try:
            call.result = meaning(*args)
        except Exception as error:
            call.error = error
    call.methods_called = set(Thing.called)
    own = [str(w.message) for w in warned if str(w.message) in args]  # torch warns of its own accord
    call.printed = out.getvalue() + "".join(own)
    call.state_changed = ", ".join(name for name, value in _state().items() if not equal(value, state[name]))
    _restore(state)
    call.changed = [content_differs(content(a), top) for a, top in zip(args, tops)]
    call.deeply_changed = any(content_differs(content(x), before) for x, before in inner)
    return call


def _state() -> dict[str, Any]:
    return {
        "generator": torch.get_rng_state(), "grad mode": torch.is_grad_enabled(), "dtype": torch.get_default_dtype(),
        "threads": torch.get_num_threads(),
    }  # fmt: skip


def _restore(state: dict[str, Any]) -> None:
    torch.set_rng_state(state["generator"])
    torch.set_grad_enabled(state["grad mode"])


@contextlib.contextmanager
def _defaults(args: list[Any], other: bool) -> Iterator[None]:
    """Other defaults than usual; the default dtype takes part in the promotion of tensors, so it stays where there are some."""
    if not other:
        yield
        return
    reachable = [x for a in args for x in (a, *contained(a))]
    dtype = torch.get_default_dtype()
    torch.set_printoptions(precision=2)
    if not any(isinstance(x, torch.Tensor) for x in reachable):
        torch.set_default_dtype(torch.float64)
    try:
        yield
    finally:
        torch.set_printoptions(precision=4)
        torch.set_default_dtype(dtype)


# What values hold, and whether it changed.


def is_mutable(x: Any) -> bool:
    return isinstance(x, list | dict | set | torch.Tensor | torch.Generator | Thing)


def contained(x: Any) -> list[Any]:
    """Everything that can be reached from a container, without itself."""
    inner: list[Any] = []
    if isinstance(x, dict):
        inner = [*x.keys(), *x.values()]
    elif isinstance(x, list | tuple | set):
        inner = list(x)
    return [y for i in inner for y in (i, *contained(i))]


def is_held(x: Any, by: list[Any]) -> bool:
    return any(shares(inner, x) for other in by if other is not x for inner in contained(other))


def content(x: Any) -> Any:
    """What one value holds itself: its items by identity, its elements."""
    if isinstance(x, dict):
        return [(_identity(k), _identity(v)) for k, v in x.items()]
    if isinstance(x, list | set):
        return [_identity(i) for i in x]
    if isinstance(x, torch.Tensor):
        grad = None if not x.is_leaf or x.grad is None else x.grad.clone()
        return [x.detach().clone(), x.requires_grad, grad]
    return x.get_state() if isinstance(x, torch.Generator) else None


def _identity(x: Any) -> Any:
    return id(x) if is_mutable(x) or isinstance(x, tuple) else (type(x), repr(x))


def content_differs(a: Any, b: Any) -> bool:
    return not equal(a, b)


def shares(a: Any, b: Any) -> bool:
    """The same mutable object, or tensors over one storage."""
    if isinstance(a, torch.Tensor) and isinstance(b, torch.Tensor):
        return a is b or (a.numel() > 0 and a.untyped_storage().data_ptr() == b.untyped_storage().data_ptr())
    return a is b and is_mutable(a)


def equal(a: Any, b: Any) -> bool:
    if isinstance(a, torch.Tensor):
        same = isinstance(b, torch.Tensor) and a.dtype == b.dtype and a.shape == b.shape
        return same and torch.equal(a.detach().nan_to_num(7), b.detach().nan_to_num(7))
    if isinstance(a, list | tuple):
        return type(a) is type(b) and len(a) == len(b) and all(map(equal, a, b))
    if isinstance(a, dict):
        return isinstance(b, dict) and equal(list(a.items()), list(b.items()))
    if isinstance(a, set):
        return isinstance(b, set) and equal(list(a), list(b))
    if isinstance(a, torch.Generator):
        return isinstance(b, torch.Generator) and equal(a.get_state(), b.get_state())
    return type(a) is type(b) and repr(a) == repr(b)  # NaN equals itself


def outcomes_equal(a: Call, b: Call) -> bool:
    if a.error is not None:
        return b.error is not None and python_class(a.error) is python_class(b.error)
    return equal(a.result, b.result) and equal(a.args, b.args)
