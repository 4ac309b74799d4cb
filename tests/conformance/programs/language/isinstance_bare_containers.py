"""isinstance of an Any with the bare list, tuple and dict (torch.jit knows no bare dict)."""
BEYOND = True


def kind(x: Any) -> str:
    if isinstance(x, list):
        return "list"
    if isinstance(x, tuple):
        return "tuple"
    if isinstance(x, dict):
        return "dict"
    if isinstance(x, str):
        return "str"
    return "other"


def kind_by_typing(x: Any) -> str:
    if isinstance(x, (List, Tuple)):
        return "sequence"
    return "dict" if isinstance(x, Dict) else "other"


def main(n: int) -> List[str]:
    more = [kind_by_typing([n]), kind_by_typing((n, "a")), kind_by_typing({"a": n}), kind_by_typing("s")]
    return more + [kind([n]), kind((n, 1)), kind({"a": n}), kind("s"), kind(n), kind((n,)), kind(2.5)]


INPUTS = [lambda: (1,)]
