"""Operators of the language work without Python: a task that uses them never asks for the GIL."""

from __future__ import annotations

import itertools
import math
import threading
from collections.abc import Callable
from typing import Any, List, Tuple

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

import anabranch as ab
from anabranch.lang.types import INT
from anabranch.ops import OWN_OPS
from support import machine
from support.programs import same

pytestmark = pytest.mark.skipif(not machine.native.is_built(), reason="the native core is not built")


def acquisitions() -> int:
    return machine.core().gil_acquisitions()  # type: ignore[no-any-return]


def off_the_main_thread(call: Callable[[], Any]) -> Any:
    """The main thread looks for signals now and then, which needs the GIL."""
    result: list[Any] = []
    thread = threading.Thread(target=lambda: result.append(call()))
    thread.start()
    thread.join()
    return result[0]


def methods_of_str(s: str) -> List[str]:
    found = [s.upper(), s.lower(), s.title(), s.casefold(), s.capitalize(), s.swapcase(), s.strip(), s.expandtabs(4)]
    found += [s.center(20, "é"), s.zfill(20), s.replace("", "-"), s[::-2], s.lstrip("ßS"), "|".join(sorted(s))]
    found += s.split() + s.rsplit(None, 1) + s.splitlines(True)
    tests = [s.isalpha(), s.isdigit(), s.isidentifier(), s.isspace(), s.isupper(), s.istitle(), s.isprintable(), s.isnumeric()]
    return found + [str(t) for t in tests] + [repr(s), str([s, "\u0378"])]


def formats(template: str, s: str, x: float, n: int) -> List[str]:
    z = complex(x, 2.0)
    found = [f"{x:+10.3e}|{n:#_b}|{s:*^9}|{z:.2f}|{n:c}|{x:%}", template.format(s, s, n, 6), f"{n * 1000:,}"]
    found += ["%5.1f|%-6s|%#x|%c|%%" % (x, s, n, n), str(x), str(z), str({s: (x, n)})]  # noqa: UP031
    return found + [str(round(x, 2)), str(round(n, -1)), hex(n)]


def numbers(written: Tuple[str, str, str]) -> List[float]:
    whole, real, both = written
    z = complex(both)
    points = [0.1, 0.2, 1e100, -1e100]
    sums = [math.fsum(points), math.dist(points, [1.0, 2.0, 3.0, 4.0]), math.hypot(3, 4)]
    return [float(int(whole)), float(real), z.real, z.imag] + sums


def tensors(x: Tensor) -> List[Tensor]:
    scaled = F.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)
    return [scaled, torch.einsum("bchw,bchv->bwv", x, x), torch.tensor([[1.0], [2.0]]), F.interpolate(x, size=[3, 3])]


def methods_of_str_forked(s: str) -> List[str]:
    return ab.wait(ab.fork(methods_of_str, s))


def formats_forked(template: str, s: str, x: float, n: int) -> List[str]:
    return ab.wait(ab.fork(formats, template, s, x, n))


def numbers_forked(written: Tuple[str, str, str]) -> List[float]:
    return ab.wait(ab.fork(numbers, written))


def tensors_forked(x: Tensor) -> List[Tensor]:
    return ab.wait(ab.fork(tensors, x))


CASES: List[Tuple[Callable[..., Any], Callable[..., Any], Tuple[Any, ...]]] = [
    (methods_of_str, methods_of_str_forked, (" ǆ\tΟΔΥΣΣΕΥΣ straße ﬁ\u2028٣\x85",)),
    (formats, formats_forked, ("{0:>8}|{1!r}|{2:{3}}", "naïve\ud800", -1234.5678, 233)),
    (numbers, numbers_forked, (("\u2003१२३ ", " -٣.5e1\u3000", "(1_0-２j)"),)),
    (tensors, tensors_forked, (torch.arange(32.0).reshape(1, 2, 4, 4),)),
]


@pytest.mark.slow
@pytest.mark.parametrize(("plain", "forked", "args"), CASES, ids=lambda c: getattr(c, "__name__", ""))
def test_a_task_does_without_python(plain: Callable[..., Any], forked: Callable[..., Any], args: Tuple[Any, ...]) -> None:
    program = ab.script(forked)

    def run() -> Any:
        before = acquisitions()
        return program(*args), acquisitions() - before

    result, asked = off_the_main_thread(run)
    same(result, plain(*args))
    assert asked == 0


def test_python_in_a_task_is_counted() -> None:
    call = machine.python_caller(lambda x: x + 1, INT, INT)
    before = acquisitions()
    assert call(1) == 2
    assert acquisitions() > before


# --- operators that no program of Python's reaches: of torch.jit's graphs


def native(name: str, *args: Any) -> Any:
    before = acquisitions()
    results, *_ = machine.core().run_kernel(OWN_OPS.by_qualified_name[name].native, list(args), 1)
    assert acquisitions() == before
    return results[0]


def outcome(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except (ArithmeticError, ValueError, RuntimeError, TypeError) as error:
        return type(error).__name__, str(error)


def agree(name: str, *args: Any) -> None:
    ours, theirs = outcome(lambda: native(name, *args)), outcome(lambda: OWN_OPS.meaning(name)(*args))
    assert type(ours) is type(theirs), f"{name}{args}: native {ours}, Python {theirs}"
    if isinstance(theirs, Tensor):
        assert torch.equal(ours, theirs)
    else:
        assert ours == theirs


MODES = ["nearest", "nearest-exact", "area", "linear", "bilinear", "trilinear", "bicubic", "lanczos", "none"]
FLAGS = [(None, None, False), (True, None, False), (False, True, False), (False, None, True)]
OVERLOADS = {
    (False, False): "",
    (False, True): ".scale_list",
    (True, False): ".size_list",
    (True, True): ".size_list_scale_list",
}


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("dims", [2, 3, 4, 5])
def test_interpolate(mode: str, dims: int) -> None:
    x = torch.rand([2, 3, 5, 4, 6][:dims])
    n = dims - 2
    sizes = [None, 3, [4] * n, [4] * (n + 1)]
    scales = [None, 2.0, [0.7] * n, [2.0] * (n + 1)]
    for size, scale in itertools.product(sizes, scales):
        overload = OVERLOADS[isinstance(size, list), isinstance(scale, list)]
        for align, recompute, antialias in FLAGS:
            agree(f"aten::__interpolate{overload}", x, size, scale, mode, align, recompute, antialias)
        if overload in ("", ".size_list"):
            agree(f"aten::__upsample{overload}", x, size, scale and 2, mode, None)


def test_interpolate_has_gradients() -> None:
    x = torch.rand(1, 1, 3, 3, requires_grad=True)
    native("aten::__interpolate", x, None, 2.0, "bilinear", True, None, False).sum().backward()
    assert x.grad is not None


@pytest.mark.parametrize("name", ["aten::__upsample_bilinear", "aten::__upsample_nearest"])
def test_older_names_of_interpolate(name: str) -> None:
    x = torch.rand(1, 2, 3, 3)
    agree(name, x, None, 2)
    agree(name, x, 5, None)
    agree(f"{name}.size_list", x, [4, 5], None)


def test_einsum_with_lists_of_numbers() -> None:
    a, b = torch.rand(2, 3), torch.rand(3, 4)
    agree("aten::einsum.sublist", a, [0, 1], b, [1, 30], [30, 0])
    agree("aten::einsum.sublist", a, [0, 1], b, [1, 2])
    agree("aten::einsum.sublist", a, [0, 52], b, [1, 2])


def test_dequantize_anything() -> None:
    q = torch.quantize_per_tensor(torch.rand(3), 0.1, 0, torch.quint8)
    ours, theirs = native("aten::dequantize.any", [q, q]), OWN_OPS.meaning("aten::dequantize.any")([q, q])
    assert all(map(torch.equal, ours, theirs))
    assert native("aten::dequantize.any", (1, [2.5]))[1] == [2.5]
    agree("aten::dequantize.any", q)


def test_generators() -> None:
    ours, theirs = native("aten::Generator", None, 7), OWN_OPS.meaning("aten::Generator")(None, 7)
    assert torch.equal(torch.rand(3, generator=ours), torch.rand(3, generator=theirs))
    assert native("aten::Generator", torch.device("cpu"), None).device == torch.device("cpu")


def test_cpu_capability() -> None:
    agree("aten::_get_cpu_capability")


CORNERS = st.sampled_from([1e308, -1e308, math.inf, -math.inf, math.nan, 5e-324, 1e-310])
WIDE = st.one_of(st.floats(), st.floats(-10, 10), CORNERS)


@pytest.mark.slow
@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(st.lists(WIDE, max_size=8))
def test_exact_sum(values: list[float]) -> None:
    ours, theirs = outcome(lambda: native("aten::fsum.float_list", values)), outcome(lambda: math.fsum(values))
    assert repr(ours) == repr(theirs)


@pytest.mark.slow
@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(st.lists(st.tuples(WIDE, WIDE), max_size=5))
def test_distance(pairs: list[tuple[float, float]]) -> None:
    agree_to_an_ulp("aten::dist.float_list", [p for p, _ in pairs], [q for _, q in pairs])


@pytest.mark.slow
@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(WIDE, WIDE)
def test_hypotenuse(a: float, b: float) -> None:
    agree_to_an_ulp("aten::hypot.float", a, b)


def agree_to_an_ulp(name: str, *args: Any) -> None:
    """CPython's own is right to almost half a unit of the last place, not always the same one."""
    ours, theirs = native(name, *args), OWN_OPS.meaning(name)(*args)
    assert repr(ours) == repr(theirs) or abs(ours - theirs) <= math.ulp(theirs), f"{name}{args}: {ours}, Python {theirs}"
