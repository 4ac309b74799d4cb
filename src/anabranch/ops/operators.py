"""Which operators exist: PyTorch's dispatcher and our own table, by name.

Everything is looked up lazily and kept: the index of names once, a schema when first asked for.  Operators that are
registered later are found, since a miss looks again.  Non-goal: which overload a call means (``matching``).
"""

from __future__ import annotations

from dataclasses import replace

import torch

from ..lang.schema import Schema
from ..lang.schema_parser import parse_schema
from .effects import Effects, dispatcher_effects, written
from .preference import preference
from .table import OWN_OPS

_dispatch_names = torch._C._dispatch_get_all_op_names
_dispatch_dump = torch._C._dispatch_dump


class _Operators:
    """Without a lock: reading a schema is Python, where a finaliser may run that waits for another thread.  Threads may do
    the same twice; the first one's is kept."""

    def __init__(self) -> None:
        self._index: dict[str, list[str]] = {}
        self._indexed = -1
        self._overloads: dict[str, tuple[Schema, ...]] = {}
        self._schemas: dict[str, Schema] = {}

    def overloads(self, name: str) -> tuple[Schema, ...]:
        if self._indexed < 0:
            self.refresh()
        known = self._overloads  # another one after a refresh: what follows belongs to this one's index
        found = known.get(name)
        if found is None:
            found = self._load(name)
            if found:  # not a miss: it may be registered later
                found = known.setdefault(name, found)
        return found

    def find(self, qualified: str) -> Schema | None:
        found = self._schemas.get(qualified)
        if found is None:
            found = _own_schema(qualified) or self._dispatcher_schema(qualified)
            if found is not None:
                found = self._schemas.setdefault(qualified, found)
        return found

    def refresh(self) -> None:
        """Read the dispatcher's names again, if there are new ones."""
        names = _dispatch_names()
        if len(names) != self._indexed:
            self._reindex(names)

    def names(self) -> list[str]:
        self.refresh()
        return sorted(self._index.keys() | OWN_OPS.by_name.keys())

    def _reindex(self, qualified_names: list[str]) -> None:
        index: dict[str, list[str]] = {}
        for qualified in qualified_names:
            index.setdefault(qualified.partition(".")[0], []).append(qualified)
        known, before = dict(self._overloads), self._index
        self._overloads = {name: schemas for name, schemas in known.items() if index.get(name) == before.get(name)}
        self._index, self._indexed = index, len(qualified_names)

    def _load(self, name: str) -> tuple[Schema, ...]:
        if name not in self._index and name not in OWN_OPS.by_name:
            self.refresh()
        own = [row.qualified for row in OWN_OPS.by_name.get(name, ())]
        schemas = [self.find(q) for q in [*own, *self._index.get(name, ())]]
        return tuple(sorted((s for s in schemas if s is not None), key=preference))

    def _dispatcher_schema(self, qualified: str) -> Schema | None:
        text = _dispatcher_text(qualified)
        return _adjusted(parse_schema(text)) if text else None


def _adjusted(schema: Schema) -> Schema:
    """``x.view(3)`` is a size: since a dtype is an int too, view's dtype must be given by keyword."""
    if schema.qualified != "aten::view.dtype":
        return schema
    tensor, dtype = schema.arguments
    return replace(schema, arguments=(tensor, replace(dtype, keyword_only=True)))


def _own_schema(qualified: str) -> Schema | None:
    row = OWN_OPS.by_qualified_name.get(qualified)
    return row.schema if row else None


def _dispatcher_text(qualified: str) -> str:
    name, _, overload = qualified.partition(".")
    if "::" not in name or not _is_registered(name, overload):
        return ""
    lines = _dispatch_dump(qualified).split("\n", 2)
    return lines[1].removeprefix("schema: ") if len(lines) > 1 and lines[1].startswith("schema: ") else ""


def _is_registered(name: str, overload: str) -> bool:
    try:
        torch._C._dispatch_find_schema_or_throw(name, overload)
    except RuntimeError:
        return False
    return True


_operators = _Operators()


def overloads(name: str) -> tuple[Schema, ...]:
    """All overloads of ``aten::add``, preferred ones first; empty where there is no such operator.

    An overload registered after the name was first asked for is seen after ``refresh``.
    """
    return _operators.overloads(name)


def find(qualified: str) -> Schema | None:
    """The schema of ``aten::add.Tensor``; None where there is none."""
    return _operators.find(qualified)


def exists(name: str) -> bool:
    return bool(overloads(name))


def names() -> list[str]:
    """The names of all operators."""
    return _operators.names()


def refresh() -> None:
    """See overloads that were registered meanwhile under names already asked for."""
    _operators.refresh()


def effects_of(schema: Schema) -> Effects:
    """What a call of the operator does besides giving its results."""
    if not schema.is_own:
        return dispatcher_effects(schema)
    return OWN_OPS.by_qualified_name[schema.qualified].effects | written(schema)


def is_pure(schema: Schema) -> bool:
    """Whether a call may be left out when nobody uses its result, and done twice; it may raise."""
    return not effects_of(schema) & ~Effects.RAISES
