"""dtypes of results when ints, floats, bools and tensors of several dtypes meet."""


def main(i: Tensor, f: Tensor, b: Tensor, n: int, x: float):
    sums = [i + f, i + b, f + b, i + n, i + x, b + n, b + x, f + n]
    products = [i * x, b * n, f * i, i * b]
    quotients = [i / n, i / 2, i // 2, f // n, b / 2]
    powers = [i ** 2, f ** n, 2 ** i]
    compared = [i < x, b == n, f != i]
    casts = [i.float(), f.long(), b.int(), i.to(torch.float64), f.to(torch.int32), f.half(), i.to(torch.bool), f.to(i.dtype), i.type_as(f)]
    created = [torch.tensor(n), torch.tensor(x), torch.tensor([n, 1]), torch.tensor([x, 0.0]), torch.tensor([True]),
               torch.zeros(2, dtype=torch.long), torch.ones(1, dtype=torch.bool), torch.arange(n), torch.arange(x),
               torch.full((2,), n), torch.full((2,), x), torch.tensor([[1, n], [2, 3]], dtype=torch.float)]
    return sums, products, quotients, powers, compared, casts, created, i.dtype == torch.int64, f.dtype == torch.float, i.is_floating_point()


INPUTS = [lambda: (torch.tensor([1, 2, 3]), torch.randn(3), torch.tensor([True, False, True]), 3, 2.5)]
