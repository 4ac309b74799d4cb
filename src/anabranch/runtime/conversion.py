"""Python arguments as values of a static type, for the interpreter: the rules of csrc/bind/to_ivalue.h in Python."""

from __future__ import annotations

import enum
import types
from collections.abc import Callable
from typing import Any

import torch

from .. import interp
from ..base.errors import ScriptTypeError
from ..base.future_states import Shown
from ..base.futures import Future
from ..interp.rules import from_python
from ..lang import codes
from ..lang import types as T
from ..lang.nominal import SHARED_SLOT, ClassType, EnumType, InterfaceType
from ..ops.nans import one_nan
from ..ops.values import OrderedSet
from . import interface_arguments


class Mismatch(Exception):
    """``got`` describes the object that does not fit."""

    def __init__(self, value: object, got: str = "") -> None:
        super().__init__(got or ("None" if value is None else type(value).__name__))

    def detail(self, value: object, t: T.Type) -> str:
        """What is to be said behind the type of ``value``, which is no ``t``: ``: a list whose item 2 is a str``."""
        if isinstance(t, T.UnionType):
            return f": Expected a member of {t} but instead found type {_type_text(value)}"
        return "" if value is None or str(self) == type(value).__name__ else f": {self}"

    def no_tensor(self, value: object, argument: str) -> str:
        """The usual mistake: a parameter that says nothing is a Tensor."""
        if type(value).__name__ == "ndarray":
            return f"; pass torch.from_numpy({argument})"
        return f"; if it is not a tensor, annotate the parameter, as in {argument}: {_type_text(value)}"


def _type_text(value: object) -> str:
    """An object's type as an annotation would name it, by its first items."""
    if type(value) is list and value:
        return f"List[{_type_text(value[0])}]"
    if type(value) is dict and value:
        return "Dict[{}, {}]".format(*map(_type_text, next(iter(value.items()))))
    if type(value) is tuple and value:
        return f"Tuple[{', '.join(map(_type_text, value))}]"
    return type(value).__name__


def convert(value: Any, t: T.Type, exact: bool = False) -> Any:
    """``value`` as a ``t``.  Raises Mismatch, and OverflowError for an int beyond 64 bits."""
    rule = _RULES.get(t) or next((_STRUCTURED[c] for c in type(t).__mro__ if c in _STRUCTURED), None)
    return value if rule is None else rule(value, t, exact)


@from_python.is_given
def _from_python(value: Any, t: T.Type, name: str) -> Any:
    try:
        return convert(value, t)
    except Mismatch as got:
        kind = type(value).__name__ + got.detail(value, t)
        text = f"{name}() expected value of type {t} for return value but instead got value of type {kind}"
    raise ScriptTypeError(text)


def _number(value: Any, exact: bool) -> Any:
    """The number in a 0-dim tensor or numpy scalar."""
    return value if exact or not _is_foreign_number(value) else value.item()


def _is_foreign_number(value: Any) -> bool:
    return _is_scalar_tensor(value) or _is_numpy_scalar(value)


def _is_scalar_tensor(value: Any) -> bool:
    return isinstance(value, torch.Tensor) and value.dim() == 0


def _is_numpy_scalar(value: Any) -> bool:
    kind = type(value)
    return kind.__module__ == "numpy" and kind.__name__ != "ndarray" and hasattr(value, "item")


def _int(value: Any, t: T.Type, exact: bool) -> int:
    if type(value) is not int:
        if exact:
            raise Mismatch(value)
        if isinstance(value, codes.NUMBERED):
            return codes.number(value)
        number = _number(value, exact)
        if not isinstance(number, int):
            raise Mismatch(value)
        value = int(number)
    if not -(2**63) <= value < 2**63:
        raise OverflowError(f"{value} does not fit into an int of 64 bits")
    return int(value)


def _float(value: Any, t: T.Type, exact: bool) -> float:
    if isinstance(value, float):
        return float(one_nan(value))
    number = _number(value, exact)
    if exact or not isinstance(number, int | float):
        raise Mismatch(value)
    return float(one_nan(float(number)))


def _bool(value: Any, t: T.Type, exact: bool) -> bool:
    if isinstance(value, bool):
        return value
    if exact or not (isinstance(value, int) or _is_foreign_number(value)):
        raise Mismatch(value)
    return bool(value)


def _complex(value: Any, t: T.Type, exact: bool) -> complex:
    if isinstance(value, complex):
        return complex(one_nan(value))
    number = _number(value, exact)
    if exact or not isinstance(number, int | float | complex):
        raise Mismatch(value)
    return complex(one_nan(complex(number)))


def _any_number(value: Any, t: T.Type, exact: bool) -> Any:
    number = _number(value, exact)
    if not isinstance(number, int | float | complex):
        raise Mismatch(value)
    return one_nan(number)


def _instance_of(kind: type) -> Callable[[Any, T.Type, bool], Any]:
    def rule(value: Any, t: T.Type, exact: bool) -> Any:
        if not isinstance(value, kind):
            raise Mismatch(value)
        return value

    return rule


def _device(value: Any, t: T.Type, exact: bool) -> torch.device:
    if isinstance(value, str) and not exact:
        return torch.device(value)
    return _instance_of(torch.device)(value, t, exact)  # type: ignore[no-any-return]


def _shared(value: Any, t: T.Type = T.ANY) -> Any:
    """The container itself that a ``ScriptList`` or ``ScriptDict`` of this type holds; None for anything else."""
    inner = getattr(value, "_instance", None)
    if not isinstance(inner, interp.Instance) or SHARED_SLOT not in inner.type.attributes:
        return None
    return inner.get(0) if t in (T.ANY, inner.type.attributes[SHARED_SLOT].type) else None


def _any(value: Any, t: T.Type, exact: bool) -> Any:
    shared = _shared(value)
    return one_nan(value) if shared is None else shared


def _list(value: Any, t: Any, exact: bool) -> list[Any]:
    shared = _shared(value, t)
    if shared is not None:
        return shared  # type: ignore[no-any-return]
    no_list = isinstance(value, str | bytes | dict | torch.Tensor) or _is_numpy_scalar(value)
    if no_list or not hasattr(value, "__getitem__"):
        raise Mismatch(value)
    return [_item(v, t.element, exact, "list", i) for i, v in enumerate(value)]


def _item(value: Any, t: T.Type, exact: bool, container: str, i: int) -> Any:
    try:
        return convert(value, t, exact)
    except Mismatch as e:
        raise Mismatch(value, f"a {container} whose item {i} is a {e}") from None


def _tuple(value: Any, t: Any, exact: bool) -> Any:
    if not isinstance(value, tuple) and not (isinstance(value, list) and not exact):
        raise Mismatch(value)
    if len(value) != len(t.items):
        raise Mismatch(value, f"a tuple of {len(value)} items")
    items = tuple(_item(v, p, exact, "tuple", i) for i, (v, p) in enumerate(zip(value, t.items)))
    if isinstance(t, T.NamedTupleType) and t.python_class is not None:
        return t.python_class(*items)
    return items


def _dict(value: Any, t: Any, exact: bool) -> dict[Any, Any]:
    shared = _shared(value, t)
    if shared is not None:
        return shared  # type: ignore[no-any-return]
    if not isinstance(value, dict):
        raise Mismatch(value)
    return {_part(k, t.key, exact, "key"): _part(v, t.value, exact, "value") for k, v in value.items()}


def _set(value: Any, t: Any, exact: bool) -> OrderedSet:
    if not isinstance(value, set | frozenset):
        raise Mismatch(value)
    return OrderedSet(convert(v, t.element, exact) for v in value)


def _part(value: Any, t: T.Type, exact: bool, part: str) -> Any:
    try:
        return convert(value, t, exact)
    except Mismatch as e:
        raise Mismatch(value, f"a dict with a {part} that is a {e}") from None


def _optional(value: Any, t: Any, exact: bool) -> Any:
    return None if value is None else convert(value, t.element, exact)


def _union(value: Any, t: Any, exact: bool) -> Any:
    """By the member that fits as it is, else the one that fits the number in a 0-dim tensor or numpy scalar, else the first
    that it can be converted to; to bool it is not, since anything could be."""
    rounds = [(value, True)]
    if not exact:  # exact twice would double with each union inside
        rounds += [(value.item(), True)] if _is_foreign_number(value) else []
        rounds += [(value, False)]
    for given, strict in rounds:
        for member in (m for m in t.members if strict or m != T.BOOL):
            try:
                return _member(given, member, strict)
            except Mismatch:
                continue
    raise Mismatch(value)


def _member(value: Any, t: T.Type, strict: bool) -> Any:
    """A dtype and the like stays an object in a Union."""
    return _instance_of(t.python_class)(value, t, strict) if isinstance(t, T.CodeType) else convert(value, t, strict)


def _enum(value: Any, t: Any, exact: bool) -> Any:
    if not isinstance(value, enum.Enum) or (t.python_class and not isinstance(value, t.python_class)):
        raise Mismatch(value)
    return value


def _future(value: Any, t: Any, exact: bool) -> Any:
    """One of the interpreter's comes back as it was; one that Python settles is waited for, as on the machine."""
    if not isinstance(value, Future):
        raise Mismatch(value)
    state = value.state
    while isinstance(state, Shown):
        state = state.state
    if state is not value.state:
        return Future(state)
    value.exception()
    result, error = state.outcome()
    try:
        return value if error is not None else Future.finished(convert(result, t.element, exact))
    except Mismatch as e:
        raise Mismatch(value, f"a Future of {e}") from None


def _object(value: Any, wanted: Any, exact: bool) -> Any:
    t = wanted
    inner = getattr(value, "_instance", value)
    is_instance = hasattr(inner, "get") and hasattr(inner, "type")
    if isinstance(t, InterfaceType):
        t = inner.type if is_instance else interface_arguments.class_of(value)
        _check_interface(value, t, wanted)
    if is_instance:
        if isinstance(t, ClassType) and inner.type is not t:
            raise Mismatch(value, str(inner.type))
        return inner
    return _from_attributes(value, t)


def _check_interface(value: Any, t: ClassType | None, wanted: InterfaceType) -> None:
    reason = interface_arguments.misfit(t, wanted) if t is not None else ""
    if reason:
        raise Mismatch(value, reason)


def _from_attributes(value: Any, t: Any) -> Any:
    """An object of the user's own Python class: a new instance with its attributes, as torch.jit does."""
    if not isinstance(t, ClassType) or t.is_module or t.python_class is None or not isinstance(value, t.python_class):
        raise Mismatch(value)
    if type(value) is not t.python_class:
        # Compiled code calls the methods of the class that it was compiled for.
        raise Mismatch(value, f"{type(value).__name__}, a class derived from it, whose own methods would not run")
    made = interp.Instance(t)
    for name, attribute in t.attributes.items():
        made.set(t.slot(name), convert(getattr(value, name), attribute.type))
    return made


_RULES: dict[T.Type, Callable[[Any, Any, bool], Any]] = {
    T.TENSOR: _instance_of(torch.Tensor), T.INT: _int, T.FLOAT: _float, T.BOOL: _bool, T.COMPLEX: _complex,
    T.NUMBER: _any_number, T.ANY: _any,
    T.STR: _instance_of(str), T.NONE: _instance_of(types.NoneType), T.DEVICE: _device,
    T.GENERATOR: _instance_of(torch.Generator), T.LAYOUT: _int, T.MEMORY_FORMAT: _int, T.QSCHEME: _int, T.DTYPE: _int,
}  # fmt: skip
_STRUCTURED: dict[type, Callable[[Any, Any, bool], Any]] = {
    T.TensorType: _instance_of(torch.Tensor), T.ListType: _list, T.TupleType: _tuple, T.NamedTupleType: _tuple,
    T.DictType: _dict, T.SetType: _set, T.OptionalType: _optional, T.UnionType: _union, EnumType: _enum,
    ClassType: _object, InterfaceType: _object, T.FutureType: _future,
}  # fmt: skip
