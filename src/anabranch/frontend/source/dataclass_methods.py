"""The methods that ``@dataclass`` generates, as source text: the generated ones have none that could be compiled."""

from __future__ import annotations

import dataclasses
import inspect
import typing
from collections.abc import Callable
from functools import partial
from types import FunctionType
from typing import Any

from ...base.owners import OfClasses
from ...base.transactions import Table, in_transaction
from .class_source import class_scope, is_init_only
from .written import written_function

_ORDERS = {"__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}


_written: Table[type, dict[str, FunctionType]] = Table(OfClasses("__anabranch_written__"))


@in_transaction
def written_methods(cls: type) -> dict[str, FunctionType]:
    """Methods generated for the dataclass ``cls`` by name; those its author wrote are not among them."""
    if cls not in _written:
        _written[cls] = _write(cls)
    return _written[cls]


def _write(cls: type) -> dict[str, FunctionType]:
    fields = {f.name: f for f in _given(cls)}
    factories = {f"__factory_{name}": f.default_factory for name, f in fields.items()}
    scope = {"Optional": typing.Optional, **class_scope(cls), **factories, "__fields": fields, cls.__name__: cls}
    return {name: _function(cls, name, write(cls), scope) for name, write in _WRITERS.items() if _is_generated(cls, name)}


def _is_generated(cls: type, name: str) -> bool:
    found = vars(cls).get(name)
    found = inspect.unwrap(found) if isinstance(found, FunctionType) else None
    return found is not None and found.__code__.co_filename == "<string>"


def _function(cls: type, name: str, text: str, scope: dict[str, Any]) -> FunctionType:
    made = written_function(f"dataclass {cls.__module__}.{cls.__qualname__} {id(cls):#x}", name, text, scope)
    made.__module__, made.__qualname__ = cls.__module__, f"{cls.__qualname__}.{name}"
    return made


def _equality(cls: type) -> str:
    return _comparison(cls, "__eq__", ["return " + (" and ".join(f"self.{n} == other.{n}" for n in _compared(cls)) or "True")])


def _ordering(cls: type, name: str) -> str:
    """As tuples of the fields: the first two that differ decide.  None equals None only."""
    sign, hints = _ORDERS[name], _hints(cls)
    lines = [line for field in _compared(cls) for line in _differing(field, sign, _short_type(hints.get(field)))]
    return _comparison(cls, name, [*lines, f"return {'=' in sign}"])


def _representation(cls: type) -> str:
    inside = ", ".join(f"{f.name}={{self.{f.name}}}" for f in dataclasses.fields(cls) if f.repr)
    return f'def __repr__(self) -> str:\n    return f"{cls.__qualname__}({inside})"\n'


def _compared(cls: type) -> list[str]:
    return [f.name for f in dataclasses.fields(cls) if f.compare]


def _differing(name: str, sign: str, type_name: str) -> list[str]:
    mine, theirs = f"self_{name}", f"other_{name}"
    text = f"'{sign}' not supported between instances of"
    return [
        f"{mine}, {theirs} = self.{name}, other.{name}",
        f"if {mine} is not None and {theirs} is not None:",
        f"    if not ({mine} == {theirs}):",
        f"        return bool({mine} {sign} {theirs})",
        f"elif {mine} is not None:",
        f"    raise TypeError(\"{text} '{type_name}' and 'NoneType'\")",
        f"elif {theirs} is not None:",
        f"    raise TypeError(\"{text} 'NoneType' and '{type_name}'\")",
    ]


def _hints(cls: type) -> dict[str, Any]:
    try:
        return typing.get_type_hints(cls)
    except NameError:
        return {}


def _short_type(hint: Any) -> str:
    """What ``type(value).__name__`` is of a field that is not None."""
    kinds = [t for t in typing.get_args(hint) if t is not type(None)] or [hint]
    return getattr(typing.get_origin(kinds[0]) or kinds[0], "__name__", "object")


def _comparison(cls: type, name: str, body: list[str]) -> str:
    return "\n    ".join([f"def {name}(self, other: {cls.__name__}) -> bool:", *body]) + "\n"


def _constructor(cls: type) -> str:
    fields = [f for f in _given(cls) if f.init]
    positional = [f for f in fields if not f.kw_only]
    keyword = [f for f in fields if f.kw_only]
    shown = partial(map, partial(_parameter, cls))
    parameters = ["self", *shown(positional), *(["*"] if keyword else []), *shown(keyword)]
    lines = [line for f in dataclasses.fields(cls) for line in _assignment(f)]
    if hasattr(cls, "__post_init__"):
        lines.append(f"self.__post_init__({', '.join(f.name for f in _given(cls) if is_init_only(cls, f.name))})")
    body = "".join(f"    {line}\n" for line in lines or ["pass"])
    return f"def __init__({', '.join(parameters)}) -> None:\n{body}"


Field = dataclasses.Field


def _given(cls: type) -> list[Field[Any]]:
    """The fields and what is for the constructor only, in order."""
    known: dict[str, Field[Any]] = cls.__dataclass_fields__  # type: ignore[attr-defined]
    fields = {f.name for f in dataclasses.fields(cls)}
    return [f for name, f in known.items() if name in fields or is_init_only(cls, name)]


def _has_factory(f: Field[Any]) -> bool:
    return f.default_factory is not dataclasses.MISSING


def _parameter(cls: type, f: Field[Any]) -> str:
    annotation = f.type if isinstance(f.type, str) else f'__fields["{f.name}"].type'
    if is_init_only(cls, f.name):
        annotation += ".type"  # an InitVar's
    if _has_factory(f):  # made in the body: a default would be one object for all calls
        return f"{f.name}: Optional[{annotation}] = None"
    default = f' = __fields["{f.name}"].default' if f.default is not dataclasses.MISSING else ""
    return f"{f.name}: {annotation}{default}"


def _assignment(f: Field[Any]) -> list[str]:
    if f.init and _has_factory(f):
        return [f"if {f.name} is None:", f"    self.{f.name} = {_made(f)}", "else:", f"    self.{f.name} = {f.name}"]
    if f.init:
        return [f"self.{f.name} = {f.name}"]
    if _has_factory(f):
        return [f"self.{f.name} = {_made(f)}"]
    return [] if f.default is dataclasses.MISSING else [f"self.{f.name} = {f.default!r}"]


def _made(f: Field[Any]) -> str:
    literals: dict[Any, str] = {list: "[]", dict: "{}"}
    return literals.get(f.default_factory, f"__factory_{f.name}()")


_WRITERS: dict[str, Callable[[type], str]] = {
    "__init__": _constructor,
    "__eq__": _equality,
    **{name: partial(_ordering, name=name) for name in _ORDERS},
    "__repr__": _representation,
}
