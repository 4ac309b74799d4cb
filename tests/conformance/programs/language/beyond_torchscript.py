"""Plain Python that torch.jit refuses or answers otherwise: //=, %=, **=, two generators, ~, str * int, repr in containers, zfill of signs."""
BEYOND = True
STDOUT = True


def main(n: int, x: float, word: str):
    quotient, power = n, x
    quotient //= 4
    quotient %= 5
    power **= 2
    pairs = [a * b for a in range(3) for b in [n, -n] if a != b]
    marks = word * 2 + "-" * n
    print([word, "it's"], (word, n), {"k": word}, x, 2.0, f"{x} {4.0}")
    parted: List[str] = []
    parted.append(word) if n > 1 else parted.append("small")
    grouped: Dict[int, List[str]] = {}
    if n not in grouped:
        grouped[n] = []
    grouped[n].append(word)
    return quotient, power, pairs, ~n, +n, abs(n) ** 2, marks, parted, grouped, "-17".zfill(5), "+".zfill(3), (n, word) == (n, word)


INPUTS = [lambda: (3, 1.0, "ab"), lambda: (-7, 0.5, "é\n")]
