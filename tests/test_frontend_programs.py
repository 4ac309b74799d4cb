"""Larger programs, annotations as text: forks, closures, classes, torch functions."""

from __future__ import annotations

import math
from typing import Any, Dict, List, Optional, Tuple, Union

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

import anabranch as ab
from support.programs import Program, check, collector

PROGRAMS: List[Program] = []
prog = collector(PROGRAMS)


def fib(n: int) -> int:
    if n < 2:
        return n
    a = ab.fork(fib, n - 1)
    b = ab.fork(fib, n - 2)
    return ab.wait(a) + ab.wait(b)


@prog((8,))
def ffib(n: int):
    return fib(n)


def tree(n: int) -> Tuple[int, List[int]]:
    if n == 0:
        return 1, [n]
    fs = [ab.fork(tree, n - 1) for _ in range(2)]
    t, l = 0, [n]
    for f in fs:
        a, b = f.wait()
        t += a
        l.extend(b)
    return t, l


@prog((4,))
def ftree(n: int):
    return tree(n)


@prog((torch.randn(4),))
def fork_lambda(x: Tensor):
    k = 3
    f = ab.fork(lambda a: a * k + x, x)

    def g(a: Tensor) -> Tensor:
        return a - x

    h = ab.fork(g, x * 2)
    return ab.wait(f), h.wait()


@prog((torch.randn(4),))
def fork_chain(x: Tensor):
    f = torch.jit.fork(torch.sigmoid, x)
    g = torch.jit.fork(lambda q: torch.jit.wait(q) * 2, f)
    return torch.jit.wait(g), f.done() or True


def t1(x: Tensor, n: int = 2, *, s: float = 1.5) -> Tensor:
    return x * n + s


@prog((torch.randn(4),))
def fork_kw(x: Tensor):
    fs: Dict[str, ab.Future[Tensor]] = {"a": ab.fork(t1, x), "b": ab.fork(t1, x, s=2.0), "c": ab.fork(t1, n=3, x=x)}
    out = []
    for k in ["a", "b", "c"]:
        out.append(fs[k].wait())
    opt: Optional[ab.Future[Tensor]] = None
    if len(out) > 2:
        opt = ab.fork(t1, x, 9)
    if opt is not None:
        out.append(ab.wait(opt))
    tup = (ab.fork(t1, x), ab.fork(t1, x, 4))
    a, b = tup
    return torch.stack(out), a.wait() + tup[1].wait()


@prog((3,))
def fork_list_2d(n: int):
    ff: List[List[ab.Future[int]]] = []
    for i in range(n):
        row: List[ab.Future[int]] = []
        for j in range(n):
            row.append(ab.fork(fib, i + j))
        ff.append(row)
    return [[ab.wait(f) for f in row] for row in ff]


def raiser(n: int) -> int:
    if n > 2:
        raise ValueError("too big: " + str(n))
    return n


@prog((1,))
def fork_state(n: int):
    l: List[int] = []
    f = ab.fork(append_to, l, n)
    f.wait()
    return l, ab.wait(ab.fork(raiser, n))


def append_to(l: List[int], n: int) -> None:
    l.append(n)


def typed(x, y, z=None):
    # type: (Tensor, int, Optional[int]) -> Tuple[Tensor, int]
    if z is None:
        z = 4
    return x * y, z


@prog((torch.ones(2),))
def tcomment(x):
    a, b = typed(x, 3)
    c = []  # type: List[int]
    c.append(b)
    return a, c


@prog((torch.tensor([1, 2, 3]),))
def tolist(x):
    l: List[int] = x.tolist()
    m: List[List[float]] = x.float().view(3, 1).tolist()
    return l, m, sum(l)


@prog((torch.randn(2, 3, 8, 8),))
def nnf(x):
    w = torch.ones(4, 3, 3, 3)
    a = F.conv2d(x, w, padding=1)
    b = F.max_pool2d(a, 2)
    c = F.avg_pool2d(a, kernel_size=2, stride=1)
    d = F.adaptive_avg_pool2d(b, (1, 1)).flatten(1)
    e = F.group_norm(x, 3)
    f = F.instance_norm(x)
    g = F.interpolate(x, size=(4, 4), mode="bilinear", align_corners=False)
    h = F.pad(x, [1, 1, 1, 1], mode="reflect")
    i = (
        F.softplus(x)
        + F.elu(x)
        + F.selu(x)
        + F.silu(x)
        + F.mish(x)
        + F.hardswish(x)
        + F.relu6(x)
        + F.celu(x)
        + F.logsigmoid(x)
        + F.softsign(x)
        + F.tanhshrink(x)
    )
    j = F.binary_cross_entropy_with_logits(x, torch.ones_like(x))
    k = (
        F.smooth_l1_loss(x, x + 1)
        + F.l1_loss(x, x + 1)
        + F.huber_loss(x, x + 2)
        + F.kl_div(x.log_softmax(-1), x.softmax(-1), reduction="batchmean")
    )
    l = F.scaled_dot_product_attention(x, x, x)
    m = F.pixel_shuffle(torch.ones(1, 4, 2, 2), 2)
    n = F.adaptive_max_pool2d(x, 2)
    o = F.conv1d(x[0], torch.ones(2, 8, 3)) if False else F.conv_transpose2d(x, torch.ones(3, 2, 2, 2))
    p = F.nll_loss(torch.randn(3, 5).log_softmax(1), torch.tensor([1, 0, 4]))
    q = F.gumbel_softmax(x[0, 0]).sum()
    r = F.glu(x) if x.size(-1) % 2 == 0 else x
    s = F.cosine_embedding_loss(x[0, 0], x[0, 1], torch.ones(8))
    return a.sum(), b.sum(), c, d, e, f, g, h, i, j, k, l, m, n, o, p, r, s


@prog((torch.randn(5),))
def dec(x: Tensor):
    return ng(x)


@torch.no_grad()
def ng(x: Tensor) -> Tensor:
    return x * 2


@prog((3,))
def closures(n: int):
    def outer(a: int) -> int:
        def inner(b: int) -> int:
            return a * b + n

        return inner(a + 1) + inner(2)

    total = 0
    for i in range(n):
        total += outer(i)
    return total


@prog(([3, 1, 2],))
def misc(xs: List[int]):
    best: Optional[int] = None
    for x in xs:
        if best is None or x > best:
            best = x
    assert best is not None
    pairs = list(zip(xs, [str(x) for x in xs]))
    m = {k: v for k, v in pairs}
    n = [(i, x) for i, x in enumerate(xs) if x != 2]
    nested = [[y for y in range(x)] for x in xs]
    flat = [y for row in nested for y in row]
    xs2 = xs[:]
    xs2[0], xs2[1] = xs2[1], xs2[0]
    xs2[1:] = [9, 9, 9]
    del xs2[0]
    it = 0
    while it < len(xs) and xs[it] != 2:
        it += 1
    s = "".join([chr(ord("a") + x) for x in xs])
    q = [1.0] * 3
    z = [None if x == 1 else x for x in xs]
    e = "yes" if 3 in xs else "no"
    mx = max([x * 2 for x in xs], default=0) if False else max(xs)
    return (
        best,
        pairs,
        m,
        n,
        flat,
        xs2,
        it,
        s,
        q,
        z,
        e,
        mx,
        sum([x for x in xs]),
        sum(x for x in xs),
        any(x > 2 for x in xs),
        sorted(xs)[0],
        sorted([str(x) for x in xs]),
        round(2.567, 2),
        min(xs),
        abs(-3),
        isinstance(xs, list),
        isinstance(xs[0], int),
        tuple((1, 2)),
        " ".join(str(x) for x in xs),
    )


class Acc:
    def __init__(self, start: int = 0):
        self.total = start
        self.log: List[str] = []

    def add(self, n: int) -> Acc:
        self.total += n
        self.log.append(f"+{n}")
        return self

    def __len__(self) -> int:
        return len(self.log)

    def __add__(self, other: Acc) -> Acc:
        return Acc(self.total + other.total)

    @property
    def double(self) -> int:
        return self.total * 2

    @staticmethod
    def make(n: int) -> Acc:
        return Acc(n)


@prog((3,))
def classes(n: int):
    a = Acc()
    a.add(n).add(4)
    a.total += 100
    b = a + Acc.make(5)
    return a.total, len(a), b.total, a.double, a.log


@prog((4,))
def try_types(n: int):
    x: Any = n
    out = ""
    if isinstance(x, int):
        out += "int" + str(x + 1)
    y: Union[List[int], Dict[str, int]] = [n]
    if n > 10:
        y = {"a": 1}
    if isinstance(y, list):
        out += str(y[0])
    else:
        out += str(y["a"])
    t: Tuple[int, Optional[str]] = (1, None)
    a, b = t
    if b is not None:
        out += b
    return out, t


@prog((2,))
def numbers(n: int):
    x = 0.0
    for i in range(n):
        x += i * 0.5
    y = n * 1.5
    z = int(y) if y > 2 else 0
    c = 1 if n else 2
    big = 2**40
    h = -7 // 2, -7 % 3, 7 // -2, -7.5 // 2
    i = 1e3
    j = 5 / 2
    k = 5 // 2 * 1.0
    l = float("inf")
    m = int("42")
    q = bool(""), float("1.5")
    return (
        x,
        y,
        z,
        c,
        big,
        h,
        i,
        j,
        k,
        l > 1e300,
        m,
        q,
        math.exp(1.0),
        math.log(n, 2),
        math.gcd(12, 8),
        n.bit_length() if False else 3,
        (n, 2) < (n, 3),
        "abc"[-1],
        0x1F,
        1_000,
        True + 1,
        not True,
    )


@prog((torch.randn(3, 3),))
def aug(x):
    y = x.clone()
    y += 1
    y -= x
    y *= 2
    y /= 3
    y **= 2
    y //= 1
    y[0] += 1
    y[:, 1] *= 3
    y[y > 2] -= 1
    z = [1, 2]
    z += [3]
    z *= 2
    z[0] -= 5
    t = [x, y]
    t[0] = t[0] + 1
    t[1] += 1
    d = {"a": x}
    d["a"] = d["a"] * 2
    d["a"] += 1
    m = y @ x
    m @= x
    b = x > 0
    b &= y > 0
    b |= x > 1
    b = ~b
    return y, z, t, d, m, b


@prog((torch.randn(6),))
def tensor_methods(x):
    a = x.view(2, 3).permute(1, 0).contiguous().reshape(-1)
    b = x.sort(descending=True)
    c, d = torch.min(x, dim=0)
    e = torch.chunk(x, 2)[0]
    f = (
        x.new_zeros(2),
        x.new_full((2, 2), 3.0),
        torch.full((2,), 1),
        torch.full([2], 1.5),
        torch.arange(3),
        torch.arange(0, 1, 0.25),
        torch.linspace(0, 1, 3),
        torch.eye(2),
        torch.empty(0),
        torch.ones(2, 3),
        torch.zeros((2, 3)),
        torch.ones([2]),
    )
    g = x.shape[0], x.size(-1), x.is_contiguous()
    h = (
        x.masked_fill(x > 0, 0.0),
        x.clamp(min=0, max=1),
        x.clamp(0),
        x.repeat(2),
        x.repeat(2, 1),
        x.expand(2, 6),
        x.unsqueeze(0).squeeze(0),
        x.flip(0),
        x.roll(1),
        x.cumsum(0),
        x.std(),
        x.var(unbiased=False),
        x.mean(dim=0, keepdim=True),
        x.norm(),
        x.argmax(),
        x.topk(2)[0],
        x.any(),
        x.all(),
        x.gather(0, torch.tensor([0, 1])),
        x.scatter(0, torch.tensor([0]), 1.0),
        x.index_select(0, torch.tensor([1])),
        x.t(),
        x.double(),
        x.type_as(a),
        x.to("cpu"),
        x.to(torch.float64),
        x.to(dtype=torch.int32),
        x.device == torch.device("cpu"),
        x.requires_grad,
        x.is_floating_point(),
        x.numel(),
        x.tolist() if False else 0,
        x.isnan(),
        torch.isnan(x).any().item(),
        bool(x.sum() > 0),
        float(x[0]),
        int(x[0] * 10),
        x.flatten(),
        x.outer(x),
        x.unbind(0)[1],
        torch.cat((x, x)),
        torch.cat([x, x], 0),
        torch.stack((x, x), 1),
        torch.where(x > 0, x, -x),
        torch.tensor([[1, 2], [3, 4]]),
        torch.tensor(3),
        torch.tensor([1.5, n_()]),
        torch.rand(2).sum(),
        torch.allclose(x, x),
        torch.equal(x, x),
        x.sum().item(),
        x.max().item(),
        torch.bmm(x.view(1, 2, 3), x.view(1, 3, 2)),
        x.pow(2),
        x**2,
        x.mul(2).add(1, alpha=2),
        torch.addmm(torch.zeros(2, 2), x.view(2, 3), x.view(3, 2)),
        x.split([2, 4])[1],
        torch.logical_and(x > 0, x < 1),
        x.long(),
        x.bool(),
        x.matmul(x),
        x.dot(x),
        torch.outer(x, x),
        torch.cumsum(x, 0),
        torch.diag(x),
        torch.triu(x.outer(x)),
        torch.nonzero(x > 0),
        torch.unique(torch.tensor([1, 1, 2])),
        torch.bincount(torch.tensor([0, 1, 1])),
        torch.bernoulli(torch.ones(2)),
        torch.sigmoid(x),
        torch.exp(x),
        x.softmax(-1),
        torch.special.expit(x),
        torch.fft.fft(x).abs(),
    )
    return a, b, c, d, e, f, g, h


def n_() -> float:
    return 2.5


# The reference of one of them is torch.jit.fork, run eagerly.
@pytest.mark.parametrize(
    "program",
    [pytest.param(p, id=p.name, marks=[pytest.mark.oracle] if p.name == "fork_chain" else []) for p in PROGRAMS],
)
def test_program(program: Program, backend: str) -> None:
    check(program)
