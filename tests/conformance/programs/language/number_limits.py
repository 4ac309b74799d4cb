"""torch.finfo and torch.iinfo: of constant dtypes, of a tensor's own, of one that is passed, of the default."""


def lowest(x: Tensor) -> float:
    return torch.finfo(x.dtype).min


def main(x: Tensor, n: Tensor, d: torch.dtype):
    masked = x.masked_fill(x > 0, torch.finfo(x.dtype).min)
    info = torch.finfo(d)
    return (
        masked,
        lowest(x.half()),
        (info.max, info.eps, info.bits, info.tiny, info.smallest_normal),
        (torch.iinfo(n.dtype).max, torch.iinfo(n.dtype).min, torch.iinfo(torch.uint8).max),
        torch.finfo(torch.bfloat16).max,
        torch.finfo().eps,
    )


INPUTS = [
    lambda: (torch.tensor([1.0, -1.0]), torch.tensor([1]), torch.float16),
    lambda: (torch.tensor([1.0, -1.0]).double(), torch.tensor([1], dtype=torch.int8), torch.float64),
]
BEYOND = "torch.jit has neither"
