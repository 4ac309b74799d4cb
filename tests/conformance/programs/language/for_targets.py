"""for over lists of tuples, strings, tensors, tuples of mixed types, range with steps, enumerate with start, zip of three."""


def main(pairs: List[Tuple[str, int]], s: str, t: Tensor):
    text = ""
    total = 0
    for name, n in pairs:
        text += name + str(n)
        total += n
    letters: List[str] = []
    for ch in s:
        if ch == " ":
            continue
        letters.append(ch)
    rows: List[Tensor] = []
    for row in t:
        rows.append(row * 2)
    for i in range(10, 0, -3):
        total = total * 2 + i
    for i, ch in enumerate(s, 5):
        total += i
    for a, b, c in zip(pairs, s, range(100)):
        text += b + str(c) + a[0]
    acc = ""
    for item in (1, 2.5, "three"):
        acc += str(item)
    for i, (name, n) in enumerate(pairs):
        total += i * n
    return text, total, letters, rows, acc


INPUTS = [
    lambda: ([("a", 2), ("bc", 1)], "x yz", torch.randn(2, 3)),
    lambda: ([], "", torch.zeros(0, 2)),
]
