"""``awaitable(function)``: a call that runs when it is waited for, with what it sees now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...frontend.builtins.awaitables import made
from ...frontend.calls import forks
from ...frontend.calls.compiled_values import CompiledValue
from ...frontend.source.await_classes import call_class
from ...frontend.values.emitter import Emitter
from ...frontend.values.sugared import Sugared
from ...ir.function import Function
from ...lang.schema import Argument, Schema
from ...lang.tensor_types import plain


def awaitable(e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
    if len(args) != 1 or kwargs:
        raise e.error("awaitable takes a function")
    graph, captures, result = forks.outlined(e, args[0], (), {})
    result, types = plain(result), [plain(v.type()) for v in captures]
    arguments = tuple(Argument(f"a{i}", t) for i, t in enumerate(types))
    name = "__torch__.awaitable_function"
    function = Function(name, Schema(name, "", arguments, (Argument("", result),)), graph)
    return made(e, call_class(CompiledValue(function), types, {}, result), captures, result)
