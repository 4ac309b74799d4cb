"""bool(x) of a value that may be None (beyond torch.jit, which takes it as a condition only)."""
BEYOND = True


def main(b: Optional[bool], n: Optional[int], s: Optional[str]) -> Tuple[bool, bool, bool]:
    return bool(b), bool(n), bool(s)


INPUTS = [lambda: (None, None, None), lambda: (True, 1, "a"), lambda: (False, 0, "")]
