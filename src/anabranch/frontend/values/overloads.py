"""One overload of an operator, named in the source (``torch.ops.aten.add.Tensor``) or by the compiler."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...ops import operators
from ...overloads import matching
from ...overloads.apply_match import apply_match
from .emitter import Emitter
from .named_values import BuiltinValue
from .sugared import SimpleValue, Sugared


def overload(name: str, overload_name: str) -> Sugared:
    """The overload as a callable."""
    def handler(e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        schema = operators.find(f"{name}.{overload_name}" if overload_name else name)
        if schema is None:
            raise e.error(f"there is no operator {name}.{overload_name}")
        values, named = [a.as_value(e) for a in args], {k: a.as_value(e) for k, a in kwargs.items()}
        try:
            found = matching.match_schema(schema, values, named)
        except matching.MatchError as error:
            raise e.mismatch(error, values) from None
        return SimpleValue(apply_match(e.builder, found))

    return BuiltinValue(name, handler)
