"""Every operator of our own table against CPython: the machine's instructions and kernels, and the interpreter's meaning."""

from __future__ import annotations

import itertools
import math
import random

import pytest

from anabranch.lang import types as T
from anabranch.ops import OWN_OPS
from anabranch.runtime.backend import backend
from conftest import CORE_IS_BUILT
from fuzz.exceptions import NOT_DRAWN, WITHOUT_PYTHON
from fuzz.oracles import oracle_of
from fuzz.sweep import Sweep, drawn_rows
from fuzz.texts import by_category
from fuzz.values import NAN_BITS, nan

if not CORE_IS_BUILT:
    pytest.skip("the native core is not built", allow_module_level=True)
backend("native")  # connects the core with Python
CALLS = 6
SIGNALLING = NAN_BITS[3]
GROUPS = 16


@pytest.mark.slow
@pytest.mark.parametrize("group", range(GROUPS))
def test_the_machine_the_interpreter_and_cpython_agree(group: int) -> None:
    wrong = []
    for row in drawn_rows()[group::GROUPS]:
        sweep = Sweep(row, shapes=2)
        wrong += [found for found in map(sweep.call, range(CALLS)) if found]
    assert not wrong, "\n".join(wrong)


# Calls that differed once: which of two errors comes first, poles, NaN as a tolerance and in sets, sizes that do not fit.
DIFFERED = """
    aten::log.Scalar_Scalar 1042  aten::log.float_complex 1034  aten::log.float_complex 1077  aten::angle.complex 1020
    aten::isclose.float 1061  aten::remove.Set 1029  aten::remove.Set 1119  aten::tensor 1046  aten::tensor 1057
    aten::as_tensor.list 1073  aten::_grad_sum_to_size 1058  aten::tan.complex 20072  aten::tan.complex 20119
    aten::polar.float_int 40060  aten::tensor 40111
    aten::pow.float 200390
"""


@pytest.mark.parametrize("call", DIFFERED.strip().replace("\n", "  ").split("  "))
def test_a_call_that_differed_agrees(call: str) -> None:
    if call := call.strip():
        name, number = call.split()
        assert not Sweep(OWN_OPS.by_qualified_name[name], shapes=6).call(int(number))


REALS = [0.0, -0.0, 1.0, -1.5, 5e-324, 1e300, math.inf, -math.inf, nan(NAN_BITS[0]), nan(SIGNALLING)]
SPECIAL = {T.FLOAT: REALS, T.COMPLEX: [complex(a, b) for a in REALS for b in REALS]}


@pytest.mark.slow
def test_functions_of_numbers_agree_where_numbers_end() -> None:
    """Zeros, infinities and NaNs together: special values are tables of C's and CPython's, which differ."""
    wrong, done = [], 0
    for row in drawn_rows():
        types = [a.type for a in row.schema.arguments]
        if not types or not set(types) <= set(SPECIAL) or types.count(T.COMPLEX) > 1:
            continue
        sweep = Sweep(row, shapes=1)
        every = list(itertools.product(*(SPECIAL[t] for t in types)))
        for args in random.Random(row.qualified).sample(every, min(len(every), 100)):
            done += 1
            wrong += [found for found in [sweep.compared(done, list(args), sweep.shapes[0])] if found]
    assert done > 3000
    assert not wrong, f"{len(wrong)} of {done} differ:\n" + "\n".join(wrong[:60])


def test_no_row_is_left_out_without_a_reason() -> None:
    """Reasons for rows that are gone are out of date."""
    names = set(OWN_OPS.by_qualified_name)
    assert set(NOT_DRAWN) <= names
    assert len(drawn_rows()) == len(names) - len(NOT_DRAWN)


def test_only_what_python_has_not_is_compared_with_our_own_meaning() -> None:
    ours = {row.qualified for row in drawn_rows() if oracle_of(row) is None and "Tensor" not in str(row.schema)}
    assert ours == set(WITHOUT_PYTHON)


def test_a_wrong_meaning_is_found() -> None:
    """The sweep compares: against another operator's expression it finds a difference."""
    row, other = OWN_OPS.by_qualified_name["aten::sub.int"], OWN_OPS.by_qualified_name["aten::add.int"]
    sweep = Sweep(row)
    sweep.expected = Sweep(other).expected
    assert any(map(sweep.call, range(20)))


def test_strings_have_characters_of_every_category_that_utf8_has() -> None:
    assert len(by_category()) == 29
