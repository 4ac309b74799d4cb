"""What is compiled already: functions (a ScriptFunction, a traced one), and methods bound to an instance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...ir.function import Function
from ...ir.graph import Value
from ..values.emitter import Emitter
from ..values.resolution import Rank, resolver
from ..values.sugared import SimpleValue, Sugared
from . import function_cache
from .binding import schema_arguments


class CompiledValue(Sugared):
    """A function that is compiled already: a ScriptFunction, a traced function."""

    function: Function

    def describe(self) -> str:
        return f"function '{self.function.name}'"

    def as_value(self, e: Emitter) -> Value:
        return e.builder.function(self.function)

    def call(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        values = schema_arguments(e, self.function.schema, args, kwargs)
        return SimpleValue(e.builder.call_function(self.function, values))


@resolver(Rank.KNOWN)
def _compiled(e: Emitter, obj: Any, name: str) -> Sugared | None:
    is_compiled = getattr(type(obj), "__anabranch_function__", False) is True
    return CompiledValue(obj.function) if is_compiled else None


class MethodValue(Sugared):
    """A compiled method and the instance it is bound to; a call is a ``prim::CallMethod``.

    ``schema`` gives the Schema, ``self`` first; late, since a recursive method has none yet.
    """

    owner: Value
    name: str
    schema: Callable[[], Any]

    def describe(self) -> str:
        return f"method '{self.name}' of '{self.owner.type()}'"

    def call(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        schema = self.schema()
        values = schema_arguments(e, schema, [SimpleValue(self.owner), *args], kwargs)
        function = getattr(self.owner.type(), "methods", {}).get(self.name)
        result = function_cache.result_type(function) if isinstance(function, Function) else schema.return_type
        return SimpleValue(e.builder.call_method(self.owner, self.name, values[1:], result))
