"""print: no arguments, several, of several types, in loops and in called functions."""
STDOUT = True


def show(label: str, value: float):
    print(label, value, value > 0)


def main(n: int, words: List[str]):
    print()
    print("n =", n, [n, -n], (n, n > 1), {1: n}, None)
    for i in range(n - 1):
        show("step" + str(i), i / 4 + 0.25)
    for word in words:
        print(word, word == "end")
    print("done")


INPUTS = [lambda: (3, ["begin", "end"]), lambda: (0, [])]
