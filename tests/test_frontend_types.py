"""Programs on types and state: narrowing, linked objects, decorated functions, functions as arguments, gradients off."""

import math
from typing import Any, Dict, List, Optional, Tuple

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

import anabranch as ab
from support.programs import Program, check, collector, same

PROGRAMS: List[Program] = []
prog = collector(PROGRAMS)


# type narrowing
@prog((1,), (0,))
def narrow(n: int):
    x: Optional[List[int]] = [1] if n else None
    if x is None:
        return 0, None, -1, [1, 3], 0
    t = 0
    while x is not None and len(x) > 0:
        t += x.pop()
        if t > 100:
            x = None
    y: Optional[int] = None
    for i in range(3):
        if y is None:
            y = i
        else:
            y = y + i
    z: Optional[Tuple[int, str]] = (n, "a") if n > 0 else None
    if z:
        a, b = z
        t += a
    if not z:
        t += 1000
    w: Optional[str] = "q" if n else None
    if w is not None and w == "q":
        t += 1
    if w is None or len(w) > 5:
        t += 7
    q = len(w) if w is not None else -1
    v = [i for i in [1, None, 3] if i is not None]
    assert y is not None and y > 0
    return t, y, q, v, y + 1


class Node_:
    def __init__(self, v: int, nxt: Optional["Node_"]):
        self.v = v
        self.nxt = nxt


@prog((4,))
def linked(n: int):
    head: Optional[Node_] = None
    for i in range(n):
        head = Node_(i, head)
    s = 0
    cur = head
    while cur is not None:
        s = s * 10 + cur.v
        cur = cur.nxt
    return s


@prog((3,))
def anys(n: int) -> Tuple[Any, Any]:
    a: Any = n
    b: List[Any] = [n, "s", 2.5]
    c: Dict[str, Any] = {"a": 1, "b": "x"}
    return a, [str(x) for x in b]


@prog(([1.5, 2.5],))
def floats(xs: List[float]):
    m = sum(xs) / len(xs)
    v = sum([(x - m) ** 2 for x in xs]) / len(xs)
    t: List[float] = []
    for x in xs:
        t.append(x)
    s = 0
    s += 1
    f: float = 3.0
    g = max(xs) if xs else 0.0
    return (
        m,
        math.sqrt(v),
        int(m),
        t,
        f,
        g,
        abs(-2.5),
        min(xs[0], 3.0),
        7 // 2.0,
        -7 % 3.5,
        2**0.5,
        10**2,
        round(m, 1),
        float("nan") != float("nan"),
        1e-3,
        max(1, 2.5) if False else 2.5,
    )


@prog((torch.randn(3, 3), 2))
def matrix(x: Tensor, k: int):
    acc = torch.zeros_like(x)
    for i in range(k):
        acc = acc + x**i
    r = torch.empty(0)
    for row in x:
        r = torch.cat([r, row[:1]])
    acc[0, 0] = acc[0, 0] * 2
    acc[1] += torch.arange(3)
    acc[:, -1] = torch.tensor([1.0, 2.0, 3.0])
    a, b = acc.min(dim=1)
    u, s, v = torch.svd(x)
    vals, idx = torch.sort(x, dim=0)
    out = torch.zeros(3)
    for i, val in enumerate(x[0]):
        out[i] = val * i
    mask = x > 0
    cnt = int(mask.sum())
    y = torch.where(mask, x, torch.zeros_like(x))
    d = {"x": x, "y": y}
    d2 = {k2: v2.sum() for k2, v2 in d.items()}
    eq = bool((x == x).all())
    return (
        acc,
        r,
        a,
        s,
        vals,
        out,
        cnt > 100,
        d2,
        eq,
        x.max().item() > 0,
        torch.addmm(x, x, x, beta=0.5, alpha=2),
        x.mean((0, 1)),
        x.sum(0, True),
        x.transpose(0, 1),
        x.t(),
        torch.full_like(x, 2),
        F.softmax(x, 1),
        x.clamp_min(0),
        x.sigmoid().log(),
        x.sub(x, alpha=2),
        torch.mm(x, x),
        torch.cdist(x, x),
        torch.tensordot(x, x, dims=1),
        torch.clamp(x, -1, 1),
        torch.index_select(x, 0, torch.tensor([0])),
        torch.masked_select(x, mask).numel() == cnt,
        x.new_ones(2, 2),
        torch.zeros(2, 3).size(1),
        torch.randn(2, 2).shape[0],
        torch.arange(6).view(2, 3).float(),
        torch.tril(torch.ones(3, 3, dtype=torch.bool)),
    )


def gen_pairs(xs: List[int]) -> List[Tuple[int, int]]:
    return [(a, b) for i, a in enumerate(xs) for b in xs[i + 1 :]]


@prog(([1, 2, 3],))
def pairs(xs: List[int]):
    ps = gen_pairs(xs)
    best = ps[0]
    for p in ps:
        if p[0] * p[1] > best[0] * best[1]:
            best = p
    s = sorted(ps, reverse=True)
    t = [a + b for a, b in ps]
    (a, b), c = best, 3
    m = [list(p) for p in ps]
    q = [0] * len(xs)
    q[-1] = 5
    w = xs.copy()
    w.reverse()
    w.insert(0, 9)
    w.remove(2)
    w.extend([7, 7])
    w.sort()
    return (
        ps,
        best,
        s,
        t,
        a,
        b,
        c,
        m,
        q,
        w,
        w.count(7),
        w.index(7),
        w.pop(),
        xs == [1, 2, 3],
        xs < [1, 2, 4],
        [1] + xs,
        xs[-2:],
        xs[::-1],
        2 in xs,
        tuple(best),
        best == (2, 3),
        best != (1, 1),
        len(best),
        best + (1,),
        [x for x in reversed(xs)],
        list(enumerate(xs)),
        list(zip(xs, xs)),
        min(xs),
        max(t),
        [str(x) for x in xs],
        any([]) if False else 0,
    )


# exceptions in forks, state
class Counter:
    def __init__(self):
        self.n = 0

    def inc(self, k: int) -> int:
        self.n += k
        return self.n


@prog((3,))
def fork_methods(n: int):
    c = Counter()
    f = ab.fork(c.inc, n)
    a = ab.wait(f)
    g = ab.fork(c.inc, k=2)
    return a, g.wait(), c.n


@ab.script
def compiled_helper(x: Tensor, k: int = 2) -> Tensor:
    return x * k


@prog((torch.ones(2),))
def use_compiled(x: Tensor):
    return compiled_helper(x), ab.wait(ab.fork(compiled_helper, x, k=5))


@ab.ignore
def py(x: Tensor, n: int = 3) -> Tensor:
    return torch.tensor(x.numpy() * n)


@prog((torch.ones(2),))
def use_ignored(x: Tensor):
    return py(x), py(x, n=2), ab.fork(py, x).wait()


@prog((2,), (0,))
def deep(n: int):
    r = 0
    for a in range(2):
        for b in range(2):
            for c in range(2):
                if a + b + c == n:
                    r += 1
                    break
                elif a * b * c == 1:
                    return r, "x"
            else_ = 1
            if r > 2:
                continue
            r += 10
        if r > 25:
            break
    return r, "y"


@prog((5,))
def two_returns(n: int) -> Tuple[int, Optional[str]]:
    if n > 3:
        return n, None
    return 0, "small"


@prog((5,), (1,))
def implicit_none(n: int):
    if n > 3:
        return
    print("x") if False else None
    return None


@prog((5,))
def noreturn(n: int):
    l: List[int] = []
    l.append(n)


@prog(("a",), ("zz",))
def match_like(s: str) -> int:
    table = {"a": 1, "b": 2}
    if s in ("a", "b"):
        return table[s]
    elif s in ["zz"]:
        return 9
    return -1


def outer_fn(f, x: int):
    return f(x)


@prog((3,))
def pass_fns(n: int):
    return outer_fn(lambda v: v + n, 2), outer_fn(abs, -3), outer_fn(dbl, 4), [f(n) for f in (dbl, lambda q: q - 1)]


def dbl(x: int) -> int:
    return x * 2


@prog((3,))
def fstr(n: int):
    x = 1.5
    t = (n, "a")
    return (
        f"{n}{x}{t}{[n]}{ {'k': n} }{n == 3}{None}{x:.3f}{n:>4}{'s':<3}|{n + 1!s}"
        + "%s %r" % ("a", "b")  # noqa: UP031
        + str(x)
        + str(True)
    )


@torch.no_grad()
def ng(x: Tensor) -> Tensor:
    if x.sum() > 0:
        return x * 2
    return x * 3


@torch.inference_mode()
def im(x: Tensor) -> Tensor:
    return x * 2


@prog((torch.ones(2, requires_grad=True),))
def uses(x: Tensor):
    y = ng(x)
    z = x * 2
    with torch.enable_grad():
        w = x * 2
    with torch.set_grad_enabled(False):
        q = x * 3
    with torch.no_grad(), torch.enable_grad():
        r = x * 3
    return y, z, y.requires_grad, im(x).is_inference(), w, q, r, torch.is_grad_enabled()


prog((torch.ones(2, requires_grad=True),))(ng)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.name)
def test_program(program: Program, backend: str) -> None:
    check(program)


class Cache(nn.Module):
    last: Optional[Tensor]

    def __init__(self) -> None:
        super().__init__()
        self.last = None

    def forward(self, x: Tensor) -> Tensor:
        if self.last is not None and self.last.sum() > 0:
            x = x + self.last
        old = self.last if self.last is not None else torch.zeros_like(x)
        if self.last is None:
            self.last = x
        return x + old + self.last.sum()


def test_a_condition_on_an_attribute_narrows_it(backend: str) -> None:
    eager, compiled = Cache(), ab.script(Cache())
    for step in range(3):
        x = torch.full((2,), float(step + 1))
        same(compiled(x), eager(x))
