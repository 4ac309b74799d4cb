"""A bool is an int, as in Python, wherever the type is known only when the program runs (in torch.jit it never is)."""
BEYOND = True


def plus_ten(v: Any) -> int:
    if isinstance(v, int):
        return v + 10
    return -1


def of_union(v: Union[bool, str]) -> int:
    if isinstance(v, int):
        return v + 10
    return len(v)


def bool_first(v: Any) -> str:
    if isinstance(v, bool):
        return f"bool {v}"
    elif isinstance(v, (int, float)):
        return f"number {v * 2}"
    return "neither"


def of_optional(v: Optional[Union[bool, float]]) -> str:
    return "int" if isinstance(v, int) else "other"


def only_ints(values: List[Any]) -> List[int]:
    found: List[int] = []
    for v in values:
        if isinstance(v, int):
            found.append(v)
    return found


def main(n: int) -> List[int]:
    values: List[Any] = [n > 0, n, 2.5, "text", n < 0]
    counts = [plus_ten(values[0]), plus_ten(values[1]), plus_ten(values[2]), of_union(n > 0), of_union("text")]
    words = [bool_first(values[0]), bool_first(values[1]), bool_first("s"), of_optional(n > 0), of_optional(None)]
    return counts + [len(w) for w in words] + [sum(only_ints(values))]


INPUTS = [lambda: (3,), lambda: (-3,)]
