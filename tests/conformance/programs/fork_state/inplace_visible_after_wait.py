"""In-place changes a fork makes to tensors, lists and dicts are seen after its wait."""


def fill(t: Tensor, xs: List[int], d: Dict[str, int], k: int) -> int:
    t.mul_(k)
    t[0] = -1
    xs.append(k)
    xs[0] = 100
    d["k" + str(k)] = k
    return len(xs)


def main(t: Tensor, xs: List[int]):
    d = {"start": 0}
    n = jit.wait(jit.fork(fill, t, xs, d, 2))
    m = jit.wait(jit.fork(fill, t, xs, d, 3))
    alias = t.view(-1)
    return t + 1, xs, d, n, m, alias


INPUTS = [lambda: (torch.ones(3), [1]), lambda: (torch.arange(4.0), [5, 6])]
