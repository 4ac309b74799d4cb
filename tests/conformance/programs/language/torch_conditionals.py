"""torch.cond and torch.while_loop: named functions, lambdas, tensors and bools as conditions, several results."""


def grow(x: Tensor, y: Tensor):
    return x + y, y * 2


def shrink(x: Tensor, y: Tensor):
    return x - y, y


def small(k: Tensor, x: Tensor):
    return k < 3


def step(k: Tensor, x: Tensor):
    return k + 1, x * 2


def main(x: Tensor, up: bool):
    a, b = torch.cond(x.sum() > 0, grow, shrink, (x, torch.ones(2)))
    c = torch.cond(up, lambda t: t.sin(), lambda t: t.cos(), (a,))
    k, d = torch.while_loop(small, step, (torch.tensor(0), b))
    return a, b, c, k, d


def reference(x, up):
    a, b = grow(x, torch.ones(2)) if x.sum() > 0 else shrink(x, torch.ones(2))
    return a, b, a.sin() if up else a.cos(), torch.tensor(3), b * 8


INPUTS = [lambda: (torch.tensor([1.0, 2.0]), True), lambda: (torch.tensor([-1.0, -2.0]), False)]
BEYOND = "torch.jit has neither"
