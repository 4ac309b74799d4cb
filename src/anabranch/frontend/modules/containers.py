"""ModuleList, Sequential, ModuleDict, ParameterList, ParameterDict: their items are known when compiling.

Loops over them unroll; constant indices and keys choose an item.  An index known only at run time works where all items
have one type, or where the program says which interface they share (``op: Op = self.ops[i]``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from torch import nn

from ...ir.graph import Value
from ...lang.types import INT, STR, DictType, Type
from ..classes import interfaces, members
from ..classes.module_types import ModuleType
from ..lowering.run_time_choice import branches
from ..values.emitter import Emitter
from ..values.named_values import BuiltinValue, ConstantList
from ..values.sugared import Iteration, SimpleValue, SliceValue, Sugared, TupleValue, constant_int, constant_of, simple

Step = Callable[[Sugared], Sugared]


class ModuleSlice(TupleValue):
    """Several items of a container, as ``layers[1:3]`` gives them; those of a Sequential can be called."""

    container: ModuleType

    def call(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        cls = self.container.python_class
        if cls is None or not issubclass(cls, nn.Sequential) or len(args) != 1 or kwargs:
            raise e.error(f"a slice of '{self.container.name}' cannot be called")
        result = args[0]
        for part in self.parts:
            result = part.call(e, [result], {})
        return result


class LateItem(Sugared):
    """An item chosen at run time from items of several types; a value once an interface is asked for."""

    owner: Value
    container: ModuleType
    index: Sugared
    steps: tuple[Step, ...] = ()  # what was asked of the item since: an attribute, an item of it

    def describe(self) -> str:
        return f"an item of '{self.container.name}' whose index is only known at run time"

    def as_value(self, e: Emitter) -> Value:
        if self.steps:
            return self._each(e, lambda i: i).as_value(e)
        raise e.error(
            f"the type of {self.describe()} is not known",
            remedy="annotate it with a module interface: item: MyInterface = self.items[i]",
        )

    def as_type(self, e: Emitter, t: Type) -> Sugared:
        """The item as a value of (interface) type ``t``."""
        if self.steps:
            return self._each(e, lambda i: simple(e.convert(i, t)))
        return simple(_choose(e, self.owner, self.container, self.index, t))

    def attr(self, e: Emitter, name: str) -> Sugared:
        return self._then(lambda i: i.attr(e, name))

    def getitem(self, e: Emitter, index: Sugared) -> Sugared:
        return self._then(lambda i: i.getitem(e, index))

    def length(self, e: Emitter) -> Sugared:
        return self._each(e, lambda i: i.length(e))

    def _then(self, step: Step) -> Sugared:
        return LateItem(self.owner, self.container, self.index, (*self.steps, step))

    def call(self, e: Emitter, args: Sequence[Sugared], kwargs: Mapping[str, Sugared]) -> Sugared:
        return self._each(e, lambda i: i.call(e, args, kwargs))

    def _each(self, e: Emitter, use: Callable[[Sugared], Sugared]) -> Sugared:
        """What ``use`` gives for the chosen item: one branch for each, as their types differ."""
        t = self.container
        numbers = [e.builder.constant(i) for i in range(len(t.keys))]
        if t.container == "list":
            table = e.builder.list_(INT, numbers)
        else:
            pairs = [v for key, n in zip(t.keys, numbers, strict=True) for v in (e.builder.constant(key), n)]
            table = e.builder.dict_(DictType(STR, INT), pairs)
        chosen = e.operator("aten::__getitem__", [simple(table), self.index])  # raises where there is none
        uses = [lambda key=key: use(self._reached(e, key)) for key in t.keys]
        return simple(branches(e, chosen, uses))


    def _reached(self, e: Emitter, key: str) -> Sugared:
        found = item(e, self.owner, self.container, key)
        for step in self.steps:
            found = step(found)
        return found


def item(e: Emitter, value: Value, t: ModuleType, key: str) -> Sugared:
    return members.slot(e, value, t, key)


def items(e: Emitter, value: Value, t: ModuleType) -> list[Sugared]:
    return [item(e, value, t, key) for key in t.keys]


def _key(e: Emitter, key: str) -> Sugared:
    return simple(e.builder.constant(key))


def get_item(e: Emitter, value: Value, t: ModuleType, index: Sugared) -> Sugared:
    """``container[index]``: an item, or for a slice several."""
    if isinstance(index, SliceValue):
        return _slice(e, value, t, index)
    known, at = constant_of(index)
    if known:
        return item(e, value, t, _constant_key(e, t, at))
    types = {t.attributes[key].type for key in t.keys}
    if len(types) == 1:
        return simple(_choose(e, value, t, index, types.pop()))
    return LateItem(value, t, index)


def _slice(e: Emitter, value: Value, t: ModuleType, index: SliceValue) -> Sugared:
    parts = (index.start, index.stop, index.step)
    bounds = [None if p is None else constant_int(p) for p in parts]
    if any(b is None and p is not None for b, p in zip(bounds, parts, strict=True)):
        raise e.error(f"the bounds of a slice of '{t.name}' must be known when compiling")
    return ModuleSlice([item(e, value, t, key) for key in t.keys[slice(*bounds)]], t)


def _constant_key(e: Emitter, t: ModuleType, at: object) -> str:
    if t.container == "list" and isinstance(at, int):
        if -len(t.keys) <= at < len(t.keys):
            return t.keys[at]
        raise e.error(f"index {at} is out of range: '{t.name}' has {len(t.keys)} items")
    if t.container == "dict" and at in t.keys:
        return str(at)
    raise e.error(f"Key Error, {at}: '{t.name}' has no item {at!r}", remedy=f"it has {', '.join(map(repr, t.keys)) or 'none'}")


def _choose(e: Emitter, value: Value, t: ModuleType, index: Sugared, item_type: Type) -> Value:
    """The item at a run-time index, from a list (or dict) of all of them, as ``item_type``."""
    for key in t.keys:
        _check_fits(e, t, key, item_type)
    values = [i.as_value(e) for i in items(e, value, t)]
    if t.container == "list":
        whole = e.builder.list_(item_type, values)
    else:
        pairs = [v for key, item in zip(t.keys, values, strict=True) for v in (e.builder.constant(key), item)]
        whole = e.builder.dict_(DictType(STR, item_type), pairs)
    return e.operator("aten::__getitem__", [simple(whole), index]).as_value(e)


def _check_fits(e: Emitter, t: ModuleType, key: str, wanted: Type) -> None:
    reason = interfaces.misfit(t.attributes[key].type, wanted)
    if reason:
        raise e.error(f"item '{key}' of '{t.name}' does not fit '{wanted}': {reason}")


def counts_by_itself(t: ModuleType, name: str) -> bool:
    """Whether the container has PyTorch's own ``__len__`` or ``__contains__``, and not one of the user's."""
    if t.python_class is None:  # loaded
        return bool(t.container) and name not in t.methods
    owner = next((c for c in getattr(t.python_class, "__mro__", ()) if name in vars(c)), nn.ModuleList)
    return bool(t.container) and owner.__module__ == nn.ModuleList.__module__


def length(e: Emitter, t: ModuleType) -> Sugared:
    return simple(e.builder.constant(len(t.keys)))


def iterate(e: Emitter, value: Value, t: ModuleType) -> Iteration:
    """As Python goes over them: the items of a list, the keys of a dict."""
    return Iteration(items=[_key(e, k) for k in t.keys] if t.container == "dict" else items(e, value, t))


def contains(e: Emitter, value: Value, t: ModuleType, wanted: Sugared) -> Sugared:
    known, key = constant_of(wanted)
    if t.container == "dict" and known:
        return simple(e.builder.constant(key in t.keys))
    keys = e.builder.list_(STR, [e.builder.constant(k) for k in t.keys])
    return e.operator("aten::__contains__", [SimpleValue(keys), wanted])


def method(e: Emitter, value: Value, t: ModuleType, name: str) -> Sugared | None:
    """``keys``, ``values`` and ``items`` of the dict-like containers."""
    if t.container != "dict" or name not in ("keys", "values", "items"):
        return None
    made: dict[str, Callable[[], Sugared]] = {
        "keys": lambda: ConstantList([_key(e, k) for k in t.keys]),
        "values": lambda: TupleValue(items(e, value, t)),
        "items": lambda: TupleValue([TupleValue([_key(e, k), item(e, value, t, k)]) for k in t.keys]),
    }
    return BuiltinValue(name, lambda *_: made[name]())
