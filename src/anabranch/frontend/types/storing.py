"""``container[key] = item`` of lists and dicts: key and item fit what the container holds."""

from __future__ import annotations

from ...base import wording
from ...ir.graph import Value
from ...lang.types import Type
from ..values.emitter import Emitter
from ..values.sugared import Sugared


def store(e: Emitter, value: Value, key: Value, item: Sugared, key_type: Type, element: Type) -> None:
    """Write the assignment."""
    t = value.type()
    if e.try_convert(key, key_type) is None:
        raise e.error(f"the key of a {t} must be a {key_type}", expected=str(key_type), got=str(key.type()))
    e.operator_value("aten::_set_item", [value, key, _item(e, t, item, element)])


def _item(e: Emitter, t: Type, item: Sugared, element: Type) -> Value:
    late = getattr(item, "as_type", None)
    if late is not None:
        return late(e, element).as_value(e)  # type: ignore[no-any-return]
    given = item.as_value(e)
    converted = e.try_store(given, element)
    if converted is None:
        raise e.error(
            wording.does_not_hold(t, element, given.type()),
            expected=str(element),
            got=str(given.type()),
            remedy="annotate the container where it is made",
        )
    return converted
