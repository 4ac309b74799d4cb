"""A call from Python with an argument of the wrong type, or without it, raises and names the parameter."""
EXPECT = ("runtime", r"times")


def main(word: str, times: int) -> str:
    return word + str(times)


INPUTS = [lambda: ("a", "b"), lambda: ("a", [2]), lambda: ("a", None), lambda: ("a",)]
OK_INPUTS = [lambda: ("ab", 2), lambda: {"times": 0, "word": "x"}]
