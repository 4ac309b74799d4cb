"""A function whose argument is used as the wrong type (string minus int) is a compile error that shows str."""
EXPECT = ("compile", r"str")


def main(s: str, n: int) -> int:
    return s - n


def near(s: str, n: int) -> int:
    return len(s) - n


INPUTS = [lambda: ("abc", 1)]
