"""With several failing forks the error is that of the first one waited for."""
EXPECT = ("runtime", r"failed second")


def fail(name: str, bad: bool) -> str:
    if bad:
        raise RuntimeError("failed " + name)
    return name


def main(bad: bool) -> str:
    first = jit.fork(fail, "first", bad)
    second = jit.fork(fail, "second", bad)
    text = jit.wait(second)
    return text + jit.wait(first)


INPUTS = [lambda: (True,)]
OK_INPUTS = [lambda: (False,)]
