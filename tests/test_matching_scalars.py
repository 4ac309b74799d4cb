"""The overloads of Python's own operators and functions, on every pair of types, against torch.jit's."""

from __future__ import annotations

from itertools import product

import pytest
import torch

from anabranch.ir.builder import Builder
from anabranch.lang.types import BOOL, COMPLEX, FLOAT, INT, STR, TENSOR, DictType, ListType, Type
from anabranch.overloads.apply_match import apply_match
from anabranch.overloads.matching import MatchError, match

TYPES: dict[str, Type] = {
    "int": INT, "float": FLOAT, "complex": COMPLEX, "bool": BOOL, "str": STR, "torch.Tensor": TENSOR,
    "List[int]": ListType(INT), "List[str]": ListType(STR), "Dict[str, int]": DictType(STR, INT),
}  # fmt: skip
BINARY = {
    "a + b": "aten::add", "a - b": "aten::sub", "a * b": "aten::mul", "a / b": "aten::div", "a // b": "aten::floordiv",
    "a % b": "aten::remainder", "a ** b": "aten::pow", "a & b": "aten::__and__", "a << b": "aten::__lshift__",
    "a == b": "aten::eq", "a != b": "aten::ne", "a < b": "aten::lt", "a >= b": "aten::ge", "a[b]": "aten::__getitem__",
    "math.atan2(a, b)": "aten::atan2", "math.fmod(a, b)": "aten::fmod", "divmod(a, b)": "aten::divmod",
    "min(a, b)": "prim::min", "max(a, b)": "prim::max", "a.append(b)": "aten::append", "a.get(b)": "aten::get",
    "a.pop(b)": "aten::pop", "a.count(b)": "aten::count", "a.index(b)": "aten::index", "a.split(b)": "aten::split",
}  # fmt: skip
UNARY = {
    "-a": "aten::neg", "abs(a)": "prim::abs", "len(a)": "aten::len", "math.sin(a)": "aten::sin",
    "math.floor(a)": "aten::floor", "math.gamma(a)": "aten::gamma", "a.copy()": "aten::copy", "a.keys()": "aten::keys",
    "a.items()": "aten::items", "sorted(a)": "aten::sorted", "a.upper()": "aten::upper", "a.reverse()": "aten::reverse",
    "round(a)": "aten::round", "bin(a)": "aten::bin", "sum(a)": "aten::sum", "any(a)": "aten::any",
}  # fmt: skip


def is_better_here(name: str, *types: str) -> bool:
    """Where ours is another on purpose, or the frontend does not ask for that operator."""
    if types[0] in ("str", "torch.Tensor") and name in ("aten::remainder", "aten::__getitem__"):
        return True
    if name in ("aten::div", "aten::pow") and "complex" in types and len(set(types)) == 2 and "bool" not in types:
        return True  # torch.jit goes by Scalar
    with_tensor = len(types) == 2 and "torch.Tensor" in types
    if "bool" in types:  # a bool stays one in tensor arithmetic; torch.jit makes it an int
        return with_tensor or "complex" in types or name in ("prim::min", "prim::max") and set(types) == {"bool"}
    if with_tensor and types[0] != "torch.Tensor":  # 3 // tensor, 3 & tensor: torch.jit makes the tensor an int
        return name in ("aten::floordiv", "aten::__and__") or "complex" in types
    return name == "aten::sorted" and types == ("str",)  # torch.jit sorts the list of the one string


def _overload(node) -> str:
    return node.schema().split("(")[0]


def jits(source: str, name: str, *types: str):
    parameters = ", ".join(f"{p}: {t}" for p, t in zip("ab", types))
    try:
        graph = torch.jit.CompilationUnit(f"def f({parameters}):\n    return {source}\n").f.graph
    except RuntimeError:
        return None
    found = [_overload(n) for n in graph.nodes() if n.kind() not in ("prim::Constant", "prim::TupleConstruct")]
    return None if "" in found else found  # a list made of one number, as in len(3): an error in Python


def ours(name: str, *types: str):
    b = Builder()
    values = [b.graph.addInput(t=TYPES[t]) for t in types]
    try:
        apply_match(b, match(name, values))
    except MatchError as error:
        return str(error)
    ignored = ("prim::Constant", "prim::TupleConstruct")
    return [_overload(n) for n in b.graph.nodes() if n.kind() not in ignored]


@pytest.mark.slow
@pytest.mark.oracle
def test_python_operators_choose_torch_jits_overloads():
    cases = [(s, n, pair) for s, n in BINARY.items() for pair in product(TYPES, TYPES)]
    cases += [(s, n, (t,)) for s, n in UNARY.items() for t in TYPES]
    same, different = 0, []
    for source, name, types in cases:
        theirs = jits(source, name, *types)
        if not theirs or is_better_here(name, *types):
            continue
        mine = ours(name, *types)
        if mine == theirs:
            same += 1
        else:
            different.append((source, types, theirs, mine))
    print("same:", same, "different:", len(different))
    for line in different:
        print(line)
    assert same > 150
    assert not different
