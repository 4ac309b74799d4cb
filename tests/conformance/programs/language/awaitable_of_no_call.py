"""Waiting for what is no awaitable does not compile."""
EXPECT = ("compile", r"(?i)await")


def main(x: Tensor) -> Tensor:
    return jit._awaitable_wait(x)


def near(x: Tensor) -> Tensor:
    return jit._awaitable_wait(jit._awaitable_nowait(x))


INPUTS = [lambda: (torch.randn(3),)]
