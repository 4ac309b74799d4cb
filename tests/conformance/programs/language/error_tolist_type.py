"""tolist() whose annotation does not fit the tensor at run time raises."""
EXPECT = ("runtime", r"(?i)tolist")


def main(t: Tensor) -> List[int]:
    out: List[int] = t.tolist()
    return out


INPUTS = [lambda: (torch.ones(2),), lambda: (torch.ones(2, 2, dtype=torch.long),)]
OK_INPUTS = [lambda: (torch.tensor([1, 2]),)]
