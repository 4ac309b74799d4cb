"""int, float, bool and str of each other; ord and chr; float('nan'), int with surrounding text; formatting numbers."""


def main(s: str, n: int, x: float):
    a = int(s)
    b = float(s)
    c = str(n) + str(n == a) + str([n])
    d = int(x), float(n), bool(n), bool(x), int(n > 0), float(n > 0)
    e = float("inf") > x, float("-inf") < x
    digits: List[int] = []
    m = abs(n)
    while m > 0:
        digits.append(m % 10)
        m = m // 10
    word = ""
    for d1 in digits:
        word = chr(ord("0") + d1) + word
    return a, b, c, d, e, digits, word, len(str(n))


INPUTS = [lambda: ("42", 1234, 2.75), lambda: ("-7", -90, -0.5), lambda: ("0", 0, 0.0)]
