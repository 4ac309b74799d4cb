"""Tensors' magic methods called by name: arithmetic, reflected and in place, comparisons, casts, items."""


def main(x: Tensor, y: Tensor, n: Tensor):
    z = x.clone()
    z.__iadd__(y)
    z.__setitem__(0, 7.0)
    return (
        (x.__add__(y), x.__radd__(2), x.__sub__(1), x.__rsub__(y), x.__mul__(y), x.__rmul__(3)),
        (x.__truediv__(y), x.__rtruediv__(1), x.__rdiv__(2.0), x.__mod__(2), x.__rmod__(y), x.__pow__(2), x.__rpow__(2)),
        (x.__matmul__(y), x.__rmatmul__(y), x.__floordiv__(y)),
        (n.__rand__(3), n.__ror__(n), n.__rxor__(5), n.__lshift__(1), n.__invert__()),
        (x.__eq__(y), x.__lt__(y), x.__ge__(1.0), x.__neg__(), x.__abs__()),
        (x.__len__(), n[0].__int__(), x[0].__float__(), n[1].__bool__()),
        (x.__getitem__(0), x.__getitem__(slice(1, None)), n.__contains__(2)),
        z,
    )


INPUTS = [lambda: (torch.tensor([1.5, -2.0, 3.0]), torch.tensor([0.5, 2.0, 4.0]), torch.tensor([2, 0, 6]))]
BEYOND = "torch.jit has few of them"
