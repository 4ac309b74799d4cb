"""What a call raises comes out of its wait, with its class, and not before."""
EXPECT = ("runtime", r"ValueError: negative")


def root(x: Tensor) -> Tensor:
    if bool((x < 0).any()):
        raise ValueError("negative")
    return x.sqrt()


def main(x: Tensor) -> Tensor:
    aw = jit._awaitable(root, x)
    y = jit._awaitable(root, x - 100)
    return jit._awaitable_wait(aw) + 1


INPUTS = [lambda: (-torch.ones(3),)]
OK_INPUTS = [lambda: (torch.ones(3),)]
