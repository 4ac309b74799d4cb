"""Wrong element types in containers given from Python are refused, naming the argument."""
EXPECT = ("runtime", r"values|table|pair")


def main(values: List[int], table: Dict[str, float], pair: Tuple[int, str]) -> int:
    return sum(values) + len(table) + pair[0]


INPUTS = [
    lambda: ([1, "2"], {"a": 1.0}, (1, "x")),
    lambda: ([1], {"a": "b"}, (1, "x")),
    lambda: ([1], {"a": 1.0}, (1, 2)),
    lambda: (3, {"a": 1.0}, (1, "x")),
    lambda: ([1], {"a": 1.0}, (1, "x", 3)),
]
OK_INPUTS = [lambda: ([1, 2], {"a": 1.5}, (3, "x")), lambda: ([], {}, (0, ""))]
