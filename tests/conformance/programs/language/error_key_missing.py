"""Looking up a missing key raises, naming the key."""
EXPECT = ("runtime", r"(?i)key")


def main(d: Dict[str, int], key: str) -> int:
    if key == "del":
        del d["gone"]
    return d[key]


INPUTS = [lambda: ({"a": 1}, "b"), lambda: ({}, "x"), lambda: ({"a": 1}, "del")]
OK_INPUTS = [lambda: ({"a": 1}, "a")]
