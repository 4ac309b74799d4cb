"""`in` a written tuple asks every item that may be equal, also where the types are known when it runs only."""
BEYOND = True


def main(a: Any, o: Optional[int], u: Union[int, str, None]):
    found = [a in (1, 2), a in (None, "a"), a not in (1.0, True), a in ("a", (1, 2)), o in (1, 2), o in (None, 1), o in (None, "a")]
    found += [u in (1, "a"), u in (None, 2), u in (1.0, "b")]
    return found


INPUTS = [
    lambda: (1, 1, 1), lambda: (None, None, None), lambda: ("a", 3, "a"), lambda: ((1, 2), 2, "b"), lambda: (True, 0, 2), lambda: ([1], 1, 3),
]  # fmt: skip
