"""A dict of futures: filled, replaced, tested for keys, walked in order, looked up with a default path."""


def scaled(x: Tensor, by: int) -> Tensor:
    return x * by


def main(x: Tensor, extra: bool) -> Dict[str, Tensor]:
    pending: Dict[str, jit.Future[Tensor]] = {"one": jit.fork(scaled, x, 1)}
    pending["two"] = jit.fork(scaled, x, 2)
    if extra:
        pending["one"] = jit.fork(scaled, x, 11)
    if "three" not in pending:
        pending["three"] = pending["two"]
    done: Dict[str, Tensor] = {}
    for name, future in pending.items():
        done[name] = future.wait()
    for key in pending.keys():
        done[key + key] = jit.wait(pending[key]) + len(pending)
    return done


INPUTS = [lambda: (torch.randn(2), True), lambda: (torch.ones(1), False)]
