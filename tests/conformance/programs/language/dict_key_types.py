"""Dicts keyed by int, float, bool, tensor-free types; values of lists, tuples and tensors; comprehension and dict()."""


def main(n: int, t: Tensor):
    squares: Dict[int, int] = {i: i * i for i in range(n)}
    by_float: Dict[float, str] = {0.5: "half", 2.0: "two"}
    by_float[float(n)] = "n"
    by_bool: Dict[bool, List[int]] = {True: jit.annotate(List[int], []), False: [-1]}
    for i in range(n):
        by_bool[i % 2 == 0].append(i)
    tensors: Dict[str, Tensor] = {"x": t}
    tensors["y"] = tensors["x"] + 1
    pairs: Dict[int, Tuple[int, str]] = {}
    pairs[n] = (n, str(n))
    pairs[-n] = (0, "minus")
    total = torch.zeros_like(t)
    for name in tensors:
        total += tensors[name]
    from_pairs = dict([("k" + str(i), i) for i in range(n)])
    empty = jit.annotate(Dict[int, int], {})
    for k in squares:
        empty[squares[k]] = k
    return squares, by_float, by_bool, tensors, pairs, total, from_pairs, empty, pairs[n][1]


INPUTS = [lambda: (3, torch.ones(2)), lambda: (0, torch.zeros(1)), lambda: (1, torch.arange(3))]
