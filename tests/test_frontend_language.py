"""Programs over the values of the language: compiled, on both backends, they give what Python gives."""

import enum
import math
from typing import Dict, List, NamedTuple, Union

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from support.programs import Program, check, collector

PROGRAMS: List[Program] = []
prog = collector(PROGRAMS)


@prog(([1, 2, 3],), ([],))
def lists(xs: List[int]):
    a = xs + [4]
    b = a[::2]
    c = a[::-1]
    d = [x for x in a if x > 1]
    e = [x * y for x in a for y in [1, 2] if x != y]
    f = sorted(a, reverse=True)
    s = sum(a)
    m = max(a)
    l = len(a)
    g = list(range(3))
    h = list("abc")
    return (
        a,
        b,
        c,
        d,
        e,
        f,
        s,
        m,
        l,
        g,
        h,
        3 in a,
        9 not in a,
        a == xs,
        a * 2,
        list(reversed(a)),
        any([x > 2 for x in a]),
        all([x > 0 for x in a]),
        min(2, 3, 1),
        a.index(4),
    )


@prog(("hello world",), ("",))
def strs(s: str):
    t = ""
    for c in s:
        if c == "o":
            continue
        t = c + t
    return (
        t,
        s[1:3],
        s[::-1],
        s * 2,
        "lo" in s,
        s.split(),
        f"{s!r} {len(s):>5d} {3.14159:.2f}",
        "%s-%d" % (s, 3),  # noqa: UP031
        f"{s}:{1}",
        s.upper(),
        s.replace("l", "L"),
        s < "i",
        ",".join(["a", s]),
    )


@prog((3.7, 2), (-3.7, 5))
def nums(x: float, n: int):
    return (
        int(x),
        round(x),
        abs(x),
        x // n,
        x % n,
        n**2,
        n**-1,
        2.0**n,
        -n // 2,
        divmod(n, 3),
        math.sqrt(abs(x)),
        math.floor(x),
        math.ceil(x),
        math.pi,
        float(n),
        bool(n),
        str(x),
        str(n),
        n & 1,
        n | 8,
        n ^ 3,
        ~n,
        n << 2,
        n / 2,
        max(x, float(n)),
        min(1.5, x),
        pow(n, 3),
        math.pow(n, 2),
        x > n,
        x == n,
        complex(x, 1.0),
        hex(n),
        1 < n < 10,
        not n,
    )


@prog((torch.randn(4, 5),), (torch.arange(20.0).reshape(4, 5),))
def tidx(x: Tensor):
    y = x.clone()
    y[0] = 1
    y[1, 2] += 5
    y[:, 3] *= 2
    y[y > 1] = 0.5
    y[[0, 2]] = 3
    idx = torch.tensor([0, 1])
    y[idx, idx] = torch.tensor([7.0, 8.0])
    y[..., -1] -= 1
    z = y.unsqueeze(0)
    a, b = x[0], x[1]
    p, q, r, s = x
    return (
        y,
        x[idx],
        x[:, idx],
        x[..., idx],
        x[x > 0],
        x[1:3, None],
        z[..., 0, :],
        p + s,
        x[idx, 1:],
        x[-1, ::2],
        x[None, ..., None],
        x[torch.tensor(1)],
    )


@prog((torch.randn(3),))
def tensors(x):
    t = torch.tensor([1.0, 2.0, 3.0])
    u = torch.zeros(3, dtype=torch.float64)
    v = torch.ones_like(x) + x.size(0) + x.shape[0] + x.dim() + x.numel()
    w = torch.cat([x, t]).view(2, 3).sum(dim=1, keepdim=True)
    a, i = x.max(0)
    vals = torch.topk(x, 2)
    x2 = x * 2 if x.sum() > 0 else x / 2
    return (
        t @ x,
        u,
        v,
        w,
        a,
        i,
        vals.values,
        x2,
        x.dtype == torch.float32,
        torch.stack([x, x], dim=0).T,
        2**x,
        1 - x,
        3 / (x * x + 1),
        x.float().to(torch.int64),
        -x,
        torch.where(x > 0, x, 0.0),
        x.item() if x.numel() == 1 else 0.0,
        len(x),
        x.mean().item(),
        F.relu(x),
        F.softmax(x, dim=0),
        torch.max(x),
        x.abs().sqrt_(),
        F.dropout(x, 0.5, training=False),
    )


class Pt(NamedTuple):
    x: int
    y: float = 2.0


@prog((3,))
def nt(n: int):
    p = Pt(n)
    q = Pt(y=1.0, x=4)
    a, b = p
    return p, q.x + p.x, q.y, p[0], a, b, (p.x, q), [p, q]


@prog(({"a": 1, "b": 2},))
def dicts(d: Dict[str, int]):
    e = {k: v * 2 for k, v in d.items()}
    e["c"] = 9
    f: Dict[int, List[str]] = {}
    for k, v in d.items():
        if v not in f:
            f[v] = []
        f[v].append(k)
    t = 0
    for k in d:
        t += d[k]
    g = dict(d)
    g.update({"z": 26})
    x = d.get("a")
    y = d.get("q", 5)
    z = e.pop("a")
    del e["b"]
    return (
        e,
        f,
        t,
        g,
        x,
        y,
        z,
        list(d.keys()),
        list(d.values()),
        "a" in d,
        len(d),
        [k for k in d],
        dict([("p", 1)]),
        {**d, "w": 3},
        dict(a=1, b=2),
    )


@prog((1,), (5,))
def uni(n: int) -> Union[int, str, None]:
    x: Union[int, str] = n
    if n > 3:
        x = "big"
    if isinstance(x, str):
        return x + "!"
    if x == 1:
        return None
    return x + 1


@prog((3,))
def zips(n: int):
    out = []
    for i, (a, b) in enumerate(zip([1, 2, 3], ["x", "y", "z"])):
        out.append((i, a, b))
    for i in range(10, 0, -3):
        out.append((i, i, "r"))
    for i, c in enumerate("ab", 5):
        out.append((i, 0, c))
    for x in reversed([1, 2]):
        out.append((x, x, "rev"))
    for t in (1, 2.5, "s"):
        out.append((n, n, str(t)))
    for i in range(3):
        for t in (1, 2):
            if t == 2 and i == 1:
                break
            if i == 0:
                continue
            out.append((i, t, "u"))
    return out


@prog((3,), (0,))
def sets(n: int):
    s = {1, 2, n}
    t = set([n, 5])
    s.add(10)
    u = {x % 3 for x in range(n)}
    return len(s), 2 in s, sorted(s | t), sorted(s & t), sorted(u)


class C(enum.Enum):
    A = 1
    B = 2


@prog((C.A,), (C.B,))
def enums(c: C):
    return c.name, c.value, c == C.A, [x.value for x in C], {C.A: 1}[C.A]


@prog((True, 3), (False, 0))
def bools(a: bool, n: int):
    r = a and n > 2
    q = a or n == 0
    s = "x" if a else ""
    t = s or "default"
    u = n or 5
    v = n and "z" if False else 1
    return r, q, t, u, not a, v, (a and n == 3) or n == 0, bool(s), int(a), a + n


@prog((torch.randn(2, 3),))
def funcs(x):
    return (
        F.pad(x, (1, 1)),
        F.gelu(x),
        F.layer_norm(x, (3,)),
        F.cross_entropy(x, torch.tensor([0, 1])),
        F.max_pool1d(x.unsqueeze(0), 2),
        F.interpolate(x[None], scale_factor=2.0),
        F.normalize(x),
        F.one_hot(torch.tensor([0, 1]), 3),
        F.mse_loss(x, x * 2),
        torch.einsum("ij,kj->ik", x, x),
        torch.split(x, 1)[0],
        x.split(2, dim=1)[0],
        torch.norm(x),
        torch.nn.functional.log_softmax(x, -1),
        torch.linalg.norm(x),
        F.embedding(torch.tensor([0]), x),
        F.linear(x, x),
        F.hardtanh(x),
        F.cosine_similarity(x, x),
        F.unfold(torch.ones(1, 1, 3, 3), 2),
        torch.meshgrid(torch.arange(2), torch.arange(3), indexing="ij")[1],
        torch.broadcast_tensors(x, torch.ones(1, 3))[1],
        F.threshold(x, 0.1, 0.2),
        F.leaky_relu(x),
        F.batch_norm(x, torch.zeros(3), torch.ones(3)),
        F.max_pool2d(x[None], 2, return_indices=True),
    )


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.name)
def test_program(program: Program, backend: str) -> None:
    check(program)
