"""Trickier programs: exits out of contexts and loops, closures, untyped literals, spreads, keys of every kind."""

import enum
from math import sqrt
from typing import Dict, List, NamedTuple, Optional, Tuple

import pytest
import torch
from torch import Tensor

import anabranch as ab
from support.programs import Program, check, collector

PROGRAMS: List[Program] = []
prog = collector(PROGRAMS)
sin = torch.sin

sin = torch.sin


@prog((6,), (0,), (3,))
def loops_ctx(n: int):
    x = torch.ones(2, requires_grad=True)
    out = []
    for i in range(n):
        with torch.no_grad():
            if i == 1:
                continue
            y = x * i
            if i == 4:
                break
            out.append(y.requires_grad)
    z = x * 2
    return out, z.requires_grad


@prog((6,), (2,))
def ret_ctx_loop(n: int):
    x = torch.ones(2, requires_grad=True)
    for i in range(n):
        with torch.no_grad():
            for j in range(i):
                if i * j == 6:
                    return x * i, i
    return x * 3, -1


@prog((3,), (5,), (9,))
def unrolled_break(n: int):
    t = 0
    for a, b in ((1, 2), (3, 4), (5, 6)):
        if a == n:
            break
        if b > n:
            continue
        t += a * b
        if t > 13:
            return t, "ret"
    return t, "end"


@prog((4,))
def capture_loop(n: int):
    fs = []
    total = 0
    for i in range(n):
        g = lambda x, k=i: x * k + i
        total += g(2)
        total += g(1, k=3)
    return total


@prog((5,))
def while_continue(n: int):
    i = 0
    s = 0
    while i < n * 2 and (s < 100 or n == 3):
        i += 1
        if i % 2:
            continue
        k = i
        while True:
            k -= 1
            if k < 0:
                break
            if k == 3:
                continue
            s += k
        if s > 50:
            break
    else_ = 3
    return i, s


@prog((torch.randn(2, 3, 4),))
def shapes2(x: Tensor):
    b, c, d = x.shape
    y = x.view(*x.shape[:2], 2, 2)
    z = x.reshape(x.size(0), -1)
    w = x.permute(*[2, 0, 1])
    q = torch.zeros(*x.shape)
    r = x.new_zeros(x.shape[1:])
    return b, c, d, y, z, w, q, r, x.size()[1:][0], x.shape[-1], x.expand(2, *x.shape).sum(), list(x.shape)


class Color(enum.Enum):
    RED = "r"
    BLUE = "b"


class Item(NamedTuple):
    key: Tuple[int, str]
    color: Color = Color.RED
    extra: Optional[Dict[str, int]] = None


@prog((2,))
def keys(n: int):
    d: Dict[Tuple[int, int], str] = {}
    for i in range(n):
        d[(i, i + 1)] = str(i)
    c: Dict[Color, int] = {Color.RED: 1}
    c[Color.BLUE] = n
    it = Item((n, "k"), extra={"q": n})
    if it.extra is not None:
        n += it.extra["q"]
    items = {"a": it, "b": Item((1, "z"), Color.BLUE)}
    e = it.extra
    m = 0
    if e is not None:
        m = e["q"]
    return d[(0, 1)], (0, 1) in d, list(d.keys()), c[Color.BLUE], n, items["b"].color, items["a"].key[1], m


@prog(("héllo wörld", 3))
def uni_str(s: str, n: int):
    return (
        len(s),
        s[1],
        s.upper(),
        [c for c in s if c != " "],
        s.encode if False else 1,
        "é" in s,
        s.find("w"),
        f"{s:>15}|{n:03d}|{n:+}|{1.5:e}|{'x'!r}|{n / 3:.3f}|{n:{n}}",
        "a\tb\n",
        'q"q',
        s.split("l", 1),
        "%5.2f|%d|%s|%%" % (1.234, n, [n]),  # noqa: UP031
        f"{n}-{s}-{n}",
        "{:>4}|{:<4}|{:^5}".format(n, n, "a"),
        str([1.0, 2.5]),
        str((1, "a")),
        str({"a": 1}),
        str(None),
        repr("a'b"),
        "abc" < "abd",
        "a" * n,
        s[::2],
        s[-3:],
        s.count("l"),
        "x".join(s.split()),
        ord("A"),
        chr(97),
        "1,2,3".split(",")[n - 1],
        int("12") + n,
        float("2.5"),
        " a ".strip(),
        "abc".startswith(("a", "b")),
        "a-b_c".replace("-", "_").split("_"),
        bool("x"),
        s.title(),
        "3" + str(n),
        s == "x" or n > 2,
    )


@prog((4,))
def defaultdict_like(n: int):
    d: Dict[str, List[int]] = {}
    for i in range(n):
        k = "even" if i % 2 == 0 else "odd"
        d.setdefault(k, []).append(i)
        if k not in d:
            d[k] = []
    e = {k: len(v) for k, v in d.items()}
    m = max(e.values()) if len(e) > 0 else 0
    f = d.get("none", [])
    g = d.pop("odd", [])
    keys = sorted(d.keys())
    return d, e, f, g, keys, m, [(k, v) for k, v in sorted(e.items())]


@prog((torch.tensor([1.0, -2.0, 3.0]),))
def tensor_control(x: Tensor):
    s = 0.0
    for v in x:
        if v > 0:
            s += float(v)
    y = x.clone()
    n = 0
    while (y > 0).any():
        y = y - 1
        n += 1
    if x.sum() > 1 and not torch.isnan(x).any():
        n += 10
    m = x > 0
    y[m] = 5
    y[~m] += 1
    k = int(x[0]) + int(x.argmax())
    z = [float(t) for t in x]
    w = torch.stack([t * 2 for t in x.unbind()])
    lst = [torch.ones(2)] * 2 + [torch.zeros(2)]
    return (
        s,
        n,
        y,
        k,
        z,
        w,
        torch.cat(lst),
        sin(x),
        sqrt(4.0),
        x[0] if x[0] > 0 else x[1],
        -x if bool(m[0]) else x,
        len(x),
        x.max() > 2,
        1 if x.numel() else 2,
    )


def opt_args(x: Tensor, scale: Optional[float] = None, bias: Optional[Tensor] = None, *, flag: bool = False) -> Tensor:
    if scale is not None:
        x = x * scale
    if bias is not None and not flag:
        x = x + bias
    return x


@prog((torch.ones(2),))
def optionals(x: Tensor):
    a = opt_args(x)
    b = opt_args(x, 2.0)
    c = opt_args(x, bias=x, flag=True)
    d = opt_args(x, None, x)
    o: Optional[Tensor] = x if x.sum() > 0 else None
    e = o.sum() if o is not None else torch.zeros(())
    if o is None:
        raise ValueError("none")
    f = o + 1
    lst: List[Optional[int]] = [1, None]
    t = 0
    for q in lst:
        if q is not None:
            t += q
    u = torch.jit.annotate(Optional[int], None)
    v = u if u is not None else 5
    w = (lst[0] or 0) + 1
    return a, b, c, d, e, f, t, v, w


class MyErr(RuntimeError):
    pass


def risky(n: int) -> int:
    if n == 1:
        raise MyErr("mine", n)
    if n == 2:
        raise KeyError("k")
    if n == 3:
        raise NotImplementedError
    if n == 4:
        raise IndexError(f"i{n}")
    assert n != 5
    assert n < 10, "ten: %d" % n  # noqa: UP031
    return n


@prog((0,), (6,))
def risky_ok(n: int):
    return risky(n)


@prog((10,))
def sieve(n: int):
    flags = [True] * (n + 1)
    primes: List[int] = []
    for i in range(2, n + 1):
        if flags[i]:
            primes.append(i)
            for j in range(i * i, n + 1, i):
                flags[j] = False
    memo: Dict[int, int] = {}
    return (
        primes,
        collatz(27, memo),
        len(memo),
        matmul([[1, 2], [3, 4]], [[5, 6], [7, 8]]),
        bin_search(primes, 7),
        perms([1, 2, 3]),
    )


def collatz(n: int, memo: Dict[int, int]) -> int:
    if n == 1:
        return 0
    if n in memo:
        return memo[n]
    r = 1 + (collatz(n // 2, memo) if n % 2 == 0 else collatz(3 * n + 1, memo))
    memo[n] = r
    return r


def matmul(a: List[List[int]], b: List[List[int]]) -> List[List[int]]:
    return [[sum([a[i][k] * b[k][j] for k in range(len(b))]) for j in range(len(b[0]))] for i in range(len(a))]


def bin_search(xs: List[int], x: int) -> int:
    lo, hi = 0, len(xs)
    while lo < hi:
        mid = (lo + hi) // 2
        if xs[mid] < x:
            lo = mid + 1
        elif xs[mid] > x:
            hi = mid
        else:
            return mid
    return -1


def perms(xs: List[int]) -> List[List[int]]:
    if len(xs) == 0:
        r: List[List[int]] = [[]]
        return r
    out: List[List[int]] = []
    for i, x in enumerate(xs):
        for p in perms(xs[:i] + xs[i + 1 :]):
            out.append([x] + p)
    return out


@prog((3,))
def fork_map(n: int):
    def work(i: int) -> int:
        return i * n

    fs = [ab.fork(work, i) for i in range(n)]
    gs = [ab.fork(lambda a, b: a + b, i, i) for i in range(n)]
    d = {i: ab.fork(work, i) for i in range(n)}
    a, b = ab.fork(two, n).wait()
    return (
        [f.wait() for f in fs],
        ab.wait_all(gs),
        {k: v.wait() for k, v in d.items()},
        a,
        b,
        ab.wait(ab.wait(ab.fork(outer, n))),
    )


def two(n: int):
    return n, str(n)


def outer(n: int):
    return ab.fork(two, n)


@prog((3,))
def scoping(n: int):
    i = 100
    a = [i for i in range(n)]
    b = {i: i for i in range(n)}
    if n > 2:
        q = 1
        r = "a"
    else:
        q = 2
        r = "b"
    for k in range(n):
        tmp = k * 2
        i += tmp
    x = 1
    y = x
    x = 2
    for j in range(2):
        x, y = y, x + j
    return i, a, b, q, r, x, y


@prog((0,), (3,))
def empties(n: int):
    a = [] if n == 0 else [n]
    if n > 1:
        b = []
    else:
        b = ["x"]
    c = [[], [n]]
    d = {"a": [], "b": [1.5]}
    e = {}
    e["k"] = n
    f = []
    f += [1]
    g = []
    for i in range(n):
        g = g + [i]
    h = []
    for i in range(n):
        h.append((i, str(i)))
    return a, b, c, d, e, f, g, h, emp(n)


def emp(n: int):
    if n == 0:
        return []
    return [n]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.name)
def test_program(program: Program, backend: str) -> None:
    check(program)
