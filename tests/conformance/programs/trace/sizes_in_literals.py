"""Tensors that Python makes of sizes follow the input: torch.tensor of a number, of a shape, of nested lists, of floats."""
TRACE = True
BEYOND = True  # torch.jit keeps the shape of the example


def main(x):
    n, m = x.shape
    one = torch.tensor(n)
    shape = torch.tensor(x.shape)
    boxes = torch.tensor([[0, 0, n - 1, m - 1], [n // 2, m // 2, n, m]])
    scaled = torch.tensor([1.0 / n, m, 0.5], dtype=torch.float64)
    like = x.new_tensor([n, m / 2])
    mixed = torch.as_tensor([n > 3, True])
    scale = torch.tensor(n**-0.5)
    filled = torch.tensor([n, m])
    filled += 1
    return one, shape, boxes, scaled, like, mixed, x * scale, filled, torch.scalar_tensor(n)


INPUTS = [lambda: (torch.randn(4, 6),), lambda: (torch.randn(2, 3),), lambda: (torch.randn(9, 1),)]
