"""Gauss elimination, power iteration and convolution written with tensor indexing in loops."""


def solve(a: Tensor, b: Tensor) -> Tensor:
    a, b = a.clone(), b.clone()
    n = a.size(0)
    for i in range(n):
        p = i + int(a[i:, i].abs().argmax())
        if p != i:
            row = a[i].clone()
            a[i] = a[p]
            a[p] = row
            b[i], b[p] = b[p].clone(), b[i].clone()
        for r in range(i + 1, n):
            f = a[r, i] / a[i, i]
            a[r, i:] -= f * a[i, i:]
            b[r] -= f * b[i]
    x = torch.zeros_like(b)
    for i in range(n - 1, -1, -1):
        x[i] = (b[i] - (a[i, i + 1:] * x[i + 1:]).sum()) / a[i, i]
    return x


def power(a: Tensor, tol: float = 1e-10, limit: int = 500) -> Tuple[Tensor, int]:
    v = torch.ones(a.size(0), dtype=a.dtype)
    last = torch.zeros((), dtype=a.dtype)
    for k in range(limit):
        w = a @ v
        norm = w.norm()
        v = w / norm
        if bool((norm - last).abs() < tol):
            return norm, k
        last = norm
    return last, limit


def conv(x: List[float], k: List[float]) -> List[float]:
    out = [0.0] * (len(x) + len(k) - 1)
    for i, a in enumerate(x):
        for j, b in enumerate(k):
            out[i + j] += a * b
    return out


def main(a: Tensor, b: Tensor, k: List[float]):
    x = solve(a, b)
    sym = a @ a.t() + torch.eye(a.size(0), dtype=a.dtype)
    norm, steps = power(sym)
    return x, a @ x - b, norm, conv([1.0, 2.0, 3.0], k)


INPUTS = [lambda: (torch.randn(4, 4, dtype=torch.double) + 3 * torch.eye(4, dtype=torch.double), torch.randn(4, dtype=torch.double), [1.0, -1.0])]
