"""Word count as map and reduce: lines are counted in parallel, partial counts merged, top words chosen."""


def count(line: str) -> Dict[str, int]:
    out: Dict[str, int] = {}
    for word in line.lower().split():
        word = word.strip(".,!?")
        if len(word) > 0:
            out[word] = out.get(word, 0) + 1
    return out


def merge(a: Dict[str, int], b: Dict[str, int]) -> Dict[str, int]:
    out = a.copy()
    for word, n in b.items():
        if word in out:
            out[word] += n
        else:
            out[word] = n
    return out


def main(lines: List[str], top: int):
    parts = [jit.wait(f) for f in [jit.fork(count, line) for line in lines]]
    while len(parts) > 1:
        fs: List[jit.Future[Dict[str, int]]] = []
        for i in range(0, len(parts) - 1, 2):
            fs.append(jit.fork(merge, parts[i], parts[i + 1]))
        rest = parts[-1]
        odd = len(parts) % 2 == 1
        parts = [f.wait() for f in fs]
        if odd:
            parts.append(rest)
    total = parts[0] if len(parts) > 0 else count("")
    ranked = sorted([(-n, w) for w, n in total.items()])
    return total, [w for n, w in ranked][:top]


INPUTS = [
    lambda: (["The river runs.", "the river, the stream", "A stream joins the river!", "", "runs runs"], 3),
    lambda: ([], 2),
    lambda: (["one"], 0),
]
