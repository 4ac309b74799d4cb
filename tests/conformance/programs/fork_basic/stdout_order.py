"""Printing before, inside and after forks that are waited for one by one gives the text of the serial program."""
STDOUT = True


def speak(n: int, word: str) -> int:
    print("inside", n, word)
    return n + len(word)


def main(n: int, words: List[str]) -> int:
    print("begin", n)
    total = 0
    for w in words:
        total += jit.wait(jit.fork(speak, n, w))
        print("after", w, total)
    print("end")
    return total


INPUTS = [lambda: (1, ["a", "bcd"]), lambda: (0, [])]
