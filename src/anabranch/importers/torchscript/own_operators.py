"""Operators that TorchScript's files call by the name of ours, and that mean something else there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import torch

from ...frontend.values.emitter import Emitter
from ...frontend.values.resolution import SPECIALS
from ...frontend.values.sugared import SimpleValue, Sugared, constant_of
from ...ir.graph import Value
from ...lang.types import TupleType

Args = Sequence[Sugared]
Kwargs = Mapping[str, Sugared]


_ASSERTION = "AssertionError: "


def _raise(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    """A statement.  Without the name of a class it is an assertion that failed, and the message begins with that."""
    values = [a.as_value(e) for a in args]
    if not 1 <= len(values) <= 2:
        raise e.error("RaiseException takes a message and the name of a class")
    message = _of_assertion(e, values[0]) if len(values) == 1 else None
    if message is not None:
        values = [message, e.builder.constant("builtins.AssertionError")]
    e.builder.node("prim::RaiseException", values)
    return e.none()


def _of_assertion(e: Emitter, text: Value) -> Value | None:
    known, found = constant_of(SimpleValue(text))
    if known and str(found).startswith(_ASSERTION):
        return e.builder.constant(str(found).removeprefix(_ASSERTION))
    if text.node().kind() == "aten::add" and constant_of(SimpleValue(text.node().inputsAt(0))) == (True, _ASSERTION):
        return text.node().inputsAt(1)
    return None


def _format(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    """Only ``{}`` is filled in, other braces are text."""
    known, template = constant_of(args[0]) if args else (False, None)
    if not known or type(template) is not str:
        return e.operator("aten::format", args, kwargs)
    parts = [part.replace("{", "{{").replace("}", "}}") for part in template.split("{}")]
    return e.operator("aten::format", [e.constant("{}".join(parts)), *args[1:]], kwargs)


def _percent_format(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    """A tuple is what fills the places in."""
    if len(args) == 2 and isinstance(args[1].type(), TupleType):
        args = [args[0], *args[1].items(e)]
    return e.operator("aten::percentFormat", args, kwargs)


def _device(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    """How a constant device is written."""
    known, text = constant_of(args[0]) if len(args) == 1 and not kwargs else (False, "")
    try:
        return e.constant(torch.device(text)) if known and type(text) is str else e.operator("aten::device", args, kwargs)
    except RuntimeError:
        raise e.error(f"there is no device {text[:100]!r}") from None


MEANINGS: dict[str, Callable[[Emitter, Args, Kwargs], Sugared]] = {
    "prim::RaiseException": _raise, "aten::format": _format, "aten::percentFormat": _percent_format,
    "aten::device": _device, "prim::awaitable_nowait": SPECIALS["awaitable_nowait"].call,
    "prim::awaitable_wait": SPECIALS["awaitable_wait"].call,
}  # fmt: skip
