"""nonzero(as_tuple=True) as function and method: unpacked, indexed, as an index that is read, written and added to."""


def main(x: Tensor):
    rows, columns = torch.nonzero(x, as_tuple=True)
    at = x.nonzero(as_tuple=True)
    y = x.clone()
    y[at] = 7.0
    z = x.clone()
    z[x.nonzero(as_tuple=True)] += 1
    return (
        rows,
        columns,
        at[0],
        len(at),
        x[at],
        y,
        z,
        x[torch.where(x > 0)],
        x.nonzero(as_tuple=False),
        torch.nonzero(x),
    )


INPUTS = [lambda: (torch.tensor([[1.0, 0.0, -2.0], [0.0, 3.0, 0.0]]),), lambda: (torch.zeros(2, 2),)]
BEYOND = "torch.jit has no as_tuple"
