"""A return inside a with statement inside an if (torch.jit stops with an internal assert)."""
BEYOND = True


def guarded(t: Tensor, quiet: bool) -> Tensor:
    if quiet:
        with torch.no_grad():
            if bool(t.sum() > 0):
                return t * 2
            t = t + 1
        return t * 3
    return -t


def main(t: Tensor, quiet: bool):
    return guarded(t, quiet), guarded(t, not quiet)


INPUTS = [lambda: (torch.ones(2).requires_grad_(), True), lambda: (torch.zeros(2).requires_grad_(), True)]
