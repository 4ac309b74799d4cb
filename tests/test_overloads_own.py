"""Each own operator is found by arguments of exactly its types: no row with free types stands before a narrower one."""

from __future__ import annotations

import pytest

from anabranch.ir.graph import Graph
from anabranch.lang.types import Type, VarType
from anabranch.ops import OWN_OPS, Row
from anabranch.overloads.matching import MatchError, match


def has_free_types(t: Type) -> bool:
    return isinstance(t, VarType) or any(map(has_free_types, t.contained()))


def types_of(row: Row) -> list[Type]:
    return [a.type for a in row.schema.arguments if not a.keyword_only]


CONCRETE = [row for row in OWN_OPS.by_qualified_name.values() if not any(map(has_free_types, types_of(row)))]


def chosen(row: Row) -> str:
    """The own row; where the dispatcher's operator of that name fits as well, it comes first and is not looked at."""
    graph = Graph()
    try:
        schema = match(row.name, [graph.addInput("", t) for t in types_of(row)]).schema
    except MatchError as error:
        return str(error)
    return schema.qualified if schema.is_own else row.qualified


@pytest.mark.parametrize("name", sorted({row.name for row in CONCRETE}))
def test_arguments_of_a_rows_own_types_choose_it(name: str) -> None:
    rows = [row for row in CONCRETE if row.name == name]
    first = {tuple(types_of(row)): row.qualified for row in reversed(rows)}
    wrong = {row.qualified: got for row in rows if (got := chosen(row)) not in (row.qualified, first[tuple(types_of(row))])}
    assert wrong == {}
