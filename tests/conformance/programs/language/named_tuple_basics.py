"""NamedTuples: defaults, keywords, fields, indices, unpacking, nested, in lists, compared, returned."""


class Span(NamedTuple):
    begin: int
    end: int = 10
    name: str = "span"


class Pair(NamedTuple):
    left: Span
    right: Span
    note: Optional[str] = None


def width(span: Span) -> int:
    return span.end - span.begin


def main(given: Span, k: int):
    default = Span(k)
    named = Span(name="n", begin=-k, end=k)
    pairs = [Pair(given, default), Pair(right=named, left=default, note="two")]
    widths = [width(pair.left) * 100 + width(pair.right) for pair in pairs]
    begin, end, name = named
    notes: List[str] = []
    for pair in pairs:
        note = pair.note
        notes.append("none" if note is None else note)
    return widths, begin + given[1], name + given[2], notes, pairs[1], default, end


def span(*args):
    return Span(*args)


INPUTS = [lambda: (span(1, 4, "g"), 3), lambda: (span(0), 0)]
