"""Tensors of the enclosing module and numbers from Python become constants of the trace."""
TRACE = True
TABLE = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
SCALE = 2.5


def main(x):
    made = torch.tensor([10.0, 20.0])
    ids = torch.as_tensor([1, 0])
    return x @ TABLE * SCALE + made, TABLE[ids] + x.sum(), torch.full((2,), SCALE), torch.ones(1).item() * x


INPUTS = [lambda: (torch.randn(3, 2),), lambda: (torch.randn(1, 2),)]
