"""The chosen overload against torch.jit's, for every op_db call that torch.jit compiles."""

from __future__ import annotations

from collections import Counter

import pytest
import torch

pytest.importorskip("expecttest", reason="torch's op_db needs it")
from anabranch.ir.builder import Builder
from anabranch.overloads.matching import MatchError, match
from anabranch.overloads.normal_names import NORMAL_NAMES
from support.op_samples import Call, calls


def jits_choice(call: Call) -> str | None:
    """The overload in torch.jit's graph; None where it refuses, or writes other operators."""
    try:
        graph = torch.jit.CompilationUnit(call.source()).f.graph
    except RuntimeError:
        return None
    kinds = (call.operator, NORMAL_NAMES.get(call.operator))
    found = [n.schema().split("(")[0] for n in graph.nodes() if n.kind() in kinds]
    return found[-1] if found else None


def our_choice(call: Call) -> str:
    args, kwargs, own = call.values(Builder())
    try:
        return match(call.operator, args, kwargs, self_value=own).schema.qualified
    except MatchError as error:
        return str(error)


@pytest.mark.slow
@pytest.mark.database
@pytest.mark.timeout(1800)
@pytest.mark.oracle
def test_overloads_agree_with_torch_jit(record_property):
    counts: Counter[str] = Counter()
    different = []
    for call in calls():
        theirs = jits_choice(call)
        if theirs is None:
            counts["not compiled by torch.jit"] += 1
        elif our_choice(call) == theirs:
            counts["same"] += 1
        else:
            different.append((call.source(), theirs, our_choice(call)))
    record_property("counts", dict(counts))
    print(dict(counts), "different:", len(different))
    assert counts["same"] >= 1700
    assert not different, different[:5]
