"""A NamedTuple whose fields are futures, and one that a future holds."""


class Result(NamedTuple):
    value: Tensor
    count: int


class Job(NamedTuple):
    name: str
    done: jit.Future[Result]


def run(x: Tensor, n: int) -> Result:
    return Result(x.sum() * n, n)


def main(x: Tensor):
    jobs = [Job("j" + str(i), jit.fork(run, x, i)) for i in range(3)]
    names = ""
    total = torch.zeros(())
    count = 0
    for j in jobs:
        r = jit.wait(j.done)
        names += j.name
        total = total + r.value
        count += r.count
    return names, total, count, jobs[2].done.wait()


INPUTS = [lambda: (torch.randn(3),)]
