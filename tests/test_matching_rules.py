"""Overload choice and implicit conversions, rule by rule."""

from __future__ import annotations

import pytest

from anabranch.ir.builder import Builder
from anabranch.lang.schema_parser import parse_schema
from anabranch.lang.types import (
    ANY,
    BOOL,
    COMPLEX,
    FLOAT,
    INT,
    NONE,
    NUMBER,
    STR,
    TENSOR,
    DictType,
    FutureType,
    ListType,
    NamedTupleType,
    SetType,
    TensorType,
    TupleType,
    Type,
    optional,
)
from anabranch.overloads.apply_match import apply_match
from anabranch.overloads.matching import Match, MatchError, match, match_schema
from anabranch.text.verify import verify


class Case:
    """A graph to write calls into; values by type."""

    def __init__(self) -> None:
        self.b = Builder()

    def value(self, x):
        return self.b.graph.addInput(t=x) if isinstance(x, Type) else x

    def match(self, name, *args, self_value=None, **kwargs) -> Match:
        values = [self.value(a) for a in args]
        named = {k: self.value(v) for k, v in kwargs.items()}
        return match(name, values, named, self_value=None if self_value is None else self.value(self_value))

    def kinds(self, name, *args, **kwargs) -> list[str]:
        """What the call writes, in order; the graph stays well formed."""
        result = apply_match(self.b, self.match(name, *args, **kwargs))
        self.b.graph.registerOutput(result)
        verify(self.b.graph)
        return [n.kind() for n in self.b.graph.nodes() if n.kind() != "prim::Constant"]


def chosen(name, *args, **kwargs) -> str:
    return Case().match(name, *args, **kwargs).schema.qualified


@pytest.mark.parametrize(
    "args, overload",
    [
        ((TENSOR, TENSOR), "aten::add.Tensor"), ((TENSOR, INT), "aten::add.Scalar"),
        ((TENSOR, FLOAT), "aten::add.Scalar"),
        ((INT, INT), "aten::add.int"), ((INT, FLOAT), "aten::add.int_float"), ((FLOAT, FLOAT), "aten::add.float"),
        ((COMPLEX, INT), "aten::add.complex_int"), ((NUMBER, INT), "aten::add"), ((BOOL, INT), "aten::add.int"),
        ((BOOL, BOOL), "aten::add.int"), ((STR, STR), "aten::add.str"), ((ListType(STR), ListType(STR)), "aten::add.t"),
        ((INT, TENSOR), "aten::add.reflected"), ((TensorType(dtype=6), TENSOR), "aten::add.Tensor"),
    ],
)  # fmt: skip
def test_add(args, overload):
    assert chosen("aten::add", *args) == overload


def test_out_variants_only_with_out():
    assert chosen("aten::add", TENSOR, TENSOR, out=TENSOR) == "aten::add.out"


def test_a_single_int_is_repeated():
    case = Case()
    x, n = case.value(TENSOR), case.value(INT)
    assert case.kinds("aten::conv2d", x, x, stride=n)[0] == "prim::ListConstruct"
    assert case.b.graph.findNode("prim::ListConstruct").inputsSize() == 2


def test_the_last_list_takes_all_positional_arguments():
    assert chosen("aten::view", INT, INT, self_value=TENSOR) == "aten::view"
    assert chosen("aten::zeros", INT, INT) == "aten::zeros"
    assert chosen("aten::permute", INT, INT, INT, self_value=TENSOR) == "aten::permute"
    assert Case().kinds("aten::einsum", STR, TENSOR, TENSOR) == ["prim::ListConstruct", "aten::einsum"]


def test_views_dtype_needs_its_keyword():
    assert chosen("aten::view", INT, self_value=TENSOR) == "aten::view"
    assert chosen("aten::view", self_value=TENSOR, dtype=INT) == "aten::view.dtype"


@pytest.mark.parametrize(
    "t, kinds",
    [
        (INT, []), (TENSOR, ["aten::IntImplicit"]), (NUMBER, ["aten::Int"]), (BOOL, ["aten::Int"]),
        (optional(INT), None), (FLOAT, None), (STR, None),
    ],
)  # fmt: skip
def test_what_becomes_an_int(t, kinds):
    case = Case()
    if kinds is None:
        with pytest.raises(MatchError):
            case.match("aten::chr", t)
    else:
        assert case.kinds("aten::chr", t) == [*kinds, "aten::chr"]


@pytest.mark.parametrize(
    "t, kinds",
    [(INT, ["aten::Float"]), (TENSOR, ["aten::FloatImplicit"]), (BOOL, ["aten::Float"]), (NUMBER, ["aten::Float"])],
)
def test_what_becomes_a_float(t, kinds):
    assert Case().kinds("aten::dropout", TENSOR, t, BOOL) == [*kinds, "aten::dropout"]


def test_a_bool_stays_a_bool_as_scalar():
    assert Case().kinds("aten::full", ListType(INT), BOOL) == ["aten::ScalarImplicit", "aten::full"]


def test_a_string_becomes_a_device():
    assert Case().kinds("aten::zeros", ListType(INT), device=STR) == ["aten::device", "aten::zeros"]


def test_a_tuple_becomes_a_list():
    case = Case()
    kinds = case.kinds("aten::stack", TupleType((TENSOR, TENSOR)))
    assert kinds == ["prim::TupleUnpack", "prim::ListConstruct", "aten::stack"]


def test_none_fits_an_optional():
    assert chosen("aten::linear", TENSOR, TENSOR, NONE) == "aten::linear"
    with pytest.raises(MatchError):
        chosen("aten::linear", TENSOR, NONE)


def test_a_list_literal_of_tensors_as_indices():
    case = Case()
    items = case.b.list_(TENSOR, [case.value(TENSOR)])
    assert case.match("aten::index", items, self_value=TENSOR).schema.qualified == "aten::index.Tensor_hacked_twin"
    items = case.b.list_(optional(TENSOR), [case.value(TENSOR)])
    assert case.match("aten::index", items, self_value=TENSOR).schema.qualified == "aten::index.Tensor"


def test_a_list_literal_of_ints_as_floats():
    case = Case()
    items = case.b.list_(INT, [case.value(INT)])
    assert case.kinds("aten::fsum", items) == [
        "prim::ListConstruct",
        "aten::Float",
        "prim::ListConstruct",
        "aten::fsum",
    ]
    with pytest.raises(MatchError):
        Case().match("aten::fsum", ListType(INT))  # somebody else may write to it


def test_the_empty_literal_is_any_list():
    case = Case()
    empty = case.b.emit("prim::EmptyListLiteral", [], ListType(TENSOR))
    assert apply_match(case.b, case.match("aten::fsum", empty)).type() == FLOAT


def test_the_empty_dict_literal_is_any_dict():
    case = Case()
    empty = case.b.emit("prim::EmptyDictLiteral", [], DictType(STR, TENSOR))
    schema = parse_schema("f(Dict(int, float) d) -> Dict(int, float)")
    assert match_schema(schema, [empty]).inputs[0].type() == DictType(INT, FLOAT)


def test_factories_take_requires_grad():
    case = Case()
    kinds = case.kinds("aten::zeros", ListType(INT), requires_grad=BOOL)
    assert kinds == ["aten::zeros", "aten::requires_grad_"]


def test_self_comes_first_and_keywords_have_synonyms():
    assert chosen("aten::sum", INT, self_value=TENSOR) == "aten::sum.dim_IntList"
    assert chosen("aten::softmax", input=TENSOR, dim=INT) == "aten::softmax.int"
    assert chosen("aten::sum", TENSOR, axis=INT, keepdims=BOOL) == "aten::sum.dim_IntList"
    assert chosen("aten::polygamma", INT, self_value=TENSOR) == "aten::polygamma"


@pytest.mark.parametrize(
    "name, args, t",
    [
        ("aten::__getitem__", (ListType(STR), INT), STR),
        ("aten::get", (DictType(STR, INT), STR), optional(INT)),
        ("aten::items", (DictType(INT, TENSOR),), ListType(TupleType((INT, TENSOR)))),
        ("aten::keys", (DictType(TupleType((INT, INT)), STR),), ListType(TupleType((INT, INT)))),
        ("aten::wait", (FutureType(ListType(INT)),), ListType(INT)),
        ("aten::dict", (ListType(TupleType((STR, FLOAT))),), DictType(STR, FLOAT)),
        ("aten::set", (ListType(INT),), SetType(INT)),
        ("aten::add", (SetType(INT), INT), NONE),
        ("prim::unchecked_unwrap_optional", (optional(STR),), STR),
        ("aten::split", (TENSOR, INT), ListType(TENSOR)),
        ("aten::divmod", (INT, INT), TupleType((INT, INT))),
        ("prim::EnumName", (ANY,), None),
    ],
)
def test_result_types(name, args, t):
    if t is None:
        with pytest.raises(MatchError):
            Case().match(name, *args)
    else:
        assert Case().match(name, *args).return_type == t


def test_named_results_are_a_named_tuple():
    found = Case().match("aten::max", TENSOR, INT).return_type
    assert isinstance(found, NamedTupleType) and found.fields == ("values", "indices")
    assert Case().kinds("aten::max", TENSOR, INT) == ["aten::max", "prim::TupleConstruct"]


def test_a_free_type_is_one_type():
    with pytest.raises(MatchError) as error:
        chosen("aten::append", ListType(INT), FLOAT)
    (reason,) = error.value.reasons
    assert (reason.argument, reason.expected, reason.got) == ("el", "int", "float")
    assert chosen("aten::append", ListType(optional(INT)), INT) == "aten::append.t"
    with pytest.raises(MatchError):
        chosen("aten::append", ListType(INT), optional(INT))


def test_a_failure_lists_every_candidate_but_out_variants():
    with pytest.raises(MatchError) as error:
        chosen("aten::sum", STR)
    text = str(error.value)
    assert "aten::sum.dim_IntList(Tensor self" in text
    assert "type 'Tensor' for argument 'self' but instead found type 'str'" in text
    assert "out" not in text


@pytest.mark.parametrize(
    "kwargs, message",
    [
        ({"dim": INT, "nonsense": INT}, "unknown keyword argument nonsense"),
        ({}, "Argument dim not provided"),
        ({"dim": INT, "dtype": STR}, "'Optional[int]' for argument 'dtype' but instead found type 'str'"),
    ],
)
def test_messages(kwargs, message):
    schema = parse_schema("aten::softmax.int(Tensor self, int dim, *, int? dtype=None) -> Tensor")
    case = Case()
    with pytest.raises(MatchError, match=message.replace("[", r"\[").replace("]", r"\]")):
        match_schema(schema, [case.value(TENSOR)], {k: case.value(v) for k, v in kwargs.items()})


def test_too_many_arguments():
    with pytest.raises(MatchError, match="Expected at most 1 arguments but found 2 positional"):
        chosen("aten::relu", INT, self_value=TENSOR)


def test_unknown_operator():
    with pytest.raises(MatchError, match="unknown operator aten::nothing"):
        chosen("aten::nothing", TENSOR)


@pytest.mark.parametrize(
    "name, args, kinds",
    [
        ("aten::sub", (INT, TENSOR), ["aten::neg", "aten::add"]),
        ("aten::div", (FLOAT, TENSOR), ["aten::reciprocal", "aten::mul"]),
        ("aten::lt", (INT, TENSOR), ["aten::gt"]),
        ("aten::floordiv", (TENSOR, INT), ["aten::floor_divide"]),
        ("prim::shape", (TENSOR,), ["aten::size"]),
        ("aten::float", (TENSOR,), ["aten::to"]),
        ("aten::absolute", (TENSOR,), ["aten::abs"]),
        ("aten::true_divide", (TENSOR, TENSOR), ["aten::div"]),
        ("aten::pos", (INT,), []),
    ],
)
def test_compositions_and_aliases(name, args, kinds):
    assert Case().kinds(name, *args) == kinds
