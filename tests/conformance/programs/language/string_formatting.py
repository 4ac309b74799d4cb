"""str.format with positions, percent formatting, join, splitlines, str of values."""


def main(name: str, n: int, x: float, ok: bool):
    a = "{} has {} of {}".format(name, n, x)
    b = "%s is %d and %s" % (name, n, ok)
    c = ", ".join([str(i) for i in range(n)])
    d = "value: " + str(x) + "; " + str(ok) + "; " + str(n) + "; " + str([n, n]) + str((n, 2))
    lines = "one\ntwo\n\nthree".splitlines()
    words = "a b  c".split()
    cells = "a,b,,c".split(",")
    limited = "a-b-c-d".split("-", 2)
    right = "a-b-c-d".rsplit("-", 1)
    e = """long
text""" + 'quote "inside" \t tab'
    f = "" "adjacent " "literals"
    return a, b, c, d, lines, words, cells, limited, right, e, f, "{}{}".format(n, name), "{}".format([n, n])


INPUTS = [lambda: ("box", 3, 0.5, True), lambda: ("", 0, -2.5, False)]
