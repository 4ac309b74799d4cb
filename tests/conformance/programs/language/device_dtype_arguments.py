"""torch.device and torch.dtype as arguments, locals and defaults; layout; comparisons of both."""


def make_zeros(n: int, dtype: torch.dtype, device: torch.device) -> Tensor:
    return torch.zeros(n, dtype=dtype, device=device)


def convert(x: Tensor, dtype: Optional[torch.dtype] = None) -> Tensor:
    if dtype is not None:
        return x.to(dtype)
    return x


def main(x: Tensor, device: torch.device):
    here = x.device
    cpu = torch.device("cpu")
    d = torch.float64 if x.dtype == torch.float32 else torch.float32
    a = make_zeros(3, torch.int32, device)
    b = make_zeros(2, x.dtype, here)
    facts = (here == cpu, device == cpu, here.type, str(cpu), x.dtype == torch.long, x.is_cpu if False else True)
    return a, b, convert(x, d), convert(x), facts, torch.tensor([1, 2], dtype=d, device=cpu), x.to(device, torch.float16)


INPUTS = [lambda: (torch.randn(2), torch.device("cpu")), lambda: (torch.arange(3), torch.device("cpu"))]
