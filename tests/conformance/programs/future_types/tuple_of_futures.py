"""Tuples that hold futures: made, indexed, unpacked, passed and returned by functions."""


def work(x: Tensor, k: int) -> Tensor:
    return x * k


def name(k: int) -> str:
    return "k" + str(k)


def launch(x: Tensor, k: int) -> Tuple[jit.Future[Tensor], jit.Future[str]]:
    return jit.fork(work, x, k), jit.fork(name, k)


def finish(pair: Tuple[jit.Future[Tensor], jit.Future[str]]) -> Tuple[Tensor, str]:
    return jit.wait(pair[0]), jit.wait(pair[1])


def main(x: Tensor):
    pairs = [launch(x, k) for k in range(3)]
    f, g = pairs[1]
    total = jit.wait(f)
    texts = [jit.wait(g)]
    for p in pairs:
        t, s = finish(p)
        total = total + t
        texts.append(s)
    return total, texts


INPUTS = [lambda: (torch.randn(3),)]
