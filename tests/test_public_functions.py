"""Every public callable of torch, torch.nn.functional, linalg, fft and special means something, or is refused with a
reason: an operator, a function compiled from its source, a meaning of the compiler's own, a class, a refusal.

What a version of PyTorch has beyond that fails these tests by its name.
"""

import linecache
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from torch.nn import functional as F

import anabranch as ab
from anabranch.base.errors import CompileError
from anabranch.frontend.builtins.refused import RefusedValue
from anabranch.frontend.calls.dispatched import DispatchedFunction, OverloadedFunction
from anabranch.frontend.calls.functions import FunctionValue
from anabranch.frontend.source.capture import capture
from anabranch.frontend.values.emitter import Emitter
from anabranch.frontend.values.named_values import BuiltinValue, ObjectValue, OperatorValue
from anabranch.frontend.values.sugared import Sugared
from anabranch.ops import operators
from support.public_functions import FUNCTIONAL, INPUTS, TORCH, UNTRIED

PLACES = {place.__name__: place for place in (torch, F, torch.linalg, torch.fft, torch.special)}
SOURCE = (FunctionValue, DispatchedFunction, OverloadedFunction)
NAMES_OF_TYPING = {"Callable", "Optional"}


def public(place: Any) -> Iterator[tuple[str, Any]]:
    for name in sorted(dir(place)):
        found = getattr(place, name)
        if callable(found) and not name.startswith("_") and name not in NAMES_OF_TYPING:
            yield name, found


def anything() -> None:
    """Its emitter asks what objects mean."""


@pytest.fixture(scope="module")
def meaning() -> Callable[[Any, str], Sugared]:
    emitter = Emitter(None, capture(anything))  # type: ignore[arg-type]
    return emitter.resolve


def is_exception(obj: Any) -> bool:
    return isinstance(obj, type) and issubclass(obj, BaseException)


@pytest.mark.parametrize("place", PLACES)
def test_nothing_is_without_a_meaning_or_a_reason(place, meaning):
    unknown = [n for n, obj in public(PLACES[place]) if type(meaning(obj, n)) is ObjectValue and not is_exception(obj)]
    assert unknown == [], "give each a meaning (builtins/torch_functions.py) or a reason (builtins/refused.py)"


@pytest.mark.parametrize("place", PLACES)
def test_operators_exist(place, meaning):
    named = [(n, meaning(obj, n)) for n, obj in public(PLACES[place])]
    missing = [n for n, found in named if isinstance(found, OperatorValue) and not operators.overloads(found.name)]
    assert missing == []


@pytest.mark.parametrize("place", PLACES)
def test_refusals_say_why(place, meaning):
    refused = [(n, meaning(obj, n)) for n, obj in public(PLACES[place])]
    for name, found in ((n, f) for n, f in refused if isinstance(f, RefusedValue)):
        with pytest.raises(CompileError) as caught:
            found.call(Emitter(None, capture(anything)), [], {})  # type: ignore[arg-type]
        assert found.reason in str(caught.value) and found.remedy in str(caught.value), name


SAMPLES = [*((F, n, text) for n, text in FUNCTIONAL.items()), *((torch, n, text) for n, text in TORCH.items())]


def test_what_is_no_operator_has_a_sample(meaning):
    """A function that is compiled from its source, or has a meaning of ours, is called by a test below."""
    tried = {id(getattr(place, name, None)) for place, name, _ in SAMPLES}
    found = [
        f"{place}.{name}"
        for place in PLACES
        for name, obj in public(PLACES[place])
        if isinstance(meaning(obj, name), (*SOURCE, BuiltinValue)) and id(obj) not in tried and name not in UNTRIED
    ]
    assert found == [], "add a call of each to tests/support/public_functions.py"


def function_of(expression: str) -> Any:
    text = f"def f({', '.join(f'{name}: torch.Tensor' for name in INPUTS)}):\n    return {expression}\n"
    file = f"<sample {expression}>"
    linecache.cache[file] = len(text), None, text.splitlines(True), file
    scope = {"torch": torch, "F": F, "__name__": "samples"}
    exec(compile(text, file, "exec"), scope)
    return scope["f"]


def result(call: Any) -> Any:
    torch.manual_seed(0)
    return call(*(x.clone() for x in INPUTS.values()))


def listed(x: Any) -> Any:
    """What splits gives is a tuple in Python and a list in compiled code."""
    return [listed(i) for i in x] if isinstance(x, tuple | list) else x


@pytest.mark.slow
@pytest.mark.parametrize(("place", "name", "text"), SAMPLES, ids=[f"{p.__name__}.{n}" for p, n, _ in SAMPLES])
@pytest.mark.filterwarnings("ignore")
def test_samples_are_as_eager(place, name, text, backend):
    if not hasattr(place, name):
        pytest.skip("not in this version of PyTorch")
    f = function_of(text)
    wanted, got = listed(result(f)), listed(result(ab.script(f)))
    torch.testing.assert_close(got, wanted) if has_tensors(wanted) else check(got, wanted)


def has_tensors(x: Any) -> bool:
    return isinstance(x, torch.Tensor) or (isinstance(x, list) and any(map(has_tensors, x)))


def check(got: Any, wanted: Any) -> None:
    assert got == wanted and type(got) is type(wanted)


def test_the_reason_reaches_the_user():
    def loads(path: str):
        return torch.load(path)

    with pytest.raises(CompileError, match=r"'torch\.load' cannot be compiled: it reads or writes files"):
        ab.script(loads)
