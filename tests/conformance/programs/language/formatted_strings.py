"""f-strings with names, calls, arithmetic, indices, lists, bools, floats, braces and strings inside."""


def tag(name: str, sizes: List[int]) -> str:
    return f"<{name} {sizes} {len(sizes) == 2}>"


def main(name: str, sizes: List[int], share: float):
    first = f"{tag(name, sizes)}{sizes[0] * 2}"
    second = f"{share} of {name.upper()}: {{kept}} {tag('in', sizes[1:])}"
    return [first, second, f"", f"{name}{name}", f"{-sizes[-1]}|{share * 3}"]


INPUTS = [lambda: ("pool", [3, 4], 0.75), lambda: ("", [-1], 2.5)]
