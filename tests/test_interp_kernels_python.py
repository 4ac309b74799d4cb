"""The kernels mean what Python means: random numbers, strings, lists, dicts, sets."""

from __future__ import annotations

import math
import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anabranch.ops import OWN_OPS
from anabranch.ops.values import OrderedSet

kernel = OWN_OPS.meaning

pytestmark = pytest.mark.slow
LOW, HIGH = -(2**63), 2**63 - 1
ints = st.integers(LOW, HIGH) | st.integers(-10, 10)
floats = st.floats() | st.integers(-5, 5).map(float)
numbers = ints | floats
texts = st.text() | st.text("aAb ßéİ\t\n😀١", max_size=8)
lists = st.lists(st.integers(-5, 5), max_size=8)
indices = st.integers(-10, 10)


def outcome(f, *args):
    """What a call gives or raises, comparable (NaN equals NaN)."""
    try:
        return as_text(f(*args))
    except Exception as error:
        return type(error), str(error)


def as_text(x):
    return repr(x)


def in_64_bits(f):
    def run(*args):
        result = f(*args)
        if isinstance(result, int) and not LOW <= result <= HIGH:
            raise OverflowError("integer result does not fit into 64 bits")
        return result

    return run


@pytest.mark.parametrize(
    "name, meaning",
    [
        ("add", operator.add), ("sub", operator.sub), ("mul", operator.mul), ("div", operator.truediv),
        ("floordiv", operator.floordiv), ("remainder", operator.mod), ("lt", operator.lt), ("le", operator.le),
        ("eq", operator.eq), ("ne", operator.ne), ("gt", operator.gt), ("ge", operator.ge),
        ("atan2", math.atan2), ("fmod", math.fmod), ("copysign", math.copysign),
    ],
)  # fmt: skip
@given(a=numbers, b=numbers)
def test_binary_arithmetic(name, meaning, a, b):
    kinds = {(int, int): "int", (int, float): "int_float", (float, int): "float_int", (float, float): "float"}
    own = OWN_OPS.by_qualified_name.get(f"aten::{name}.{kinds[type(a), type(b)]}")
    if own is not None:
        assert outcome(own.meaning, a, b) == outcome(in_64_bits(meaning), a, b)


@given(a=ints, b=ints)
def test_bits_and_shifts(a, b):
    assert kernel("aten::__and__.int")(a, b) == a & b
    assert kernel("aten::bitwise_not.int")(a) == ~a
    shift = b % 80
    assert outcome(kernel("aten::__lshift__.int"), a, shift) == outcome(in_64_bits(operator.lshift), a, shift)
    assert kernel("aten::__rshift__.int")(a, shift) == a >> shift
    assert outcome(kernel("aten::__lshift__.int"), a, -1) == (ValueError, "negative shift count")


@given(a=ints, b=ints)
def test_divmod_agrees_with_its_parts(a, b):
    both = outcome(kernel("aten::divmod.int"), a, b)
    assert both == outcome(lambda: (in_64_bits(operator.floordiv)(a, b), a % b))


@given(a=st.integers(-20, 20), b=st.integers(-5, 70))
def test_powers_of_ints(a, b):
    """An int by its type: a negative exponent, which gives a float in Python, is an error."""
    found = outcome(kernel("aten::pow.int_to_int"), a, b)
    if a != 0 and b < 0:
        assert found[0] is ValueError
    else:
        assert found == outcome(in_64_bits(operator.pow), a, b)


@given(a=numbers)
def test_negation_and_absolute_value(a):
    kind = type(a).__name__
    assert outcome(kernel(f"aten::neg.{kind}"), a) == outcome(in_64_bits(operator.neg), a)
    assert outcome(kernel(f"prim::abs.{kind}"), a) == outcome(in_64_bits(abs), a)


@pytest.mark.parametrize("name", "sin cos tan exp sqrt log10 floor ceil trunc degrees erf gamma lgamma expm1".split())
@given(a=numbers)
def test_mathematics(name, a):
    own = kernel(f"aten::{name}.{type(a).__name__}")
    assert outcome(own, a) == outcome(in_64_bits(getattr(math, name)), a)


@given(a=floats)
def test_to_int_and_back(a):
    assert outcome(kernel("aten::Int.float"), a) == outcome(in_64_bits(int), a)
    assert kernel("aten::Bool.float")(a) == bool(a)


@pytest.mark.parametrize(
    "name", "upper lower title swapcase capitalize casefold isalpha isdigit isspace isupper".split()
)
@given(s=texts)
def test_strings(name, s):
    assert kernel(f"aten::{name}")(s) == getattr(s, name)()


@given(s=texts, part=texts, start=indices, end=st.none() | indices)
def test_searching_strings(s, part, start, end):
    for name in ("find", "rfind", "count", "startswith", "endswith"):
        assert kernel(f"aten::{name}")(s, part, start, end) == getattr(s, name)(part, start, end)
    assert outcome(kernel("aten::index.str"), s, part, start, end) == outcome(s.index, part, start, end)
    assert outcome(kernel("aten::split.str"), s, part, -1) == outcome(s.split, part)
    assert kernel("aten::replace")(s, part, "x", 1) == s.replace(part, "x", 1)


@given(s=texts, i=indices, start=st.none() | indices, end=st.none() | indices, step=indices)
def test_indexing_strings(s, i, start, end, step):
    assert outcome(kernel("aten::__getitem__.str"), s, i) == outcome(lambda: s[i])
    assert outcome(kernel("aten::slice.str"), s, start, end, step) == outcome(lambda: s[start:end:step])


@given(items=lists, i=indices, x=st.integers(-5, 5))
def test_lists_change_in_place(items, i, x):
    for name, own, python in [
        ("append.t", lambda a: (a, x), lambda a: a.append(x)),
        ("insert.t", lambda a: (a, i, x), lambda a: a.insert(i, x)),
        ("pop.t", lambda a: (a, i), lambda a: a.pop(i)),
        ("remove.int", lambda a: (a, x), lambda a: a.remove(x)),
        ("_set_item.t", lambda a: (a, i, x), lambda a: a.__setitem__(i, x)),
        ("Delete.t", lambda a: (a, i), lambda a: a.__delitem__(i)),
        ("reverse.t", lambda a: (a,), lambda a: a.reverse()),
        ("sort.int", lambda a: (a, True), lambda a: a.sort(reverse=True)),
        ("clear.t", lambda a: (a,), lambda a: a.clear()),
    ]:
        ours, theirs = list(items), list(items)
        mine, expected = outcome(kernel(f"aten::{name}"), *own(ours)), outcome(python, theirs)
        assert ours == theirs, name
        assert isinstance(mine, tuple) == isinstance(expected, tuple), name
        assert not isinstance(mine, tuple) or mine == expected, name


@given(items=lists, i=indices, start=st.none() | indices, end=st.none() | indices, step=indices, x=st.integers(-5, 5))
def test_reading_lists(items, i, start, end, step, x):
    assert outcome(kernel("aten::__getitem__.t"), items, i) == outcome(lambda: items[i])
    assert outcome(kernel("aten::slice.t"), items, start, end, step) == outcome(lambda: items[start:end:step])
    assert outcome(kernel("aten::index.list_int"), items, x) == outcome(items.index, x)
    assert kernel("aten::count.int")(items, x) == items.count(x)
    assert kernel("aten::__contains__.int_list")(items, x) == (x in items)
    assert kernel("aten::sorted.int")(items) == sorted(items)
    assert kernel("aten::sum.int")(items) == sum(items)
    assert outcome(kernel("prim::max.self_int"), items) == outcome(max, items)


@given(start=indices, end=indices, step=indices)
def test_ranges(start, end, step):
    own = outcome(kernel("aten::__range_length"), start, end, step)
    assert own == outcome(lambda: len(range(start, end, step)))


@given(d=st.dictionaries(st.integers(-3, 3), st.text(max_size=2)), k=st.integers(-3, 3))
def test_dicts(d, k):
    assert outcome(kernel("aten::__getitem__.Dict_int"), d, k) == outcome(lambda: d[k])
    assert kernel("aten::get.default_int")(d, k, "none") == d.get(k, "none")
    assert kernel("aten::items.int")(d) == list(d.items())
    ours, theirs = dict(d), dict(d)
    assert outcome(kernel("aten::pop.Dict_int"), ours, k) == outcome(theirs.pop, k) and ours == theirs
    assert kernel("aten::setdefault.int")(ours, k, "x") == theirs.setdefault(k, "x") and ours == theirs
    assert outcome(kernel("aten::Delete.Dict_int"), ours, 9) == (KeyError, "9")


@given(a=lists, b=lists)
def test_sets(a, b):
    x, y = kernel("aten::set.list")(a), OrderedSet(b)
    assert list(x) == list(dict.fromkeys(a))
    for name, meaning in [("union", set.union), ("intersection", set.intersection), ("difference", set.difference),
                          ("symmetric_difference", set.symmetric_difference)]:  # fmt: skip
        assert kernel(f"aten::{name}.Set")(x, y) == meaning(set(a), set(b))
    assert kernel("aten::le.Set")(x, y) == (set(a) <= set(b))
    kernel("aten::update.Set_list")(x, b)
    assert x == set(a) | set(b) and list(x) == list(dict.fromkeys([*a, *b]))
