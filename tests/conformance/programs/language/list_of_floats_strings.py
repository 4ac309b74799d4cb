"""Lists of floats, bools, strings and tuples: sorting, reversing, searching, min and max, aliasing."""


def main(fs: List[float], ws: List[str], flag: bool):
    alias = fs
    alias.append(0.5)
    fs.sort()
    down = sorted(fs)
    down.reverse()
    words = sorted(ws)
    ws.sort(reverse=True)
    where = ws.index("b") if "b" in ws else -1
    pairs = [(w, len(w)) for w in ws]
    pairs.append(("end", -1))
    bools = [flag, not flag, True]
    n_true = bools.count(True)
    empty: List[str] = []
    empty.extend(words)
    empty += ["tail"]
    popped = empty.pop(0)
    return fs, alias, down, words, ws, where, pairs, bools, n_true, empty, popped, min(fs), max(fs), sum(fs), "x" in empty


INPUTS = [lambda: ([2.5, -1.0], ["b", "abc", "a"], True), lambda: ([], ["z"], False)]
