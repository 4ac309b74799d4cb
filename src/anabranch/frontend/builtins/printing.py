"""``print``: the machine prints; an end of its own stays Python's."""

from __future__ import annotations

from ...base.markers import ignore
from ...lang.types import STR
from ..calls.functions import FunctionValue
from ..values.arguments import Args, Kwargs
from ..values.behaviour import behaviour
from ..values.builtin import builtin
from ..values.emitter import Emitter
from ..values.sugared import SimpleValue, Sugared, constant_of


@builtin("print(*values, sep=' ', end='\\n', file=None, flush=False)")
def _print(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    if "file" in kwargs:
        raise e.error("print(file=...) cannot be compiled", remedy="leave file out, or print in a function marked @ignore")
    given = [a.as_value(e) for a in args]
    values = [behaviour(v.type()).text(e, v) or v for v in given]
    separator = _text(e, "sep", kwargs["sep"]) if "sep" in kwargs else " "
    end = _text(e, "end", kwargs["end"]) if "end" in kwargs else "\n"
    if separator != " " or end != "\n":
        parts = [e.operator_value("aten::str", [v]) if v.type() != STR else v for v in values]
        joined = e.operator_value("aten::join", [e.builder.constant(separator), e.builder.list_(STR, parts)])
        values = [joined]
    if end == "\n":
        e.builder.node("prim::Print", values, [])
        return e.none()
    return FunctionValue(write_text).call(e, [SimpleValue(values[0]), e.constant(end)], {})


@ignore
def write_text(text: str, end: str) -> None:
    """``print`` with an end of its own stays Python's."""
    print(text, end=end)


def _text(e: Emitter, name: str, item: Sugared) -> str:
    known, value = constant_of(item)
    if not known or not isinstance(value, str):
        raise e.error(f"print({name}=...) must be a string that is known when compiling")
    return value
