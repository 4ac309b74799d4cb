"""Each operator as the one node of a function → its ``.code`` → the same operator: all of our own table, and PyTorch's."""

from __future__ import annotations

import enum

import pytest

import anabranch as ab
from anabranch.frontend.source.annotations import type_of_annotation
from anabranch.ir.builder import Builder
from anabranch.ir.graph import Graph
from anabranch.ir.graph_function import function_of
from anabranch.lang import codes
from anabranch.lang.schema import Schema
from anabranch.lang.types import ANY_ENUM, ANY_TUPLE, DEVICE, INT, STR, TENSOR, TupleType, Type
from anabranch.ops import OWN_OPS, operators
from anabranch.overloads.normal_names import normalized
from anabranch.overloads.type_variables import resolve
from anabranch.python import program
from support.code_round_trip import loaded

pytestmark = pytest.mark.compiles_only

class Kind(enum.Enum):
    ONE = 1


# What stands for the free types of a schema, and for those that are no types of values; one of the rows must do.
STANDS_FOR: tuple[dict[str, Type], ...] = (
    {"t": INT, "t1": INT, "t2": INT, "tk": STR, "tv": INT, "tVal": INT},
    {"t": TENSOR, "t1": TENSOR, "t2": TENSOR, "tk": INT, "tv": TENSOR, "tVal": TENSOR},
    {"t": DEVICE, "t1": STR, "t2": STR, "tk": DEVICE, "tv": STR, "tVal": STR},
)
CONCRETE = {ANY_TUPLE: TupleType((INT, INT)), ANY_ENUM: type_of_annotation(Kind)}


def concrete(t: Type, variables: dict[str, Type]) -> Type:
    """As it stands in a finished graph."""
    found = codes.as_ints(resolve(t, variables))
    return CONCRETE.get(found, found)


def graph_of(schema: Schema, variables: dict[str, Type]) -> Graph:
    """A function of the operator's arguments that returns its results."""
    graph = Graph()
    build = Builder(graph)
    types = [concrete(a.type, variables) for a in schema.arguments]
    inputs = [graph.addInput(f"x{i}", t) for i, t in enumerate(types)]
    outputs = [concrete(r.type, variables) for r in schema.returns]
    node = graph.block().append(graph.create(schema.name, inputs, outputs, op=schema))
    results = list(node.outputs())
    graph.registerOutput(results[0] if len(results) == 1 else build.tuple_(results) if results else build.none())
    return graph


def written_operators(schema: Schema, variables: dict[str, Type]) -> tuple[str, list[str]]:
    """The text, and the operators of the graph that it compiles to."""
    text, constants = program.code(function_of("f", graph_of(schema, variables)))
    again = ab.script(loaded(text, constants).f)
    return text, [n.op.qualified for n in again.graph.nodes() if n.op is not None]


def trouble(schema: Schema) -> str:
    """Why no form of the operator compiles to it again; empty where one does."""
    found = ""
    for variables in STANDS_FOR:
        try:
            text, operators_in = written_operators(schema, variables)
        except (ab.ExportError, ab.CompileError) as error:
            found = str(error)
            continue
        if {schema.qualified, normalized(schema).qualified} & set(operators_in):  # torch.multiply is torch.mul
            return ""
        found = f"{operators_in} of\n{text}"
    return found


# Nodes of their own rules, which the table names too; and what no value has a type for.
STRUCTURAL = {
    "aten::wait", "prim::unchecked_cast", "prim::unchecked_unwrap_optional", "prim::TupleIndex", "prim::Print",
    "prim::RaiseException", "prim::tolist", "prim::id",
    "aten::len.tuple",  # is known when compiling
    "prim::abs",  # of a tensor: torch.abs
}  # fmt: skip


@pytest.mark.slow
def test_operators_of_our_own_have_a_form() -> None:
    schemas = [row.schema for row in OWN_OPS.rows if row.qualified not in STRUCTURAL]
    wrong = {s.qualified: found for s in schemas if (found := trouble(s))}
    assert wrong == {} and len(schemas) > 800


@pytest.mark.database
def test_operators_of_pytorch_have_a_form() -> None:
    """All of the dispatcher's but those that take what no annotation says: packed parameters and storages."""
    schemas = [s for name in operators.names() for s in operators.overloads(name) if not s.is_own]
    schemas = [s for s in schemas if "torch.classes" not in str(s) and "Storage" not in str(s)]
    wrong = {s.qualified: found for s in schemas if (found := trouble(s))}
    assert wrong == {} and len(schemas) > 3000
