"""``anabranch.operators``: operators of the language by name, for those that Python's syntax has no form for.

``operators.aten.__derive_index(i, start, step)``, ``operators.aten.Int.Tensor(x)``.  Compiled, each is the node of its name;
called in plain Python, it does what the operator means.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import operators
from .table import OWN_OPS

# Nodes whose result has the type that ``annotate`` says, and what they are in plain Python.
TYPED: dict[str, Callable[..., Any]] = {"prim::Uninitialized": lambda: None, "prim::unchecked_cast": lambda value: value}


class OperatorByName:
    """One operator; its attributes are its overloads."""

    def __init__(self, name: str, overload: str = "") -> None:
        self.name, self.overload = name, overload

    @property
    def qualified(self) -> str:
        return f"{self.name}.{self.overload}" if self.overload else self.name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.name in TYPED:
            return TYPED[self.name](*args)
        schema = OWN_OPS.by_qualified_name[self.qualified].schema
        named = [kwargs.pop(a.name, a.default) for a in schema.arguments[len(args) :]]
        if kwargs:
            raise TypeError(f"{self.qualified} takes no {', '.join(kwargs)}: its schema is {schema}")
        return OWN_OPS.meaning(self.qualified)(*args, *named)

    def __getattr__(self, overload: str) -> OperatorByName:
        if operators.find(f"{self.name}.{overload}") is None:
            raise AttributeError(f"there is no operator {self.name}.{overload}")
        return OperatorByName(self.name, overload)

    def __repr__(self) -> str:
        return f"<operator {self.qualified}>"


class Operators:
    """The operators of one namespace."""

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace

    def __getattr__(self, name: str) -> OperatorByName:
        qualified = f"{self._namespace}::{name}"
        if qualified not in TYPED and qualified not in OWN_OPS.by_name:
            raise AttributeError(f"there is no operator {qualified}; those of PyTorch are in torch.ops")
        return OperatorByName(qualified)


class Namespaces:
    """The namespaces of the language's own operators, as attributes; by overload they can be called, in Python too.

    Raises AttributeError for PyTorch's, which are in ``torch.ops``.

    >>> ab.operators.aten.floordiv.int(7, 2)
    3
    """

    aten = Operators("aten")
    prim = Operators("prim")


language_operators = Namespaces()
