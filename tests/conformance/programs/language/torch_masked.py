"""torch.masked: every reduction and normalization of strided tensors (beyond torch.jit: its source makes classes)."""
BEYOND = True
GRAD = True


def main(x: Tensor, y: Tensor, m: Tensor, row: Tensor, n: int) -> List[Tensor]:
    d = n - 1
    return [
        torch.masked.sum(x, 1, mask=m), torch.masked.sum(x, mask=row), torch.masked.sum(x.to(torch.int32), (0, 1), keepdim=True, mask=m),
        torch.masked.prod(x, (0, -1), mask=m), torch.masked.cumsum(x, d, mask=m), torch.masked.cumprod(x, -1, mask=row),
        torch.masked.amax(x, 1, mask=m), torch.masked.amin(x, [0, 1], mask=m, dtype=torch.float64), torch.masked.argmax(x, 1, mask=m),
        torch.masked.argmin(x.to(torch.int64), mask=m), torch.masked.mean(x, (), mask=m), torch.masked.mean(x, d),
        torch.masked.median(x, 0, mask=row), torch.masked.logsumexp(x, 1, mask=row), torch.masked.norm(x, 2.0, 1, mask=m),
        torch.masked.norm(x, float("-inf"), (0, 1), mask=row), torch.masked.var(x, 1, False, mask=row), torch.masked.std(x, mask=m),
        torch.masked.std(x, 1, correction=0, mask=row), torch.masked.softmax(x, 1, mask=row), torch.masked.log_softmax(x, 1),
        torch.masked.softmin(x, 0, mask=row, dtype=torch.float64), torch.masked.normalize(x, 2.0, 1, mask=m),
        torch.masked.logaddexp(x, y, input_mask=m, other_mask=row),
    ]  # fmt: skip


def numbers() -> Tensor:
    return torch.tensor([[0.5, -1.0, 2.0], [3.0, 0.25, -0.5]])


INPUTS = [
    lambda: (
        numbers().requires_grad_(), numbers().flip(0), torch.tensor([[True, False, True], [False, True, True]]),
        torch.tensor([True, True, False]), 2,
    )
]  # fmt: skip
