"""Dict methods: get, pop, setdefault, update, keys, values, items, copy, clear, del, in, len, equality of contents."""


def main(d: Dict[str, int], extra: Dict[str, int]):
    got = d.get("a")
    other = d.get("zzz", -1)
    size = len(d)
    d["new"] = 5
    d["a"] = d.get("a", 0) + 1
    made = d.setdefault("made", 9)
    kept = d.setdefault("new", 100)
    keys = list(d.keys())
    values = list(d.values())
    items = list(d.items())
    copy = d.copy()
    copy["only_copy"] = 1
    d.update(extra)
    popped = d.pop("new")
    gone = d.pop("nothing", 77)
    del d["made"]
    has = ("a" in d, "made" in d, "new" not in d)
    copy2 = dict(extra)
    extra.clear()
    return got, other, size, made, kept, keys, values, items, copy, d, popped, gone, has, copy2, len(extra)


INPUTS = [lambda: ({"a": 1, "b": 2}, {"b": 20, "c": 30}), lambda: ({}, {}), lambda: ({"z": 0}, {"new": -3})]
