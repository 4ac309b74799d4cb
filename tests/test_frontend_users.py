"""What users write: keys of sorts, lists that loops change, names bound in tests, derived classes, errors as eager's."""

from __future__ import annotations

import copy
import importlib.util
import math
import traceback
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

import pytest
import torch
from torch import Tensor, nn

import anabranch as ab
from support.programs import Program, check, collector

PROGRAMS: List[Program] = []
prog = collector(PROGRAMS)


def negated(x: int) -> int:
    return -x


@prog(([5, 2, 8],), ([4, 1, -3],))
def keys(xs: List[int]):
    first = max(xs, key=negated), min(xs, key=lambda v: abs(v - 3)), max([v for v in xs if v > 99], key=negated, default=9)
    xs.sort(key=lambda v: (v % 3, -v), reverse=True)
    return first, xs, sorted(xs, key=negated)


@prog(("naïve ☃ \U0001f600\x00'\ud800", ["é", "e"]))
def ascii_texts(text: str, more: List[str]) -> Tuple[str, str, str]:
    return ascii(text), ascii((text, more)), ascii(2.5)


@prog((2.25,), (0.0,), (-0.0,), (5e-324,), (math.inf,), (math.nan,))
def root(x: float) -> float:
    return math.sqrt(x)


@prog(({"a": 1.0, "b": 3.0, "c": 3.0},))
def keys_of_dicts(d: Dict[str, float]):
    return max(d, key=lambda k: d[k]), sorted(d.items(), key=lambda kv: kv[1], reverse=True)


@prog(([[0.1, 0.5, 0.4], [0.2, 0.3, 0.5]], 2))
def beam_search(scores: List[List[float]], k: int) -> List[Tuple[float, List[int]]]:
    beams: List[Tuple[float, List[int]]] = [(0.0, [])]
    for row in scores:
        candidates: List[Tuple[float, List[int]]] = []
        for s, seq in beams:
            for i, v in enumerate(row):
                candidates.append((s + v, seq + [i]))
        candidates.sort(key=lambda c: c[0], reverse=True)
        beams = candidates[:k]
    return beams


@prog(([3, 1],))
def grows(xs: List[int]):
    for x in xs:
        if x > 0:
            xs.append(x - 1)
    return xs


@prog(([1, 2, 3, 4, 5, 6],))
def shrinks(xs: List[int]):
    seen: List[int] = []
    for i, x in enumerate(xs):
        seen.append(x * 10 + i)
        if x % 2 == 0:
            xs.pop()
            continue
    return seen, xs


@prog(([5, 1, 3],), ([0, 5],))
def bound_in_a_test(xs: List[int]):
    while (m := xs.pop()) > 1:
        pass
    return m, xs


@prog(([0, 5, 5],), ([1, 2, 3],))
def effect_in_a_test(xs: List[int]):
    best = None
    while xs.pop() > 1:
        best = len(xs)
    return best, xs


@prog((5,))
def length_before_append(n: int):
    out = []
    for i in range(n):
        if len(out) < 2:
            out.append(i)
    return out, len(out)


@prog((3,))
def mixed_list(n: int):
    t = 0
    for x in [1, "ab", n]:
        t += x if isinstance(x, int) else len(x)
    return t


@prog((12,), (40,))
def loop_else(n: int):
    out: List[int] = []
    for k in range(2, n):
        for d in range(2, k):
            if k % d == 0:
                break
        else:
            out.append(k)
            continue
        if k > 20:
            break
    else:
        out.append(-1)
    while n > 0:
        n -= 7
        if n == 5:
            break
    else:
        out.append(-2)
    return out


class Shape:
    def __init__(self, name: str):
        self.name = name

    def area(self) -> float:
        return 0.0


class Square(Shape):
    def __init__(self, side: float):
        super().__init__("square")
        self.side = side

    def area(self) -> float:
        return self.side * self.side


def area_of(shape: Shape) -> float:
    return shape.area()


@prog((3.0,))
def derived_class(side: float):
    return area_of(Square(side)), area_of(Shape("none"))


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.name)
def test_program(program: Program, backend: str) -> None:
    check(program)


# -- errors


def item(x: Tensor, n: int):
    return x[n]


def item_of_row(x: Tensor, n: int):
    return x[0, n]


def selected(x: Tensor, n: int):
    return x.select(0, n)


def assigned(x: Tensor, n: int):
    x[n] = 1.0
    return x


@pytest.mark.parametrize("function", [item, item_of_row, selected, assigned])
@pytest.mark.parametrize("at", [7, -4])
def test_an_index_out_of_range_says_what_eager_says(function: Any, at: int, backend: str) -> None:
    x = torch.ones(2, 3)
    with pytest.raises(IndexError) as eager:
        function(x, at)
    with pytest.raises(IndexError) as compiled:
        ab.script(function)(x, at)
    assert str(compiled.value) == str(eager.value)


def with_note(n: int, notes: List[int] = []):  # noqa: B006
    notes.append(n)
    return len(notes)


def given_back(xs: List[int] = [1]) -> List[int]:  # noqa: B006
    return xs


def given_back_in_a_pair(xs: Dict[str, int] = {"a": 1}):  # noqa: B006
    return len(xs), xs


def given_back_maybe(flag: bool, xs: List[int] = [1]) -> List[int]:  # noqa: B006
    return [2] if flag else xs


def under_another_name(n: int, xs: List[int] = [1]):  # noqa: B006
    ys = xs
    ys.append(n)
    return len(ys)


def kept_in_a_list(n: int, xs: List[int] = [1]):  # noqa: B006
    all_of_them = [[n]]
    all_of_them.append(xs)
    return all_of_them


def an_item_of_it(n: int, xs: List[List[int]] = [[1]]):  # noqa: B006
    for x in xs:
        x.append(n)
    return len(xs[0])


def in_a_tuple(xs: Tuple[int, List[int]] = (1, [])):  # noqa: B006
    return xs


class Keeps:
    def __init__(self, xs: List[int] = [1]):  # noqa: B006
        self.xs = xs


def kept_by_an_object() -> List[int]:
    return Keeps().xs


GIVES = [given_back, given_back_in_a_pair, given_back_maybe, under_another_name, kept_in_a_list, an_item_of_it, in_a_tuple]


@pytest.mark.parametrize("function", [with_note, *GIVES, kept_by_an_object], ids=lambda f: f.__name__)
def test_a_default_that_calls_would_share_is_refused(function: Any) -> None:
    with pytest.raises(ab.CompileError, match="(changes|gives away) the default value of '(notes|xs)': Mutable default"):
        ab.script(function)


def only_read(x: torch.Tensor, dims: List[int] = [1, 0], names: Dict[str, int] = {"a": 2}, sizes: Tuple[List[int]] = ([3],)):  # noqa: B006
    a, b = dims
    total = sum(dims) + len(dims) + dims[0] + max([d * 2 for d in dims])
    for name, n in names.items():
        total += n * len(name)
    if 7 not in dims and dims and dims == [1, 0]:
        x = x.permute(dims) + torch.zeros([*dims[:1], 1])
    return x, total, a - b, dims + [5], len(sizes), f"{dims}"


def test_a_default_that_is_only_read_is_a_constant(backend: str) -> None:
    x = torch.ones(2, 2)
    assert repr(ab.script(only_read)(x)) == repr(only_read(x))


def nothing_there(x):
    return x + a  # noqa: F821


def test_tracebacks_show_the_users_frames(backend: str) -> None:
    compiled = ab.script(item)
    for call in (lambda: ab.script(nothing_there), lambda: compiled(torch.ones(2), 5), lambda: compiled()):
        with pytest.raises((ab.CompileError, IndexError, TypeError)) as raised:
            call()
        files = [frame.filename for frame in traceback.extract_tb(raised.value.__traceback__)]
        assert sum("/anabranch/" in f for f in files) <= 1, files
        assert "did you mean" not in str(raised.value)


def test_the_setting_keeps_all_frames() -> None:
    from anabranch.base.config import settings

    with settings.override(full_tracebacks=True), pytest.raises(ab.CompileError) as raised:
        ab.script(nothing_there)
    assert len(traceback.extract_tb(raised.value.__traceback__)) > 5


# -- printing, modules


def prints(x: int, s: str):
    print(x, s, [1.5], sep="|", end="!\n")
    print(x, end="")
    print("a", None, sep="")


def test_print_with_separator_and_end(backend: str, capsys: pytest.CaptureFixture[str]) -> None:
    prints(3, "t")
    expected = capsys.readouterr().out
    ab.script(prints)(3, "t")
    assert capsys.readouterr().out == expected


class Cached(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.w = nn.Parameter(torch.ones(3))
        self.cache: Optional[Tensor] = None

    @torch.no_grad()
    def frozen(self, x: Tensor) -> Tensor:
        return x * self.w

    def forward(self, x: Tensor) -> Tuple[Tensor, Tensor]:
        known = self.cache
        if known is None:
            self.cache = x
        else:
            x = x + known
        return self.frozen(x), x * self.w


def test_methods_keep_their_context_and_none_its_annotation(backend: str) -> None:
    module = Cached()
    compiled = ab.script(copy.deepcopy(module))
    for _ in range(2):
        for mine, theirs in zip(compiled(torch.ones(3)), module(torch.ones(3)), strict=True):
            assert torch.equal(mine, theirs) and mine.requires_grad == theirs.requires_grad


def popped(n: int) -> Tuple[List[int], List[int]]:
    s = {1, 2, n, 3}
    return [s.pop(), s.pop()], list(s)


def test_sets_lose_the_last_first(backend):
    """Python leaves the order open; ours is that of dict.popitem, on both backends."""
    assert ab.script(popped)(9) == ([3, 9], [1, 2])


@pytest.mark.parametrize("x", [-1.0, -5e-324, -math.inf])
def test_no_root_of_a_negative_number(x: float, backend: str) -> None:
    with pytest.raises(ValueError, match="math domain error"):
        ab.script(root)(x)


def test_a_module_that_was_edited_and_loaded_again(tmp_path: Path, backend: str) -> None:
    path = tmp_path / "edited_module.py"
    for n in (1, 22, 333):  # sizes differ: times may not
        path.write_text(f"def f(x: int) -> int:\n    return x + {n}\n")
        spec = importlib.util.spec_from_file_location("edited_module", path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        assert ab.script(module.f)(1) == 1 + n
