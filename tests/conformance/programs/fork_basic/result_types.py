"""Forks that return int, float, bool, str, None, lists, dicts, tuples, Optionals and named tuples."""


class Pair(NamedTuple):
    left: int
    right: str


def an_int(n: int) -> int:
    return n * 2


def a_float(n: int) -> float:
    return n / 4


def a_bool(n: int) -> bool:
    return n > 2


def a_str(n: int) -> str:
    return "n" + str(n)


def nothing(n: int):
    n += 1


def a_list(n: int) -> List[float]:
    return [i * 0.5 for i in range(n)]


def a_dict(n: int) -> Dict[str, int]:
    return {str(i): i for i in range(n)}


def a_tuple(n: int) -> Tuple[int, Tuple[str, bool]]:
    return n, ("t", n == 0)


def maybe(n: int) -> Optional[int]:
    if n > 2:
        return n
    return None


def named(n: int) -> Pair:
    return Pair(n, "r")


def main(n: int):
    a, b, c, d = jit.fork(an_int, n), jit.fork(a_float, n), jit.fork(a_bool, n), jit.fork(a_str, n)
    e, f, g, h = jit.fork(nothing, n), jit.fork(a_list, n), jit.fork(a_dict, n), jit.fork(a_tuple, n)
    i, j = jit.fork(maybe, n), jit.fork(named, n)
    got = jit.wait(i)
    known = -1
    if got is not None:
        known = got + 1
    jit.wait(e)
    x, (y, z) = h.wait()
    return (jit.wait(a), b.wait(), c.wait(), d.wait(), f.wait(), g.wait()), x, y, z, known, j.wait(), j.wait().right


INPUTS = [lambda: (3,), lambda: (0,)]
