"""What user code says to the compiler: annotations and decorators.  In plain Python they do nothing, or next to it.

The marks are those of ``torch.jit`` (attribute ``_torchscript_modifier``; ``frontend.source.markers`` reads them), so that a
function marked with either library's decorator means the same to both.  Source of the semantics: the TorchScript
language reference.
"""

from __future__ import annotations

import functools
import types
import typing
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, overload
from typing import Final as Final  # ab.Final is typing.Final: the attribute is a constant of the compiled module

from torch import nn

from . import wording
from .errors import CompileError, ScriptTypeError

if TYPE_CHECKING:
    from typing_extensions import TypeForm

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any] | property)
M = TypeVar("M", bound=Callable[..., Any])

_MARK = "_torchscript_modifier"
_INTERFACE = "__torch_script_interface__"
_EXPORT = "export (compile this function even if nothing calls it)"
_IGNORE = "ignore (leave as a call to Python, cannot be torch.jit.save'd)"
_UNUSED = "unused (ignored and replaced with raising of an exception)"


def _mark(fn: F, modifier: str) -> F:
    targets: Iterable[Any] = (fn.fget, fn.fset) if isinstance(fn, property) else (fn,)
    for target in targets:
        if target is not None:
            setattr(getattr(target, "__func__", target), _MARK, modifier)
    return fn


def annotate(the_type: TypeForm[T], the_value: T) -> T:
    """Says that ``the_value`` has type ``the_type`` (for empty containers and Optionals).  In plain Python: the value.

    >>> ab.annotate(List[int], [])
    []
    """
    return the_value


def export(fn: F) -> F:
    """Compile this method of a module even if nothing reachable from ``forward`` calls it.  Use as ``@export``.

    >>> class Net(nn.Module):
    ...     @ab.export
    ...     def twice(self, x: Tensor) -> Tensor:
    ...         return 2 * x
    >>> ab.script(Net()).twice(torch.ones(1))
    tensor([2.])
    """
    return _mark(fn, _EXPORT)


class MarkedMethod:
    """A method marked ``script_method``: reached through a finished ScriptModule it is the compiled one."""

    def __init__(self, function: Callable[..., Any]) -> None:
        functools.update_wrapper(self, function)  # type: ignore[arg-type]
        self.function = function

    def __get__(self, module: Any, owner: type | None = None) -> Any:
        if module is not None and not hasattr(type(module), "_method"):
            remedy = "leave script_method out, and compile an instance with script"
            raise TypeError(f"script_method: {type(module).__name__} is not derived from ScriptModule\nhelp: {remedy}")
        return self.function if module is None else module._method(self.function.__name__)


def script_method(fn: M) -> M:
    """Compile this method of a class derived from ``ScriptModule``, when an instance has been made.  Use as
    ``@script_method``.

    In new code derive from ``nn.Module`` and call ``script`` on the instance.

    >>> class Net(ab.ScriptModule):
    ...     @ab.script_method
    ...     def forward(self, x: Tensor) -> Tensor:
    ...         return x + 1
    >>> Net()(torch.ones(1))
    tensor([2.])
    """
    return MarkedMethod(export(fn))  # type: ignore[return-value]  # what is called through an instance is as declared


def unused(fn: F) -> F:
    """Do not compile the body of this function or property: calling it compiled raises.  Use as ``@unused``.

    >>> class Net(nn.Module):
    ...     @ab.unused
    ...     def show(self, x: Tensor) -> None:
    ...         raise SystemExit
    ...     def forward(self, x: Tensor, is_shown: bool = False) -> Tensor:
    ...         if is_shown:
    ...             self.show(x)
    ...         return x
    >>> ab.script(Net())(torch.ones(1))
    tensor([1.])
    """
    return _mark(fn, _UNUSED)


@overload
def ignore(drop: F) -> F: ...
@overload
def ignore(drop: bool = False) -> Callable[[F], F]: ...
def ignore(drop: Any = False) -> Any:
    """Leave this function to Python: compiled code calls back.  ``@ignore``, ``@ignore()`` or ``@ignore(drop=True)``.

    ``drop=True`` means ``unused``.  Raises TypeError if ``drop`` is neither a bool nor the function.

    >>> @ab.ignore
    ... def size_in_json(x: Tensor) -> str:
    ...     return json.dumps(list(x.shape))
    >>> @ab.script
    ... def f(x: Tensor) -> str:
    ...     return size_in_json(x)
    >>> f(torch.ones(2, 3))
    '[2, 3]'
    """
    if callable(drop) or isinstance(drop, property):
        return _mark(drop, _IGNORE)
    if not isinstance(drop, bool):
        raise TypeError(f"ignore: expected a function or drop=True/False, got {drop!r}\nhelp: write @ignore above the function")
    return unused if drop else lambda fn: _mark(fn, _IGNORE)


def is_scripting() -> bool:
    """False in Python; compiled code sees True, and the branch not taken is not compiled.

    >>> def where() -> str:
    ...     if ab.is_scripting():
    ...         return "compiled"
    ...     else:
    ...         return "in Python"
    >>> where(), ab.script(where)()
    ('in Python', 'compiled')
    """
    return False


class Attribute(NamedTuple):
    """A module attribute with an explicit type, for ``self.x = Attribute(value, List[int])``.

    >>> ab.Attribute([], List[int]).value
    []
    """

    value: Any
    type: Any


C = TypeVar("C", bound=type)


def interface(cls: C) -> C:
    """Marks a class as an interface: the methods a submodule must have to be called through it.  Use as ``@interface``.

    Raises TypeError if it is not a class, CompileError if a base that is no interface has methods: they are no declarations.

    >>> @ab.interface
    ... class Layer(nn.Module):
    ...     def forward(self, x: Tensor) -> Tensor:
    ...         pass
    """
    if not isinstance(cls, type):
        raise TypeError(f"interface: expected a class, got {cls!r}\nhelp: decorate a class that declares methods")
    for base in cls.__mro__[1:]:
        if _INTERFACE not in vars(base) and base not in (object, nn.Module) and _has_methods(base):
            raise CompileError(
                f"interface {cls.__name__} does not support inheritance from {base.__name__}, which is no interface",
                remedy="derive it from object, nn.Module or another interface, and declare the methods in it",
            )
    setattr(cls, _INTERFACE, True)
    return cls


def _has_methods(cls: type) -> bool:
    return any(isinstance(member, types.FunctionType) for member in vars(cls).values())


def isinstance_(obj: object, target_type: Any) -> bool:
    """``isinstance`` that looks into containers: ``isinstance(x, List[int])``, ``Dict``, ``Tuple``, ``Optional``,
    ``Union``.

    Every item is looked at; an empty container fits every item type.  ``target_type`` may be a tuple of types.  Raises
    ScriptTypeError (a TypeError and a RuntimeError) for something that is no type, and for a container whose items' types
    are not said: that is what the builtin ``isinstance`` is for.

    >>> ab.isinstance([1, 2], List[int]), ab.isinstance([1, "a"], List[int])
    (True, False)
    """
    if isinstance(target_type, tuple):
        fits = [isinstance_(obj, one) for one in target_type]  # all: a mistake in the last one is one, too
        return any(fits)
    bare = wording.no_contained_type(target_type)
    if bare is not None:
        raise ScriptTypeError(bare)
    origin, args = typing.get_origin(target_type), typing.get_args(target_type)
    if origin is None:
        return _is_plain(obj, target_type)
    if origin in (typing.Union, types.UnionType):
        return any(isinstance_(obj, one) for one in args)
    return isinstance(obj, origin) and _items_fit(obj, origin, args)


def _is_plain(obj: object, target: Any) -> bool:
    if target is typing.Any:
        return True
    if target is None:
        return obj is None
    if not isinstance(target, type):
        raise ScriptTypeError(f"The second argument to isinstance must be a type or a tuple of types, got {target!r}")
    return isinstance(obj, target)


def _items_fit(obj: Any, origin: Any, args: tuple[Any, ...]) -> bool:
    if origin is dict:
        return all(isinstance_(k, args[0]) and isinstance_(v, args[1]) for k, v in obj.items())
    if origin is tuple:
        return _tuple_fits(obj, args)
    if origin in (list, set, frozenset):
        return all(isinstance_(item, args[0]) for item in obj)
    return True


def _tuple_fits(obj: tuple[Any, ...], args: tuple[Any, ...]) -> bool:
    if len(args) == 2 and args[1] is Ellipsis:
        return all(isinstance_(item, args[0]) for item in obj)
    return len(obj) == len(args) and all(map(isinstance_, obj, args))


# The public name hides the builtin only outside this file.
isinstance_.__name__ = isinstance_.__qualname__ = "isinstance"
