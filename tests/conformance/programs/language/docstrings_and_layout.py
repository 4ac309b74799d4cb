"""Docstrings, comments, line continuations, several statements in a line, pass, ellipsis free bodies, unicode text."""


def helper(x: int,
           y: int = (1 +
                     2)) -> int:
    """A docstring
    of two lines."""
    # a comment
    pass
    return (x
            + y)  # the sum


def main(n: int, s: str):
    "another docstring"
    a = 1; b = 2
    if n > 0: a = 3
    total = a + \
        b
    text = ("héllo "
            "wörld" + s)
    xs = [
        1,
        2,  # two
    ]
    for x in xs: total += x
    while total < 10: total += helper(n)
    assert total >= 10, \
        "too small"
    return total, text, text == s


INPUTS = [lambda: (4, "ß"), lambda: (2, "日本")]
