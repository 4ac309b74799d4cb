"""reversed, list(range), range with two and three arguments, nested enumerate and zip, iteration over dict views and str."""


def main(n: int, words: List[str], d: Dict[str, float]):
    a = list(range(n))
    b = [i for i in range(n, -n, -2)]
    c = list(range(2, n, 3))
    backwards: List[int] = []
    for i in range(len(a) - 1, -1, -1):
        backwards.append(a[i])
    text = ""
    for i, (w, c1) in enumerate(zip(words, "abc")):
        text += str(i) + w + c1
    for w, i in zip(words, range(10, 20)):
        text += w + str(i)
    total = 0.0
    for k, v in d.items():
        total += v * len(k)
    for i, k in enumerate(d):
        text += k
    chars = list("xyz")
    keys = sorted(d.keys())
    values = sorted([v for v in d.values()])
    for a1 in [[1, 2], [3]]:
        for b1 in a1:
            total += b1
    return a, b, c, backwards, text, total, chars, keys, values, n, words


INPUTS = [lambda: (5, ["p", "q"], {"b": 1.5, "a": 2.0}), lambda: (0, [], {}), lambda: (1, ["x", "y", "z", "w"], {"k": -1.0})]
