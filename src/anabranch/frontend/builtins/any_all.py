"""``any`` and ``all``: of a list; item by item, up to the first that decides, where the items before may rule one out."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Sequence

from ...base.errors import CompileError
from ...ir.graph import Value
from ...lang.types import NONE, TensorType
from ..lowering import call_syntax, exceptions, selection
from ..lowering.comprehensions import in_scope
from ..lowering.listing import as_list
from ..values.arguments import Args, Kwargs, declared
from ..values.emitter import Emitter
from ..values.named_values import FormValue
from ..values.resolution import means
from ..values.sugared import SimpleValue, Sugared
from ..values.syntax import Hint


class _Reduction(FormValue):
    def write(self, e: Emitter, node: ast.Call, hint: Hint) -> Sugared:
        generator = _generator(node)
        items = _items(e, generator) if generator is not None else ()
        if generator is None or not any(item.type() == NONE for item in items):
            return self.call(e, *call_syntax.arguments(e, node))
        return SimpleValue(self._from(e, generator, items))

    def _from(self, e: Emitter, generator: ast.GeneratorExp, items: Sequence[Sugared]) -> Value:
        if not items:
            return e.builder.constant(self.name == "all")
        first = _element(e, generator, items[0])
        join = selection.short_circuit if self.name == "all" else selection.either
        return join(e, first, lambda: self._from(e, generator, items[1:]))


def _generator(node: ast.Call) -> ast.GeneratorExp | None:
    """The one over a name, without a condition, that is the only argument."""
    found = node.args[0] if len(node.args) == 1 and not node.keywords else None
    if not isinstance(found, ast.GeneratorExp) or len(found.generators) != 1 or found.generators[0].ifs:
        return None
    return found if isinstance(found.generators[0].iter, ast.Name) else None


def _items(e: Emitter, generator: ast.GeneratorExp) -> Sequence[Sugared]:
    return e.expression(generator.generators[0].iter).iterate(e).items or ()


def _element(e: Emitter, generator: ast.GeneratorExp, item: Sugared) -> Value:
    """For an item that is None what cannot be done with None raises when it is reached."""

    def write() -> Value:
        return e.expression(generator.elt).as_value(e)

    if item.type() != NONE:
        return in_scope(e, generator.generators[0].target, item, write)
    try:
        return in_scope(e, generator.generators[0].target, item, write)
    except CompileError as error:
        exceptions.write(e, e.builder.constant(error.message), AttributeError)
        return e.builder.constant(False)


def _handler(name: str, e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    if isinstance(args[0].type(), TensorType):
        return e.operator("aten::Bool", [e.operator(f"aten::{name}", args)])
    return e.operator(f"aten::{name}", [as_list(e, args[0])])


def _register(name: str) -> None:
    handler = declared(f"{name}(iterable, /)", lambda e, args, kwargs: _handler(name, e, args, kwargs))
    means(getattr(builtins, name), _Reduction(name, handler))


for _name in ("any", "all"):
    _register(_name)
