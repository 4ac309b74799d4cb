"""Lists, dicts and tensors are shared by reference: through assignment, containers, arguments and attributes."""


class Holder:
    def __init__(self, xs: List[int]):
        self.xs = xs


def touch(xs: List[int], d: Dict[str, List[int]]) -> List[int]:
    xs.append(7)
    d["x"] = xs
    return xs


def main(xs: List[int]):
    a = xs
    b = [a, a]
    b[0].append(1)
    h = Holder(b[1])
    h.xs.append(2)
    d: Dict[str, List[int]] = {"a": a}
    c = touch(d["a"], d)
    c += [100]
    e = a + [0]
    e.append(-1)
    g = a
    g = [5]
    same_list = a is c, a is e, a is not b[0], d["x"] is h.xs
    t = torch.zeros(2)
    ts = [t, t]
    ts[0] += 1
    return a, b, h.xs, d, e, g, same_list, t, ts


INPUTS = [lambda: ([0],), lambda: ([],)]
