"""print of floats, negative zero, lists of strings free values, dicts, tuples, nested lists, None and bools."""
STDOUT = True


def main(x: float, n: int, s: str):
    print(x, n, s)
    print(1.5, 12345.75, -0.5, 1e100)
    print([1.5, x], [True, False], [n], (n, x), ((1, 2), [3]))
    print(None, True, n == 2)
    print("a", "b", s)
    print(n / 4, n // 2, n % 3, 0.5 * n + 0.25)
    print([[n, n], [1]], n + x)
    return n


INPUTS = [lambda: (0.25, 2, "text"), lambda: (-3.5, 7, "")]
