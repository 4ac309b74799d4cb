"""Members of an enum that come from Python as Any, alone and in containers, are members (in torch.jit only where declared)."""
import enum

BEYOND = True


class Color(enum.Enum):
    RED = 1
    BLUE = 2


class Shape(enum.Enum):
    ROUND = "round"
    FLAT = "flat"


def told(v: Any) -> str:
    if isinstance(v, Color):
        return f"{v.name} {v.value}" if v != Color.RED else "the red one"
    if isinstance(v, Shape):
        return v.value
    return "no member"


def main(values: List[Any], by_name: Dict[str, Any], single: Any) -> List[str]:
    return [told(v) for v in values] + [told(v) for v in by_name.values()] + [told(single)]


INPUTS = [lambda: ([Color.RED, Shape.FLAT, 3, "BLUE"], {"a": Color.BLUE, "b": (Color.RED,)}, Shape.ROUND)]
