"""A scripted function called while tracing keeps its loop and branch for other inputs."""
TRACE = True


@jit.script
def doubled_until(x: Tensor, least: float) -> Tensor:
    rounds = 0
    while bool(x.abs().max() < least):
        x = x * 2
        rounds += 1
    if rounds % 2 == 0:
        return x - rounds
    return -x


def main(x):
    return doubled_until(x + 1, 10.0) * 0.5


INPUTS = [lambda: (torch.ones(2),), lambda: (torch.full((2,), 20.0),), lambda: (torch.tensor([0.5, -3.0]),)]
