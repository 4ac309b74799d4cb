"""A value where another type stands: subtypes as they are, the implicit conversions of calls, literals typed by their use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...ir.graph import Value
from ...ir.kinds import EMPTY_DICT, EMPTY_LIST
from ...lang.codes import as_ints
from ...lang.nominal import InterfaceType
from ...lang.schema import Argument, Schema
from ...lang.tensor_types import holds_tensor
from ...lang.types import NONE, DictType, FutureType, ListType, OptionalType, Type, UnionType, none_members
from ...overloads.apply_match import bound_inputs
from ...overloads.convert import tuple_fits_list
from ...overloads.matching import MatchError, match_schema
from .behaviour import behaviour
from .environment import WidenLoop

if TYPE_CHECKING:
    from .emitter import Emitter


def try_convert(e: Emitter, value: Value, t: Type, *, implicit: bool = True) -> Value | None:
    """``value`` as a ``t``; None where it is none."""
    if value.type() == t:
        return value
    if value.type() == NONE and isinstance(t, OptionalType | UnionType) and NONE in none_members(t):
        return e.builder.constant(None, t) if isinstance(t, OptionalType) else value
    if type_empty(value, t):
        return value
    if value.type().isSubtypeOf(t) or _implements(value.type(), t):
        return _widened(e, value, t)
    plain = as_ints(t)
    if plain is not t:  # an int where a dtype is wanted
        return try_convert(e, value, plain, implicit=implicit)
    return _implicit(e, value, t) if implicit else None


def try_store(e: Emitter, value: Value, t: Type) -> Value | None:
    """As ``try_convert``, where a value is kept and not passed: a Tensor stays one there in Python, so it becomes no number."""
    return try_convert(e, value, t, implicit=not holds_tensor(value.type()))


def _implements(have: Type, wanted: Type) -> bool:
    """Whether an object has the methods of an interface; compiles them."""
    return any(isinstance(m, InterfaceType) and not behaviour(m).misfit(have, m) for m in none_members(wanted))


def _widened(e: Emitter, value: Value, t: Type) -> Value:
    if isinstance(value.type(), FutureType) and isinstance(t, FutureType):
        return e.builder.emit("prim::unchecked_cast", [value], t)
    return value


def _implicit(e: Emitter, value: Value, t: Type) -> Value | None:
    given = value.type()
    if isinstance(given, ListType) and (value.hasDebugName() or holds_tensor(given.element)):
        return None  # a variable's: what is written to another list would not be seen through it; Tensors stay what they are
    schema = Schema("convert", "", (Argument("value", t),), (Argument("", t),))
    try:
        found = match_schema(schema, [], {"value": value})  # positional, a list would take it as its one item
    except MatchError:
        return None
    return bound_inputs(e.builder, found)[0]


def type_empty(value: Value, t: Type) -> bool:
    """Give an untyped ``[]`` or ``{}`` the type that its first use asks for.  False where it has one."""
    node = value.node()
    if not is_untyped(value):
        return False
    kind = ListType if node.kind() == EMPTY_LIST else DictType
    wanted = [m for m in none_members(t) if isinstance(m, kind)]
    if len(wanted) != 1:
        return False
    value.setType(wanted[0])
    node.set_attribute("typed", "py", True)
    return True


def agree(values: Sequence[Value]) -> None:
    """Untyped ``[]`` and ``{}`` among the values get the type of the others."""
    typed = [v.type() for v in values if not is_untyped(v)]
    for value in values:
        for t in typed:
            if type_empty(value, t):
                break


def is_untyped(value: Value) -> bool:
    """Whether a value is an empty literal whose type nothing has decided yet."""
    node = value.node()
    return node.kind() in (EMPTY_LIST, EMPTY_DICT) and not node.hasAttribute("typed")


def meets_list(have: Type, t: Type) -> bool:
    """Whether a tuple is taken as the list that a name is elsewhere (``t``, perhaps with None), where both come together."""
    return any(isinstance(m, ListType) and tuple_fits_list(have, m) for m in none_members(t))


def as_met(e: Emitter, value: Value, types: Sequence[Type]) -> Value:
    """A value of a name where its block ends: a tuple becomes the list that the name is in another block."""
    t = next((t for t in types if meets_list(value.type(), t)), None)
    return value if t is None else try_convert(e, value, t) or value


def settle(e: Emitter, value: Value, t: Type) -> None:
    """Like ``type_empty``, also for an untyped literal that came into a loop as a carried value."""
    if type_empty(value, t) or value.type() == t:
        return
    for loop in e.frame.loops:
        if value in loop.open_values:
            raise WidenLoop(loop.open_values[value], t, loop)


def conversion_remedy(got: Type, wanted: Type) -> str:
    """What a user can do about a value of another type."""
    if isinstance(got, FutureType):
        return "a Future is not its value: take it with wait(future)"
    if got.kind() == "OptionalType":
        return "check it first: `if x is not None:` or `assert x is not None`"
    if holds_tensor(got) and any(str(m) in ("int", "float", "complex", "bool") for m in none_members(wanted)):
        return "a Tensor is no number: take its value with .item()"
    if got == NONE:
        return "annotate it as Optional[...]"
    if isinstance(wanted, InterfaceType):
        return f"make it fit the interface: {behaviour(wanted).misfit(got, wanted)}"
    if isinstance(wanted, ListType | DictType) and isinstance(got, type(wanted)):
        return f"annotate the container where it is made: x: {got} = ... as {wanted}"
    if wanted.kind() == "TensorType":
        return f"parameters without annotation are Tensors: annotate it as {got}"
    return ""
