"""Every augmented operator on names, list items, dict values, attributes' tensors and slices; aliases see in-place ones."""


def main(a: int, f: float, t: Tensor):
    a += 7
    a -= 2
    a *= 3
    a ^= 9
    a |= 4
    a &= 31
    a <<= 1
    a >>= 2
    f += a
    f *= 1.5
    f -= 0.25
    f /= 2
    cells = [a, a - 1, 3]
    cells[1] *= -2
    cells[-1] -= a
    cells += [a, 0]
    table = {"k": 1.0}
    table["k"] += f
    table["k"] /= 2
    word = "w"
    word += str(a) + "!"
    t = t.clone()
    same_one = t
    t -= 1
    t /= 2
    t[1:] *= 10
    t[0] += a
    return a, f, cells, table, word, t, same_one


INPUTS = [lambda: (3, 1.0, torch.ones(3)), lambda: (-20, 0.5, torch.arange(2.0))]
