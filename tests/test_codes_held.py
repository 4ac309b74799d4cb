"""dtypes that objects, named tuples, enums, dicts, sets, modules and shared containers hold, beside plain Python."""

import enum
from typing import Any, Dict, List, NamedTuple, Optional, Set, Union

import pytest
import torch
from torch import Tensor

import anabranch

X = torch.ones(1)


class Config:
    def __init__(self, d: Any, u: Union[torch.dtype, int]) -> None:
        self.d = d
        self.u = u
        self.items: List[Any] = [d]


def made(x: Tensor) -> Any:
    c = Config(x.dtype, x.dtype)
    before = c.u
    c.u = 3
    return c.d, before, c.u, c.items


def given(c: Config) -> Any:
    return c.u, c.d


class Three(NamedTuple):
    d: torch.dtype
    a: Any
    u: Union[int, torch.dtype]


def named(x: Tensor) -> Three:
    return Three(x.dtype, x.dtype, x.dtype)


def of_named(n: Three):
    return n.d, n.a, n.u, isinstance(n.a, torch.dtype), isinstance(n.u, int)


class Kind(enum.Enum):
    FLOAT = torch.float32
    INT = torch.int8


def member(e: Kind):
    return e.value, torch.ones(1, dtype=e.value), e


def keyed(d: Dict[torch.dtype, str], x: Tensor):
    return d[x.dtype], list(d.keys()), torch.int8 in d


def among(s: Set[torch.dtype], x: Tensor):
    return x.dtype in s, len(s), s


def defaults(x: Tensor, d: torch.dtype = torch.float64, o: Optional[torch.dtype] = None):
    return x.to(d), d, o


def chosen(x: Any, y: Tensor):
    z = x if isinstance(x, torch.dtype) else y.dtype
    return z, y.to(z)


def looped(xs: List[Any], y: Tensor):
    found: List[Any] = []
    for x in xs:
        if not isinstance(x, torch.dtype):
            continue
        y = y.to(x)
        found.append(x)
    return found, y


def matched(x: Any) -> str:
    match x:
        case torch.float32:
            return "float"
        case torch.dtype():
            return "dtype"
        case bool():
            return "bool"
        case int():
            return "int"
    return "?"


def asserted(x: Any) -> torch.dtype:
    assert isinstance(x, torch.dtype)
    return x


def compared(x: Tensor, a: Any):
    return x.dtype == a, a == x.dtype, a != x.dtype, x.dtype in [a], a in (x.dtype, 1), x.dtype is a


ROWS = [
    (made, X), (given, Config(torch.int8, torch.int8)), (given, Config(torch.strided, 4)), (named, X),
    (of_named, Three(torch.int8, torch.int8, torch.int8)), (of_named, Three(torch.int8, 1, 1)), (member, Kind.INT),
    (keyed, {torch.float32: "a"}, X), (among, {torch.float32}, X), (defaults, X), (defaults, X, torch.int8, torch.int8),
    (chosen, torch.int8, X), (chosen, 1, X), (looped, [torch.int8, 3, "a", torch.float16], X),
    *[(matched, x) for x in (torch.float32, torch.int8, True, 6, None)], (asserted, torch.int8),
    (compared, X, torch.float32), (compared, X, 6), (compared, X, None),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].__name__)
def test_what_holds_a_dtype(row, backend):
    function, *arguments = row
    assert repr(anabranch.script(function)(*arguments)) == repr(function(*arguments))


def appended(xs: List[torch.dtype], x: Tensor) -> torch.dtype:
    xs.append(x.dtype)
    return xs[0]


def test_shared_containers_give_dtypes(backend):
    shared = anabranch.script([torch.int8])
    assert anabranch.script(appended)(shared, X) is torch.int8
    assert list(shared) == [torch.int8, torch.float32] and torch.float32 in shared and shared[1] is torch.float32
    assert repr(shared) == "[torch.int8, torch.float32]"
    named = anabranch.script({"a": torch.int8})
    assert named["a"] is torch.int8 and list(named.items()) == [("a", torch.int8)] and len(named) == 1


class Held(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.kinds = {torch.float32, torch.float16}
        self.names = {"a": torch.float32}
        self.pair = (torch.float32, 1)

    def forward(self, x: Tensor):
        return x.dtype in self.kinds, self.names["a"], self.pair


def test_modules_hold_dtypes(backend):
    scripted = anabranch.script(Held())
    assert scripted(X) == (True, torch.float32, (torch.float32, 1))
    assert scripted.names == {"a": torch.float32} and scripted.kinds == {torch.float32, torch.float16}
