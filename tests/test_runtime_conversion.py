"""Values at the border of the native machine: what goes in comes out, exactly; what does not fit is named."""

import collections
import enum
import itertools
import typing
from collections.abc import Callable
from typing import Any

import numpy
import pytest
import torch

import anabranch
from anabranch.lang import types as T
from anabranch.lang.nominal import ClassType, EnumType
from anabranch.runtime import conversion, native
from support.machine import identity, python_caller, returning

pytestmark = pytest.mark.skipif(not native.is_built(), reason="the native core is not built")


class Point(typing.NamedTuple):
    x: torch.Tensor
    n: int


class Color(enum.Enum):
    RED = 1
    BLUE = 2


class Mixed(enum.Enum):
    NUMBER = 1
    TEXT = "x"


class Wide(enum.Flag):
    A = 1
    B = 2


POINT = T.NamedTupleType((T.TENSOR, T.INT), "Point", ("x", "n"), (), Point)
COLOR = EnumType("Color", T.INT, {"RED": 1, "BLUE": 2}, Color)
INTS = T.ListType(T.INT)

SAME = [
    (T.INT, -(2**63)), (T.INT, 2**63 - 1), (T.FLOAT, 0.1), (T.FLOAT, float("inf")), (T.BOOL, True), (T.BOOL, False),
    (T.COMPLEX, 1 + 2j), (T.STR, ""), (T.STR, "grün 😀 \x00"), (T.NONE, None), (T.DEVICE, torch.device("cpu")),
    (T.optional(T.INT), None), (T.optional(T.INT), 3), (T.optional(T.TENSOR), None),
    (INTS, []), (INTS, [1, 2, 3]), (T.ListType(T.FLOAT), [1.5]), (T.ListType(T.BOOL), [True, False]),
    (T.ListType(T.STR), ["a", "b"]), (T.ListType(INTS), [[1], [], [2, 3]]), (T.ListType(T.optional(T.INT)), [1, None]),
    (T.TupleType((T.INT, T.STR)), (1, "a")), (T.TupleType(()), ()), (T.TupleType((T.TupleType((T.INT,)),)), ((1,),)),
    (T.DictType(T.STR, T.INT), {"b": 1, "a": 2}), (T.DictType(T.INT, INTS), {3: [1], 1: []}),
    (T.SetType(T.INT), {3, 1}), (COLOR, Color.BLUE), (T.ListType(COLOR), [Color.RED, Color.BLUE]),
    (T.DictType(COLOR, T.INT), {Color.RED: 1}), (T.DictType(T.TupleType((T.INT, T.INT)), T.STR), {(1, 2): "x"}),
    (T.union([T.INT, T.STR]), "a"), (T.union([T.INT, T.FLOAT]), 2.0), (T.union([T.INT, T.FLOAT]), 2),
    (T.NUMBER, 1), (T.NUMBER, 1.0), (T.NUMBER, True), (T.NUMBER, 1j),
    (T.ANY, None), (T.ANY, True), (T.ANY, 1), (T.ANY, 1.0), (T.ANY, "s"), (T.ANY, [1, 2]), (T.ANY, [1, "a"]),
    (T.ANY, {"k": (1, 2.0)}), (T.ANY, torch.device("cpu")),
    (T.ANY, Color.BLUE), (T.ANY, [Color.RED]), (T.ANY, Wide.A | Wide.B), (T.ANY, Mixed.TEXT),
]  # fmt: skip


@pytest.mark.parametrize("t, value", SAME, ids=str)
def test_round_trip(t: T.Type, value: object) -> None:
    result = identity(t)(value)
    assert result == value
    assert type(result) is type(value)
    assert repr(result) == repr(value)


def test_tensor_is_the_same_object() -> None:
    x = torch.ones(2, requires_grad=True)
    assert identity(T.TENSOR)(x) is x
    parameter = torch.nn.Parameter(x.detach())
    assert identity(T.TENSOR)(parameter) is parameter
    assert identity(T.ListType(T.TENSOR))([x, parameter])[1] is parameter


def test_named_tuple_is_the_users_class() -> None:
    x = torch.ones(1)
    result = identity(POINT)(Point(x, 3))
    assert type(result) is Point
    assert result.x is x
    assert result.n == 3
    assert type(identity(POINT)((x, 3))) is Point


def test_python_object_is_itself() -> None:
    o = object()
    assert identity(T.PYOBJECT)(o) is o
    assert identity(T.ANY)(o) is o


NUMBERS = [
    (T.INT, True, 1), (T.INT, numpy.int32(4), 4), (T.INT, torch.tensor(5), 5), (T.INT, torch.float32, 6),
    (T.INT, torch.channels_last, 2), (T.INT, torch.strided, 0), (T.FLOAT, 2, 2.0), (T.FLOAT, numpy.float32(0.5), 0.5),
    (T.FLOAT, torch.tensor(0.5), 0.5), (T.BOOL, numpy.bool_(True), True), (T.BOOL, torch.tensor(False), False),
    (T.COMPLEX, 2, 2 + 0j), (T.NUMBER, numpy.int64(3), 3), (T.NUMBER, torch.tensor(1.5), 1.5),
    (T.DEVICE, "cpu", torch.device("cpu")), (INTS, (1, 2), [1, 2]), (INTS, range(3), [0, 1, 2]),
    (INTS, torch.Size([2, 3]), [2, 3]), (T.ListType(T.FLOAT), [1, 2], [1.0, 2.0]),
]  # fmt: skip


@pytest.mark.parametrize("t, value, expected", NUMBERS, ids=str)
def test_what_is_accepted_as_well(t: T.Type, value: object, expected: object) -> None:
    result = identity(t)(value)
    assert result == expected
    assert type(result) is type(expected)


REFUSED = [
    (T.INT, 1.0, "value of type 'int' for argument 'x' but instead found type 'float'"),
    (T.INT, "1", "value of type 'int' for argument 'x' but instead found type 'str'"),
    (T.INT, None, "value of type 'int' for argument 'x' but instead found type 'NoneType'"),
    (T.INT, torch.ones(2), "value of type 'int' for argument 'x' but instead found type 'Tensor'"),
    (T.INT, torch.tensor(1.5), "value of type 'int' for argument 'x' but instead found type 'Tensor'"),
    (T.TENSOR, 1, "value of type 'Tensor' for argument 'x' but instead found type 'int'"),
    (T.TENSOR, None, "value of type 'Tensor' for argument 'x' but instead found type 'NoneType'"),
    (T.STR, b"a", "value of type 'str' for argument 'x' but instead found type 'bytes'"),
    (INTS, [1, "a"], "value of type 'List[int]' for argument 'x' but instead found type 'list': a list whose item 1 is a str"),
    (INTS, "abc", "value of type 'List[int]' for argument 'x' but instead found type 'str'"),
    (T.TupleType((T.INT,)), (1, 2), "'Tuple[int]' for argument 'x' but instead found type 'tuple': a tuple of 2 items"),
    (T.DictType(T.STR, T.INT), {"a": "b"}, "found type 'dict': a dict with a value that is a str"),
    (T.optional(T.INT), "a", "value of type 'Optional[int]' for argument 'x' but instead found type 'str'"),
    (T.union([T.INT, T.STR]), [], "found type 'list': Expected a member of Union[int, str] but instead found type list"),
    (COLOR, 1, "value of type 'Color' for argument 'x' but instead found type 'int'"),
]


@pytest.mark.parametrize("t, value, message", REFUSED, ids=str)
def test_refused_with_its_name(t: T.Type, value: object, message: str) -> None:
    with pytest.raises(TypeError) as caught:
        identity(t)(value)
    assert message in str(caught.value)
    assert str(caught.value).startswith("f() ")


def test_int_beyond_64_bits() -> None:
    with pytest.raises(OverflowError, match="64 bits"):
        identity(T.INT)(2**63)


def test_arguments_by_position_keyword_and_default() -> None:
    f = returning([("a", T.INT), ("b", T.FLOAT), ("c", INTS, [7])], 2)
    assert f(1, 2.0) == [7]
    assert f(b=2.0, a=1, c=[3]) == [3]
    default = f(1, b=2.0)
    default.append(8)
    assert f(1, 2.0) == [7], "a default list is a fresh one each time"
    for call, text in [
        (lambda: f(1), "missing a required argument: 'b'"),
        (lambda: f(1, 2.0, [], 4), "takes 3 positional arguments but 4 were given"),
        (lambda: f(1, a=2), "multiple values for argument 'a'"),
        (lambda: f(1, 2.0, z=1), "unexpected keyword argument 'z'"),
    ]:
        with pytest.raises(TypeError, match=text):
            call()


def test_calls_with_unpacking() -> None:
    f = returning([("a", T.INT), ("b", T.FLOAT)], 1)
    keywords = {"b": 2.5}
    assert f(*[1], **keywords) == 2.5


def class_type() -> ClassType:
    c = ClassType("Box")
    c.add_attribute("n", T.INT)
    c.add_attribute("x", T.optional(T.TENSOR))
    return c


def test_instance_slots() -> None:
    from anabranch.runtime.native_types import handle_of

    c = class_type()
    box = native.core().Instance(handle_of(c))
    box.set(0, 3)
    x = torch.ones(1)
    box.set(1, x)
    assert (box.get(0), box.get(1) is x, box.type) == (3, True, c)
    with pytest.raises(TypeError, match="value of type 'int' for argument 'n' but instead found type 'str'"):
        box.set(0, "a")
    with pytest.raises(IndexError):
        box.get(2)


def test_instance_is_shared_not_copied() -> None:
    from anabranch.runtime.native_types import handle_of

    c = class_type()
    box = native.core().Instance(handle_of(c))
    box.set(0, 1)
    same = identity(c)(box)
    same = getattr(same, "_instance", same)
    same.set(0, 5)
    assert box.get(0) == 5
    assert same == box
    assert same.identity == box.identity


def test_object_of_another_class_is_refused() -> None:
    from anabranch.runtime.native_types import handle_of

    other = native.core().Instance(handle_of(class_type()))
    with pytest.raises(TypeError, match="value of type 'Box' for argument 'x' but instead found type '.*': Box"):
        identity(class_type())(other)
    with pytest.raises(TypeError, match="value of type 'Box' for argument 'x' but instead found type 'int'"):
        identity(class_type())(1)


def test_python_is_called_with_python_values() -> None:
    seen = []

    def double(x: list[int]) -> list[int]:
        seen.append(x)
        return [2 * i for i in x]

    assert python_caller(double, INTS, INTS)([1, 2]) == [2, 4]
    assert seen == [[1, 2]]


def test_wrong_result_of_python_is_named() -> None:
    with pytest.raises(TypeError, match="expected value of type int for return value but instead got value of type str"):
        python_caller(lambda x: "a", T.INT, T.INT)(1)


class MyError(Exception):
    pass


def test_exception_of_python_is_the_same_object() -> None:
    error = MyError("why", 3)

    def fail(x: int) -> int:
        raise error

    with pytest.raises(MyError) as caught:
        python_caller(fail, T.INT, T.INT)(1)
    assert caught.value is error
    assert caught.value.args == ("why", 3)
    names = [entry.name for entry in caught.traceback]
    assert "fail" in names


def test_counter_of_ordered_dict_subclasses() -> None:
    counts = collections.OrderedDict([("b", 1), ("a", 2)])
    assert list(identity(T.DictType(T.STR, T.INT))(counts)) == ["b", "a"]


def test_unions_in_unions_are_tried_once_each_way() -> None:
    t: T.Type = T.INT
    value: object = 1.5
    for _ in range(60):  # tried twice each, it would take 2**60 attempts
        t, value = T.union([T.ListType(t), T.STR]), [value]
    with pytest.raises(TypeError, match="for argument 'x'"):
        identity(t)(value)
    with pytest.raises(conversion.Mismatch):
        conversion.convert(value, t)


@pytest.mark.parametrize("t", [T.ANY, T.ListType(T.ANY)], ids=str)
def test_what_nests_too_deeply_is_named(t: T.Type) -> None:
    value: list[object] = []
    value.append(value)
    with pytest.raises(RecursionError, match="maximum recursion depth exceeded") as error:
        identity(t)(value)
    assert error.value.__notes__ == ["argument 'x' of f() nests too deeply"]


def test_sets_are_converted_item_by_item(backend: str) -> None:
    """As lists are: items have the type, and NaNs of one bit pattern are one, whoever made them."""

    def holds(items: typing.Set[complex], x: complex) -> bool:
        return x in items

    compiled = anabranch.script(holds)
    for _ in range(2):
        x = complex(0.1, float("nan"))
        assert compiled({x}, x)
    with pytest.raises(TypeError, match=r"'Set\[complex\]' for argument 'items' but instead found type 'set': str"):
        compiled({"a"}, 1j)


def _types() -> list[T.Type]:
    simple: list[T.Type] = [T.BOOL, T.INT, T.FLOAT, T.COMPLEX, T.STR, T.NONE, T.TENSOR, INTS, T.ListType(T.FLOAT)]
    simple.append(T.TupleType((T.INT, T.INT)))
    unions = [T.union(list(members)) for n in (2, 3) for members in itertools.combinations(simple, n)]
    return [*simple, *(T.optional(t) for t in simple), *unions, T.ListType(T.union([T.BOOL, T.INT, T.STR]))]


GIVEN: list[Any] = [
    True, 0, 3, 2.5, 1j, "s", None, [1], [1.5], [True, 2, "s"], (1, 2), (1, 2.5), [], torch.tensor(2), torch.tensor(True),
    torch.tensor(2.5), torch.ones(2), numpy.int64(3), numpy.bool_(True), numpy.float32(1.5), numpy.float64(1.5),
    numpy.complex64(1j),
]  # fmt: skip
NUMBERS = [v for v in GIVEN if isinstance(v, int | float | complex | numpy.generic) or (torch.is_tensor(v) and v.dim() == 0)]
KINDS: dict[type, T.Type] = {bool: T.BOOL, int: T.INT, float: T.FLOAT, complex: T.COMPLEX}


def _outcome(convert: Callable[[Any], Any], value: Any) -> Any:
    try:
        return convert(value)
    except (TypeError, conversion.Mismatch):
        return TypeError


def _agree(a: Any, b: Any) -> bool:
    return type(a) is type(b) and (torch.equal(a, b) if isinstance(a, torch.Tensor) else repr(a) == repr(b))


@pytest.mark.parametrize("t", _types(), ids=str)
def test_the_machine_and_the_interpreter_take_the_same(t: T.Type) -> None:
    native_one = identity(t)
    for value in GIVEN:
        ours, theirs = _outcome(native_one, value), _outcome(lambda v: conversion.convert(v, t), value)
        assert _agree(ours, theirs), (value, ours, theirs)


@pytest.mark.parametrize("t", [t for t in _types() if isinstance(t, T.UnionType)], ids=str)
def test_a_union_changes_no_number_that_one_of_its_members_is(t: T.UnionType) -> None:
    """Nor makes it a bool: a member that takes anything would win over the one that is meant."""
    for value in NUMBERS:
        got = _outcome(identity(t), value)
        number = value.item() if isinstance(value, torch.Tensor | numpy.generic) else value
        if got is TypeError or isinstance(got, torch.Tensor):
            continue
        assert got == number and isinstance(got, bool) <= isinstance(number, bool), (value, got)
        assert type(got) is type(number) or KINDS[type(number)] not in t.members, (value, got)
