"""``ScriptList`` and ``ScriptDict``: containers that Python and compiled programs share; ``script([1, 2])`` makes one.

A plain list is copied on its way into a program; one of these is passed as it is, so what either side changes the other sees.
What they hold stands in the one slot of an instance (``SLOT``); where a program wants the container, conversion hands it the
slot's value.  Elements come out as results do: tensors and objects are shared, containers inside are copies.  Source of the
semantics: torch.jit.script of a list or dict.
"""

from __future__ import annotations

import copy
import operator
from collections.abc import Callable, Iterator, MutableMapping, MutableSequence
from typing import Any, SupportsIndex, TypeVar, overload

from ..base.errors import CompileError, ScriptTypeError
from ..base.runtime_errors import pythons_error
from ..frontend.source.value_types import NotInferable, infer_type
from ..ir.builder import Builder
from ..ir.function import Function
from ..ir.graph import Graph
from ..lang.codes import as_objects
from ..lang.nominal import SHARED_SLOT, ClassType
from ..lang.schema import Argument, Schema
from ..lang.types import INT, NONE, STR, TENSOR, DictType, ListType, Type
from ..overloads.overload_of import overload_of
from .instance_wrappers import connected_backend, to_python, to_slot

K = TypeVar("K")
T = TypeVar("T")


def script_container(values: list[Any] | dict[Any, Any]) -> ScriptList[Any] | ScriptDict[Any, Any]:
    """Shares a copy of ``values`` with compiled programs.  Raises CompileError where they have no common type.

    An empty list holds Tensors, an empty dict Tensors by str, as empty literals in programs do.
    """
    try:
        t = infer_type(values) if values else ListType(TENSOR) if isinstance(values, list) else DictType(STR, TENSOR)
    except NotInferable as why:
        raise CompileError(f"cannot share this {type(values).__name__}: {why}") from None
    return ScriptList(values, t) if isinstance(t, ListType) else ScriptDict(values, t)


class _Shared:
    """The instance that holds the container, and the operators on it, each compiled when it is first used."""

    __anabranch_script__ = True  # ``script`` gives it back as it is

    def __init__(self, values: Any, t: Any) -> None:
        holder = ClassType(f"__torch__.anabranch.{type(self).__name__}")
        holder.add_attribute(SHARED_SLOT, t)
        self._instance = connected_backend().instance(holder)
        self._instance.set(0, to_slot(values, t, self._instance))
        self.__anabranch_type__ = t
        self._compiled: dict[str, Callable[..., Any]] = {}

    def _ask(self, kind: str, types: list[Type], result: Type, *arguments: Any) -> Any:
        if kind not in self._compiled:
            self._compiled[kind] = _operation(kind, [self.__anabranch_type__, *types], [result], asked=True)
        return self._run(kind, arguments)

    def _tell(self, kind: str, types: list[Type], results: list[Type], *arguments: Any) -> None:
        """Calls the operator, which has ``results``, and leaves them."""
        if kind not in self._compiled:
            self._compiled[kind] = _operation(kind, [self.__anabranch_type__, *types], results, asked=False)
        self._run(kind, arguments)

    def _run(self, kind: str, arguments: tuple[Any, ...]) -> Any:
        """A container raises what Python's raises, in torch.jit too."""
        try:
            return self._compiled[kind](self, *arguments)
        except RuntimeError as error:
            failed = pythons_error(error)
        raise failed

    def _values(self) -> Any:
        """A plain container of the same."""
        return as_objects(to_python(self._instance.get(0)), self.__anabranch_type__)

    def __len__(self) -> int:
        return self._ask("aten::len", [], INT)  # type: ignore[no-any-return]

    def __repr__(self) -> str:
        return repr(self._values())

    def __copy__(self) -> Any:
        return type(self)(self._values(), self.__anabranch_type__)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return type(self)(copy.deepcopy(self._values(), memo), self.__anabranch_type__)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._values(), self.__anabranch_type__)

    def __eq__(self, other: object) -> bool:
        return bool(self._values() == (other._values() if isinstance(other, _Shared) else other))

    __hash__ = None  # type: ignore[assignment]  # as a list, as a dict


def _operation(kind: str, types: list[Type], results: list[Type], asked: bool) -> Callable[..., Any]:
    """The operator as something to call; it gives its result only if ``asked``."""
    graph = Graph()
    builder = Builder(graph)
    inputs = [graph.addInput(name, t) for name, t in zip(("container", "key", "value"), types)]
    node = builder.node(kind, inputs, results, op=overload_of(kind, types, results))
    graph.registerOutput(node.output() if asked else builder.none())
    name = kind.partition("::")[2]
    arguments = tuple(Argument(v.debugName(), t) for v, t in zip(inputs, types))  # with dtypes, which the graph's would be ints
    schema = Schema(name, "", arguments, (Argument("", results[0] if asked else NONE),))
    call: Callable[..., Any] = connected_backend().callable(Function(f"anabranch.{name}", schema, graph))
    return call


class ScriptList(_Shared, MutableSequence[T]):
    """A list that compiled programs take without copying it."""

    __anabranch_type__: ListType

    @overload
    def __getitem__(self, i: SupportsIndex) -> T: ...
    @overload
    def __getitem__(self, i: slice) -> list[T]: ...
    def __getitem__(self, i: Any) -> Any:
        if isinstance(i, slice):
            return self._values()[i]
        return self._ask("aten::__getitem__", [INT], self.__anabranch_type__.element, operator.index(i))

    def __setitem__(self, i: Any, value: Any) -> None:
        if isinstance(i, slice):
            self._put_slice(i, value)
        else:
            t = self.__anabranch_type__
            self._tell("aten::_set_item", [INT, t.element], [t], operator.index(i), value)

    def _put_slice(self, where: slice, values: Any) -> None:
        """As a list does it; what is shared stays the same list."""
        changed = self._values()
        changed[where] = values
        self.clear()
        self.extend(changed)

    def __delitem__(self, i: SupportsIndex | slice) -> None:
        if isinstance(i, slice):
            for at in sorted(range(len(self))[i], reverse=True):
                del self[at]
        else:
            self._tell("aten::Delete", [INT], [], operator.index(i))

    def insert(self, index: int, value: Any) -> None:
        self._tell("aten::insert", [INT, self.__anabranch_type__.element], [], operator.index(index), value)

    def copy(self) -> list[T]:
        return self[:]

    def sort(self, *, key: Any = None, reverse: bool = False) -> None:
        self[:] = sorted(self, key=key, reverse=reverse)


class ScriptDict(_Shared, MutableMapping[K, T]):
    """A dict that compiled programs take without copying it.  A key of another type is in none."""

    __anabranch_type__: DictType

    def __getitem__(self, key: K) -> T:
        t = self.__anabranch_type__
        try:
            return self._ask("aten::__getitem__", [t.key], t.value, key)  # type: ignore[no-any-return]
        except ScriptTypeError:
            raise KeyError(key) from None

    def __setitem__(self, key: Any, value: Any) -> None:
        t = self.__anabranch_type__
        self._tell("aten::_set_item", [t.key, t.value], [], key, value)

    def __delitem__(self, key: Any) -> None:
        self._tell("aten::Delete", [self.__anabranch_type__.key], [], key)

    def __iter__(self) -> Iterator[K]:
        return iter(self._ask("aten::keys", [], ListType(self.__anabranch_type__.key)))

    def copy(self) -> dict[K, T]:
        return self._values()  # type: ignore[no-any-return]
