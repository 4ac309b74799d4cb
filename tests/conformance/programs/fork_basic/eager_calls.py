"""Without compiling, fork takes any callable and wait returns its result: lambdas, closures, methods, modules, compiled functions."""


def main(x: Tensor) -> Tensor:
    return jit.fork(torch.cos, x).wait()


INPUTS = [lambda: (torch.randn(2),)]


class Counter:
    def __init__(self):
        self.n = 0

    def add(self, by=1, *, times=1):
        self.n += by * times
        return self.n


def check(compiled, eager):
    counter, x = Counter(), torch.ones(1, 2)
    first = jit.fork(counter.add)
    second = jit.fork(counter.add, 5, times=2)
    assert first.done() and second.done()
    same((jit.wait(second), second.wait(), first.wait(), counter.n), (11, 11, 1, 11))
    net = nn.Linear(2, 1)
    same(jit.fork(net, x).wait(), net(x))
    same(jit.wait(jit.fork(lambda *args, **kwargs: (args, kwargs), 1, a=2)), ((1,), {"a": 2}))
    same(jit.wait(jit.fork(torch.neg, x)), -x)
    same(jit.wait(jit.fork(compiled, x)), x.cos())
    same(jit.wait(jit.fork(lambda: jit.fork(counter.add).wait() + 1)), 13)
    raises(lambda: jit.wait(jit.fork(lambda: [][0])), "IndexError: list index out of range")
