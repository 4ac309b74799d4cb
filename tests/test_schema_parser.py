"""Schemas as text: what the dispatcher prints, what our table says."""

from __future__ import annotations

import pytest
import torch

from anabranch.lang.schema_parser import SchemaSyntaxError, parse_schema, parse_type
from anabranch.lang.schema_printer import schema_text
from anabranch.lang.types import (
    FLOAT,
    INT,
    NUMBER,
    STR,
    TENSOR,
    DictType,
    FutureType,
    ListType,
    TupleType,
    VarType,
    optional,
)
from anabranch.ops import OWN_OPS


def dispatcher_texts():
    for name in torch._C._dispatch_get_all_op_names():
        yield torch._C._dispatch_dump(name).split("\n")[1].removeprefix("schema: ")


@pytest.mark.slow
def test_every_schema_of_the_dispatcher_is_read_and_printed():
    texts = list(dispatcher_texts())
    assert len(texts) > 3500
    for text in texts:
        schema = parse_schema(text)
        assert parse_schema(schema_text(schema)) == schema, text


def test_every_row_of_the_table_is_read_and_printed():
    for row in OWN_OPS.rows:
        assert parse_schema(str(row.schema), is_own=True) == row.schema, row.text
        assert row.schema.qualified == row.qualified


def test_arguments():
    schema = parse_schema(
        "aten::conv2d(Tensor input, Tensor? bias=None, SymInt[2] stride=[1, 2], *, int groups=1) -> Tensor"
    )
    data, bias, stride, groups = schema.arguments
    assert (data.type, data.has_default) == (TENSOR, False)
    assert (bias.type, bias.default) == (optional(TENSOR), None)
    assert (stride.type, stride.size, stride.default) == (ListType(INT), 2, [1, 2])
    assert (groups.keyword_only, groups.default) == (True, 1)


def test_alias_annotations():
    schema = parse_schema("aten::split(Tensor(a -> *) self, t[](b!) into, *, Tensor(c!) out) -> Tensor(a)[]")
    assert [a.alias for a in schema.arguments] == ["a -> *", "b!", "c!"]
    assert [a.is_write for a in schema.arguments] == [False, True, True]
    assert [a.alias_before for a in schema.arguments] == [{"a"}, {"b"}, {"c"}]
    assert [a.alias_after for a in schema.arguments] == [{"*"}, {"b"}, {"c"}]
    assert [a.is_output for a in schema.arguments] == [False, False, True]
    assert schema.returns[0].alias == "a" and schema.return_type == ListType(TENSOR)


@pytest.mark.parametrize(
    "text, value",
    [
        ("int x=-1", -1), ("float x=1e-05", 1e-5), ("float x=2", 2.0), ("float x=0.", 0.0), ("bool x=True", True),
        ("str x=\"a\\\"b\"", 'a"b'), ("str x='mean'", "mean"), ("int x=Mean", 1),
        ("MemoryFormat x=contiguous_format", 0),
        ("Tensor? x=None", None), ("int[] x=[]", []), ("float[] x=[0, 1]", [0.0, 1.0]), ("int[2] x=1", [1, 1]),
        ("Scalar x=1", 1), ("float x=inf", float("inf")), ("float x=-inf", float("-inf")),
    ],
)  # fmt: skip
def test_defaults(text, value):
    (argument,) = parse_schema(f"aten::f({text}) -> ()").arguments
    assert argument.default == value and type(argument.default) is type(value)


@pytest.mark.parametrize(
    "text, t",
    [
        ("Tensor?[]", ListType(optional(TENSOR))), ("int[1]?", optional(ListType(INT))), ("ScalarType?", optional(INT)),
        ("Dict(str, t)", DictType(STR, VarType("t"))), ("Future(t)", FutureType(VarType("t"))), ("Scalar", NUMBER),
        ("(int, float[])", TupleType((INT, ListType(FLOAT)))), ("(str, t)[]", ListType(TupleType((STR, VarType("t"))))),
    ],
)  # fmt: skip
def test_types(text, t):
    assert parse_type(text) == t


def test_classes_have_one_type():
    name = "__torch__.torch.classes.quantized.LinearPackedParamsBase"
    assert parse_type(name) is parse_type(name)


def test_returns():
    assert parse_schema("aten::f() -> ()").returns == ()
    assert parse_schema("aten::max.dim() -> (Tensor values, Tensor indices)").returns[1].name == "indices"
    assert parse_schema("prim::f(...) -> ...").is_vararg_return


@pytest.mark.parametrize(
    "text", ["aten::f(", "aten::f(Thing x) -> ()", "aten::f(int x=?) -> ()", "aten::f(int x) -> () y"]
)
def test_what_is_no_schema_is_refused(text):
    with pytest.raises(SchemaSyntaxError):
        parse_schema(text)
