"""A dtype in the text of an exception reads as in Python."""


def main(x: Tensor, allowed: List[torch.dtype]):
    if x.dtype not in allowed:
        raise ValueError(f"expected one of {allowed}, got {x.dtype}")
    return x * 2


OK_INPUTS = [lambda: (torch.ones(1), [torch.float32])]
INPUTS = [lambda: (torch.ones(1), [torch.float64, torch.int64])]
EXPECT = ("runtime", r"expected one of \[torch\.float64, torch\.int64\], got torch\.float32")
BEYOND = "torch.jit prints the numbers of dtypes"
