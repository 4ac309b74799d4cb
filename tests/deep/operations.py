"""What can be done with a value, as programs over ``build(n)`` of ``nests``."""

from __future__ import annotations

# An expression over two values `a` and `b` of one type, and its type.
EXPRESSIONS: dict[str, tuple[str, str]] = {
    "eq": ("a == b", "bool"),
    "ne": ("a != b", "bool"),
    "lt": ("a < b", "bool"),
    "le": ("a <= b", "bool"),
    "gt": ("a > b", "bool"),
    "in": ("a in [b]", "bool"),
    "in a tuple": ("a in (b, b)", "bool"),
    "index": ("[b].index(a)", "int"),
    "count": ("[b].count(a)", "int"),
    "lists": ("[a, b] == [b, a]", "bool"),
    "lists lt": ("[a] < [b]", "bool"),
    "tuples": ("(1, a) == (1, b)", "bool"),
    "tuples lt": ("(1, a) < (1, b)", "bool"),
    "dicts": ("{1: a} == {1: b}", "bool"),
    "sorted": ("len(sorted([a, b]))", "int"),
    "max": ("max([a, b]) is a", "bool"),
    "min": ("min(a, b) is a", "bool"),
    "hash": ("hash(a) == hash(b)", "bool"),
    "hash of a tuple": ("hash((1, a)) == hash((1, b))", "bool"),
    "keys": ("len({a: 1, b: 2})", "int"),
    "get": ("{a: 1}.get(b, 5)", "int"),
    "set": ("len({a, b})", "int"),
    "sets": ("{a} == {b}", "bool"),
    "repr": ("len(repr(a))", "int"),
    "str": ("len(str(a))", "int"),
    "repr in a list": ("len(repr([a]))", "int"),
    "repr in a dict": ("len(str({1: a}))", "int"),
    "f-string": ('len(f"{a}{b!r:>4}")', "int"),
    "format": ('len("{} {}".format(a, b))', "int"),
    "percent": ('len("%s %r" % (a, b))', "int"),
    "isinstance": ("isinstance(a, list) or isinstance(a, tuple)", "bool"),
    "is": ("a is b", "bool"),
    "bool": ("bool(a)", "bool"),
    "slice": ("len([a, b][::-1]) + len([a] + [b]) + len([a] * 3)", "int"),
    "comprehension": ("len([x for x in [a, b]]) + len({1: x for x in [a, b]})", "int"),
    "task": ("ab.wait(ab.fork(back, a)) is a", "bool"),
    "value error": ('fails("", a)', "int"),
}

# Statements over `a` and `b`.
STATEMENTS: dict[str, str] = {
    "print": "print(a, [b])",
    "raise": "raise ValueError(repr(a))",
    "assert": "assert 1 > 2, str(a)",
    "drop": "a = b",
    "remove": "l = [b]; l.remove(a)",
    "clear": "l = [a]; l.clear()",
    "pop": "l = [a]; l.pop()",
    "delete": "l = [a]; del l[0]",
    "delete slice": "l = [a]; del l[:]",
    "assign": "l = [a]; l[0] = b",
    "assign slice": "l = [a]; l[:] = [b]",
    "repeat": "l = [a]; l *= 0",
    "reverse": "l = [a, b]; l.reverse(); l.sort()",
    "pop item": "d = {1: a}; d.popitem()",
    "pop key": "d = {1: a}; d.pop(1)",
    "delete key": "d = {1: a}; del d[1]",
    "clear dict": "d = {1: a}; d.clear()",
    "assign key": "d = {1: a}; d[1] = b",
    "update": "d = {1: a}; d.update({1: b}); d.setdefault(2, a)",
    "closure": "f = lambda: a; f()",
    "futures": "fs = [ab.fork(back, a)]; fs.append(ab.fork(back, b)); fs.clear()",
    "failing task": "ab.wait(ab.fork(failing, a))",
}

FUNCTIONS = """

def back(x: BUILT) -> BUILT:
    return x


def fails(s: str, x: BUILT) -> int:
    return int(s + repr(x))


def failing(x: BUILT) -> BUILT:
    raise KeyError(repr(x))


def inside(n: int) -> RESULT:
    a = build(n)
    b = build(n)
    BODY


def in_task(n: int) -> RESULT:
    return ab.wait(ab.fork(inside, n))


class Box(torch.nn.Module):
    value: BUILT

    def __init__(self, value: BUILT):
        super().__init__()
        self.value = value

    def forward(self, n: int) -> RESULT:
        a = self.value
        b = build(n)
        BODY
"""


def names() -> list[str]:
    return [*EXPRESSIONS, *STATEMENTS]


def source(name: str, built: str) -> str:
    """Functions ``inside(n)`` and ``in_task(n)``, and a module whose ``forward`` does it with an attribute."""
    if name in EXPRESSIONS:
        (expression, result), lines = EXPRESSIONS[name], []
    else:
        expression, result, lines = "1", "int", STATEMENTS[name].split("; ")
    body = [*lines, f"return {expression}"]
    text = FUNCTIONS
    for indent in (8, 4):
        text = text.replace(" " * indent + "BODY", "\n".join(" " * indent + line for line in body))
    return text.replace("BUILT", built).replace("RESULT", result)
