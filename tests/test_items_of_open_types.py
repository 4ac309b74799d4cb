"""``in``, ``==``, ``count`` … between values of which only the value tells the type: what plain Python says, or a refusal.

Every pair of the types below, in every form.  ``x in (y, 7)`` was False for all but equal static types."""

import itertools
import linecache
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch

import anabranch

TYPES: dict[str, list[Any]] = {
    "int": [1, 2], "bool": [True], "float": [1.0, 2.5], "complex": [1 + 0j], "str": ["a"], "torch.dtype": [torch.float32],
    "Optional[int]": [None, 1], "Optional[str]": ["a", None], "Optional[float]": [1.0, None], "Optional[bool]": [True, None],
    "Union[int, str]": [1, "a"], "Union[int, str, None]": [None, 2, "a"], "Union[torch.dtype, int]": [torch.float32, 6],
    "Any": [1, None, "a", True, (1, "a"), [1], torch.float32, 6], "Tuple[int, str]": [(1, "a")], "List[int]": [[1], []],
}  # fmt: skip
# The type of the other operand, what is asked of the two, and the other operand around a value.
FORMS: dict[str, tuple[str, str, Callable[[Any], Any]]] = {
    "equal": ("{}", "x == y", lambda v: v),
    "unequal": ("{}", "x != y", lambda v: v),
    "in a tuple": ("{}", "x in (y, 7)", lambda v: v),
    "in a list": ("{}", "x in [y]", lambda v: v),
    "in that tuple": ("Tuple[{}, str]", "x in y", lambda v: (v, "z")),
    "in that list": ("List[{}]", "x in y", lambda v: [v]),
    "count": ("List[{}]", "y.count(x)", lambda v: [v, v]),
    "index": ("List[{}]", "y.index(x) if x in y else -1", lambda v: [v]),
    "key": ("Dict[{}, int]", "y.get(x, 5)", lambda v: {v: 3}),
    "in a set": ("Set[{}]", "x in y", lambda v: {v}),
}
REFUSED_IN_TUPLES = 0
_numbers = itertools.count()


def defined(a: str, b: str, expression: str) -> Callable[..., Any]:
    source = f"from typing import *\nimport torch\ndef f(x: {a}, y: {b}):\n    return {expression}\n"
    file = f"<items {next(_numbers)}>"
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    scope: dict[str, Any] = {}
    exec(compile(source, file, "exec"), scope)
    return scope["f"]


def programs(form: str) -> Iterator[tuple[str, Callable[..., Any], list[tuple[Any, Any]]]]:
    t, expression, around = FORMS[form]
    for a, b in itertools.product(TYPES, repeat=2):
        others = [y for y in TYPES[b] if form not in ("key", "in a set") or not isinstance(y, list | tuple)]
        pairs = [(x, around(y)) for x in TYPES[a] for y in others]
        yield f"{a} and {b}", defined(a, t.format(b), expression), pairs


def outcome(call: Callable[..., Any], x: Any, y: Any) -> str:
    try:
        return repr(call(x, y))
    except TypeError:  # an unhashable key
        return "TypeError"


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_items_of_all_types(form: str, backend: str) -> None:
    refused, wrong = 0, []
    for types, function, pairs in programs(form):
        try:
            compiled = anabranch.script(function)
        except anabranch.CompileError:
            refused += 1
            continue
        wrong += [(types, x, y) for x, y in pairs if outcome(compiled, x, y) != outcome(function, x, y)]
    assert not wrong
    assert refused < len(TYPES) ** 2 - len(TYPES) and (form != "in a tuple" or refused == REFUSED_IN_TUPLES)
