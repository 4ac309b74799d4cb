"""``ScriptObject``: an instance of a compiled class, as Python sees it.

Attributes and methods work as on the original; two ScriptObjects of one instance are equal and see each other's changes.
``script(obj)`` makes one from an object of a plain Python class.  Non-goal: modules (``script_module``).
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from types import FrameType
from typing import Any

from ..base.futures import Future
from ..base.transactions import run
from ..frontend.classes import methods
from ..frontend.classes.script_classes import class_type
from ..frontend.source.class_members import member_of
from ..lang.nominal import ClassType
from . import archived, instance_wrappers
from .instance_wrappers import as_instance, backend_of, connected_backend, identity, wrap
from .script_method import ScriptMethod
from .slot_access import read_slot, write_slot


class ScriptObject:
    """A proxy of one instance."""

    __anabranch_script__ = True  # ``script`` gives it back as it is

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        raise TypeError("a ScriptObject is made by compiled code, or by script(obj)")

    _instance: Any
    __anabranch_type__: ClassType

    def __getattr__(self, name: str) -> Any:
        t: ClassType | None = self.__dict__.get("__anabranch_type__")
        if t is None:
            raise AttributeError(name)
        if name in t.attributes:
            return read_slot(self._instance, t, name)
        kind, found = methods.python_member(t, name)
        if kind == "property":
            return self._method(found)()
        if kind == "method":
            return self._method(name)
        if kind == "python":
            return found.__get__(self, type(self))
        if kind == "value":
            return found
        raise AttributeError(f"'{self.original_name}' object has no attribute '{name}'")

    def __setattr__(self, name: str, value: Any) -> None:
        t = self.__anabranch_type__
        setter = methods.setter_name(t, name)
        if setter is not None:
            self._method(setter)(value)
        elif name in t.attributes:
            write_slot(self._instance, t, name, value)
        else:
            raise AttributeError(f"'{self.original_name}' object has no attribute '{name}'")

    def _method(self, name: str) -> ScriptMethod:
        function = run(methods.by_name, self.__anabranch_type__, name)
        return ScriptMethod(function, backend_of(self._instance), self)

    def __anabranch_start__(self, args: tuple[Any, ...], kwargs: dict[str, Any], frame: FrameType) -> Future[Any] | None:
        return self._method("__call__").__anabranch_start__(args, kwargs, frame) if self._defines("__call__") else None

    @property
    def original_name(self) -> str:
        return self.__anabranch_type__.name.rsplit(".", 1)[-1]

    def __dir__(self) -> list[str]:
        t = self.__anabranch_type__
        return sorted({*super().__dir__(), *t.attributes, *methods.public_names(t)})

    def _defines(self, name: str) -> bool:
        cls = self.__anabranch_type__.python_class
        return name in self.__anabranch_type__.methods if cls is None else member_of(cls, name) is not None

    # -- what Python looks up on the class

    def __eq__(self, other: object) -> Any:
        if self._defines("__eq__"):
            return self._method("__eq__")(other)
        return isinstance(other, ScriptObject) and identity(self._instance) == identity(other._instance)

    def __ne__(self, other: object) -> Any:
        return self._method("__ne__")(other) if self._defines("__ne__") else not self == other

    def __hash__(self) -> int:
        return self._method("__hash__")() if self._defines("__hash__") else hash(identity(self._instance))

    def __bool__(self) -> bool:
        if self._defines("__bool__"):
            return bool(self._method("__bool__")())
        return bool(self._method("__len__")()) if self._defines("__len__") else True

    def __str__(self) -> str:
        return self._method("__str__")() if self._defines("__str__") else repr(self)

    def __repr__(self) -> str:
        if self._defines("__repr__"):
            return str(self._method("__repr__")())
        t = self.__anabranch_type__
        return f"{self.original_name}({', '.join(f'{n}={getattr(self, n)!r}' for n in t.attributes)})"

    def __iter__(self) -> Any:
        at = self._method("__getitem__")
        return (at(i) for i in range(self._method("__len__")()))

    def __copy__(self) -> ScriptObject:
        return self._copied(lambda value: value)

    def __deepcopy__(self, memo: dict[int, Any]) -> ScriptObject:
        return self._copied(lambda value: copy.deepcopy(value, memo))

    def _copied(self, copied: Callable[[Any], Any]) -> ScriptObject:
        t = self.__anabranch_type__
        instance = connected_backend().instance(t)
        for name in t.attributes:
            write_slot(instance, t, name, copied(read_slot(self._instance, t, name)))
        return object_over(instance, t)  # type: ignore[no-any-return]

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return archived.pickled(self)


_FORWARDED = (
    "call add radd sub rsub mul rmul truediv rtruediv floordiv mod pow matmul and or xor lshift rshift iadd isub imul "
    "neg pos abs invert lt le gt ge len getitem setitem delitem contains enter exit int float index"
)


def _forward(name: str) -> Callable[..., Any]:
    def method(self: ScriptObject, *args: Any) -> Any:
        if not self._defines(name):
            raise TypeError(f"'{self.original_name}' object has no method {name}")
        return self._method(name)(*args)

    method.__name__ = name
    return method


for _word in _FORWARDED.split():
    setattr(ScriptObject, f"__{_word}__", _forward(f"__{_word}__"))


@instance_wrappers.object_over.is_given
def object_over(instance: Any, t: ClassType) -> ScriptObject:
    """The proxy of an instance."""
    made = ScriptObject.__new__(ScriptObject)
    vars(made).update(_instance=instance, __anabranch_type__=t)
    return made


def script_object(obj: Any) -> ScriptObject:
    """A compiled copy of an object of a plain Python class.  Raises CompileError where its class cannot be compiled."""
    t = run(class_type, type(obj))
    wrapped = wrap(as_instance(obj, t), t)
    assert isinstance(wrapped, ScriptObject)
    return wrapped


def script_class(cls: type) -> type:
    """Compiles every method of a class, so that errors show now.  Gives the class itself, as torch.jit does."""
    run(_compile_all, cls)
    return cls


def _compile_all(cls: type) -> None:
    t = class_type(cls)
    for name in methods.public_names(t):
        methods.python_member(t, name, compile_now=True)
