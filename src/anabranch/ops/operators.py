"""Which operators exist: PyTorch's dispatcher and our own table, by name.

Everything is looked up lazily and kept: the index of names once, a schema when first asked for.  Operators that are
registered later are found, since a miss looks again.  Operators defined in Python (``torch.library``) go when their
library is destroyed and may come back with another schema (a notebook's cell runs again): those are read anew each time.
Non-goal: which overload a call means (``matching``).
"""

from __future__ import annotations

import re

import torch

from ..base.errors import OperatorError
from ..base.record import replace
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
        self._index: dict[str, tuple[str, ...]] = {}
        self._indexed: list[str] = []
        self._overloads: dict[tuple[str, tuple[str, ...]], tuple[Schema, ...]] = {}  # of a name, by what the index said of it
        self._schemas: dict[str, Schema] = {}
        self._python: dict[str, tuple[str, Schema | None]] = {}  # defined in Python and asked for: what was last seen
        self._changed = False

    def overloads(self, name: str, may_be_new: bool = True) -> tuple[Schema, ...]:
        if not self._indexed:
            self.refresh()
        names = self._index.get(name, ())
        found = self._overloads.get((name, names))
        if found is None:
            found = self._load(name, names)
            if may_be_new and not found or any(map(self.is_from_python, found)):  # not to be remembered
                self.refresh()
                return self._load(name, self._index.get(name, ()))
            found = self._overloads.setdefault((name, names), found)
        return found

    def find(self, qualified: str) -> Schema | None:
        found = None if qualified in self._python else self._schemas.get(qualified)
        if found is None:
            found = _own_schema(qualified) or self._dispatcher_schema(qualified)
            if found is not None and qualified not in self._python:
                found = self._schemas.setdefault(qualified, found)
        return found

    def is_known(self, name: str) -> bool:
        if name in self._index or name in OWN_OPS.by_name:
            return True
        self.refresh()
        return name in self._index

    def is_from_python(self, schema: Schema) -> bool:
        return schema.qualified in self._python

    def is_current(self, schema: Schema) -> bool:
        if not self.is_from_python(schema):
            return True
        now = self.find(schema.qualified)
        return now is schema or (now is not None and str(now) == str(schema))  # a Schema's equality leaves defaults out

    def have_changed(self) -> bool:
        for qualified in list(self._python):
            self.find(qualified)
        return self._changed

    def refresh(self) -> None:
        """Read the dispatcher's names again, if they are not the same."""
        names = _dispatch_names()
        if names != self._indexed:
            self._reindex(names)

    def names(self) -> list[str]:
        self.refresh()
        return sorted(self._index.keys() | OWN_OPS.by_name.keys())

    def _reindex(self, qualified_names: list[str]) -> None:
        index: dict[str, list[str]] = {}
        for qualified in qualified_names:
            index.setdefault(qualified.partition(".")[0], []).append(qualified)
        self._index = {name: tuple(names) for name, names in index.items()}
        self._indexed = qualified_names

    def _load(self, name: str, names: tuple[str, ...]) -> tuple[Schema, ...]:
        own = [row.qualified for row in OWN_OPS.by_name.get(name, ())]
        schemas = [self.find(q) for q in [*own, *names]]
        return tuple(sorted((s for s in schemas if s is not None), key=preference))

    def _dispatcher_schema(self, qualified: str) -> Schema | None:
        text, place = _definition(qualified)
        before = self._python.get(qualified)
        if before is not None and before[0] == text:
            return before[1]
        schema = _adjusted(parse_schema(text)) if text else None
        if before is not None or (text and not _C_FILE.search(place)):
            self._changed |= before is not None
            self._python[qualified] = text, schema
        return schema


def _adjusted(schema: Schema) -> Schema:
    """``x.view(3)`` is a size: since a dtype is an int too, view's dtype must be given by keyword."""
    if schema.qualified != "aten::view.dtype":
        return schema
    tensor, dtype = schema.arguments
    return replace(schema, arguments=(tensor, replace(dtype, keyword_only=True)))


def _own_schema(qualified: str) -> Schema | None:
    row = OWN_OPS.by_qualified_name.get(qualified)
    return row.schema if row else None


_C_FILE = re.compile(r"\.(cpp|cc|cxx|cu|h|hpp|mm):\d+$")


def _definition(qualified: str) -> tuple[str, str]:
    """The schema's text and the file and line that define it; empty where nothing does."""
    name, _, overload = qualified.partition(".")
    if "::" not in name or not _is_registered(name, overload):
        return "", ""
    _, schema, place, *_ = [*_dispatch_dump(qualified).split("\n", 3), "", ""]
    return (schema.removeprefix("schema: "), place) if schema.startswith("schema: ") else ("", "")


def _is_registered(name: str, overload: str) -> bool:
    try:
        torch._C._dispatch_find_schema_or_throw(name, overload)
    except RuntimeError:
        return False
    return True


_operators = _Operators()


def overloads(name: str, may_be_new: bool = True) -> tuple[Schema, ...]:
    """All overloads of ``aten::add``, preferred ones first; empty where there is no such operator.

    An overload registered after the name was first asked for is seen after ``refresh``.  Where there is no operator of the
    name and it ``may_be_new``, the dispatcher's list is read again, which takes milliseconds.
    """
    return _operators.overloads(name, may_be_new)


def find(qualified: str) -> Schema | None:
    """The schema of ``aten::add.Tensor``; None where there is none."""
    return _operators.find(qualified)


def is_current(schema: Schema) -> bool:
    """Whether the operator is registered with this very schema; only one defined in Python may not be."""
    return _operators.is_current(schema)


def check(schema: Schema) -> None:
    """Raises OperatorError if the operator is not there as the program that calls it knows it."""
    if is_current(schema):
        return
    name, now = schema.qualified, find(schema.qualified)
    if now is None:
        text = f"operator {name} does not exist any more: its library was destroyed"
        raise OperatorError(f"{text}\nhelp: define the operator again (in a notebook, run its cell again), then call again")
    text = f"operator {name} was defined anew, with another schema\nexpected {schema}\ngot {now}"
    raise OperatorError(f"{text}\nhelp: compile the program again")


def have_changed() -> bool:
    """Whether an operator that was asked for once was destroyed or defined with another schema since."""
    return _operators.have_changed()


def is_from_python(schema: Schema) -> bool:
    """Whether the operator was defined in Python (``torch.library``), and so may go."""
    return _operators.is_from_python(schema)


def exists(name: str) -> bool:
    return bool(overloads(name))


def is_known(name: str) -> bool:
    """The same, without reading a schema."""
    return _operators.is_known(name)


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
