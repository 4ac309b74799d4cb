"""dtypes, layouts, memory formats, qschemes, devices and bools through Any, unions, containers and back.

A sweep: each function on each value that stands for something, on both backends; plain Python says what is right."""

import itertools
import operator
from typing import Any, Dict, List, NamedTuple, Optional, Tuple, Union

import pytest
import torch

import anabranch

X = torch.ones(2)
OBJECTS = (
    torch.float32, torch.int64, torch.bool, torch.strided, torch.sparse_coo, torch.channels_last, torch.contiguous_format,
    torch.per_tensor_affine, torch.device("cpu"), True, False, 6, 0, 1.5, "torch.float32", None,
)  # fmt: skip
VALUES = [
    *OBJECTS, [torch.float32], [torch.float32, 6], [torch.strided, True], [True], {"a": torch.int64}, {torch.int64: 4},
    {torch.float16}, (torch.float16, 1), (torch.strided, (torch.bool, [torch.int32])), [],
]  # fmt: skip


class Pair(NamedTuple):
    first: Any
    second: Any


class Holder:
    def __init__(self, x: Any) -> None:
        self.x = x
        self.dtype = torch.float32

    def get(self) -> Any:
        return self.x


def same(x: Any) -> Any:
    return x


def text(x: Any) -> str:
    return str(x) + f"|{x}|{x!r}|{[x]}|{(x,)}"


def kinds(x: Any) -> List[bool]:
    return [
        isinstance(x, int), isinstance(x, bool), isinstance(x, torch.dtype), isinstance(x, torch.layout), isinstance(x, float),
        isinstance(x, torch.memory_format), isinstance(x, torch.qscheme), isinstance(x, torch.device),
        isinstance(x, (int, torch.dtype)), isinstance(x, list), isinstance(x, tuple), isinstance(x, (list, torch.dtype)),
        x is None,
    ]  # fmt: skip


def use(x: Any) -> torch.Tensor:
    t = torch.ones(2)
    if isinstance(x, torch.dtype):
        return t.to(x)
    elif isinstance(x, torch.device):
        return t.to(x).to(torch.int8)
    elif isinstance(x, int):
        return t * (x + 1)
    return t


def again(x: Any) -> Any:
    if isinstance(x, torch.dtype):
        y = x
        return y
    if isinstance(x, int):
        y: Any = x
        return y
    return None


def printed(x: Any) -> str:
    if isinstance(x, torch.dtype):
        return str(x) + f"{x} {x!r} {x.itemsize}"
    if isinstance(x, int):
        return str(x) + f"{x} {x!r}"
    return "no"


def held(x: Any) -> Tuple[Any, Any, Any]:
    h = Holder(x)
    p = Pair(h.get(), x)
    d: Dict[str, Any] = {"x": p.first, "y": h.dtype}
    d["z"] = torch.ones(1).dtype
    xs: List[Any] = [torch.strided, x]
    xs.append(torch.int8)
    return p, d, xs


def task(x: Any) -> Any:
    return anabranch.wait(anabranch.fork(same, x))


FUNCTIONS = (same, text, kinds, use, again, printed, held, task)


@pytest.mark.slow
@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_what_goes_through_any_is_what_it_was(function, backend):
    compiled = anabranch.script(function)
    for value in VALUES:
        assert repr(compiled(value)) == repr(function(value)), value


def equal(x: Any, y: Any) -> List[bool]:
    return [x == y, x != y, x in [y], (x, 1) == (y, 1)]


def keyed(x: Any, y: Any) -> int:
    return {x: 1, y: 2}[x]


def identical(x: Any, y: Any) -> bool:
    return x is torch.float32 or x is None or y is torch.strided


@pytest.mark.slow
@pytest.mark.parametrize("function", (equal, keyed, identical), ids=lambda f: f.__name__)
def test_objects_are_equal_as_in_python(function, backend):
    compiled = anabranch.script(function)
    for a, b in itertools.product(OBJECTS, repeat=2):
        assert compiled(a, b) == function(a, b), (a, b)


def of_dtype_or_text(x: Union[torch.dtype, str]) -> Any:
    if isinstance(x, str):
        return x
    return x, str(x), torch.ones(2, dtype=x), isinstance(x, torch.dtype)


def of_dtype_or_int(x: Union[torch.dtype, int]):
    y = x
    if isinstance(x, torch.dtype):
        return "dtype " + str(x.itemsize), y
    return "int " + str(x + 1), y


def of_three(x: Union[torch.dtype, torch.layout, int]) -> str:
    if isinstance(x, torch.layout):
        return "layout " + str(x)
    elif isinstance(x, int):
        return "int " + str(x)
    return "dtype " + str(x)


def of_list(x: Union[List[torch.dtype], torch.dtype, str]) -> Any:
    if isinstance(x, list):
        return str(x), x[0], len(x)
    if isinstance(x, torch.dtype):
        return x
    return 0


def made(x: torch.Tensor, b: bool) -> Union[torch.dtype, str]:
    y: Union[torch.dtype, str] = x.dtype
    if b:
        y = "none"
    return y


def optional(x: Optional[torch.dtype]):
    return x, str(x), x is None


def optional_as_any(x: Optional[torch.dtype]) -> Any:
    return x


def optional_union(x: Union[torch.dtype, int, None]):
    if x is None:
        return "none"
    return "int" if isinstance(x, int) else "dtype"


def loop(x: torch.Tensor, n: int) -> Any:
    y: Any = 0
    for i in range(n):
        y = x.dtype if i % 2 == 0 else x.device
    return y


def results(x: torch.Tensor):
    return x.dtype, [x.dtype], {"dtype": x.dtype, "n": x.dtype}, (x.layout, (x.dtype, 1)), {x.dtype}


def any_results(x: torch.Tensor) -> Tuple[Any, Any, Any]:
    return [x.dtype, x.dtype], {"dtype": x.dtype}, (x.dtype, [x.layout])


def future(x: torch.Tensor):
    return anabranch.wait(anabranch.fork(torch_dtype, x))


def torch_dtype(x: torch.Tensor) -> torch.dtype:
    return x.dtype


def with_default(x: torch.Tensor, d: Any = torch.float64) -> Any:
    return calls_default(), d


def calls_default(d: Any = torch.float16, e: Union[torch.dtype, int] = torch.int8) -> Tuple[Any, Any]:
    return d, e


def tuple_of_any(x: Any) -> Any:
    if isinstance(x, Tuple[torch.dtype, int]):
        return str(x[0]), x[1] + 1
    return None


ROWS = [
    (of_dtype_or_text, "a"), (of_dtype_or_text, torch.int8), (of_dtype_or_int, torch.int8), (of_dtype_or_int, 6),
    *[(of_three, x) for x in (torch.int8, torch.strided, 0)],
    *[(of_list, x) for x in ([torch.int8], torch.int16, "a")],
    (made, X, True), (made, X, False), (optional, None), (optional, torch.int8), (optional_as_any, None),
    (optional_as_any, torch.int8),
    *[(optional_union, x) for x in (None, 1, torch.int8)],
    (loop, X, 0), (loop, X, 1), (loop, X, 2), (results, X), (any_results, X), (future, X),
    (with_default, X), (with_default, X, 6),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].__name__)
def test_unions_and_results(row, backend):
    function, *arguments = row
    assert repr(anabranch.script(function)(*arguments)) == repr(function(*arguments))


def test_a_tuple_of_any_is_taken_apart(backend):
    compiled = anabranch.script(tuple_of_any)
    assert compiled((torch.int8, 1)) == ("torch.int8", 2)
    assert compiled((6, 1)) is None and compiled((torch.strided, 1)) is None


@anabranch.ignore
def in_python(d: torch.dtype, x: Any) -> Any:
    return [type(d).__name__, type(x).__name__, d]


def calls_python(x: torch.Tensor) -> Any:
    return in_python(x.dtype, x.layout)


def test_python_gets_and_gives_objects(backend):
    assert anabranch.script(calls_python)(X) == ["dtype", "layout", torch.float32]


def hidden(x: torch.Tensor) -> Any:
    xs = [x.dtype]
    xs.append(x.dtype)
    return xs


def asked(x: Any) -> bool:
    return isinstance(x, List[torch.dtype])


@pytest.mark.compiles_only
@pytest.mark.parametrize("function", (hidden, asked))
def test_a_list_that_would_become_one_of_ints_is_refused(function):
    with pytest.raises(anabranch.CompileError, match="dtype"):
        anabranch.script(function)


# -- classes


class Base:
    def __init__(self, x: int) -> None:
        self.x = x

    def name(self) -> str:
        return f"base {self.x}"


class Derived(Base):
    def __init__(self, x: int) -> None:
        self.text = "first"
        self.x = x
        self.y = 7

    def name(self) -> str:
        return f"derived {self.x}"


class Other:
    def __init__(self) -> None:
        self.z = 1


def make(n: int) -> Any:
    made: Any = Base(n)
    if n == 1:
        made = Derived(n)
    if n == 2:
        made = Other()
    return made


def relations(n: int) -> List[bool]:
    x = make(n)
    return [isinstance(x, Base), isinstance(x, Derived), isinstance(x, Other), isinstance(x, (Other, Derived))]


def most_derived_first(n: int) -> str:
    x = make(n)
    if isinstance(x, Derived):
        return x.name() + x.text
    if isinstance(x, Base):
        return x.name()
    return "other"


def base_first(n: int) -> str:
    x = make(n)
    if isinstance(x, Base):
        return x.name()
    return "other"


@pytest.mark.slow
@pytest.mark.parametrize("function", (relations, most_derived_first), ids=operator.attrgetter("__name__"))
def test_an_object_in_any_is_one_of_its_bases(function, backend):
    compiled = anabranch.script(function)
    assert [compiled(n) for n in range(3)] == [function(n) for n in range(3)]


def test_a_derived_object_is_not_read_by_the_layout_of_its_base(backend):
    compiled = anabranch.script(base_first)
    assert compiled(0) == "base 0" and compiled(2) == "other"
    with pytest.raises(TypeError, match="a Derived cannot be used as the Base that it is derived from: ask isinstance"):
        compiled(1)


class Kept(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.anything: Any = torch.float16
        self.known: Optional[torch.dtype] = torch.int8

    def forward(self, x: torch.Tensor) -> Any:
        return self.anything, self.known, x.dtype


def test_attributes_are_saved_and_loaded(backend, tmp_path):
    scripted = anabranch.script(Kept())
    anabranch.save(scripted, tmp_path / "kept.ab")
    for module in (scripted, anabranch.load(tmp_path / "kept.ab")):
        assert module(X) == (torch.float16, torch.int8, torch.float32)
        assert module.anything is torch.float16 and module.known is torch.int8
