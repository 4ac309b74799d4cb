"""What is known of the values of a running trace, and where its nodes are written.

``Recorder`` maps Python objects (tensors, sizes, futures) to IR values by identity.  Forks open a *scope*, so that what
they bind does not reach the code around them; calls of submodules open a *region* (both are nodes with one block, which
the pass ``outline_regions`` turns into subgraphs and methods).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch

from ..base.errors import TracingError
from ..base.record import Record, field
from ..ir.builder import Builder
from ..ir.graph import Block, Node, Value
from ..ir.kinds import FORK_REGION, MODULE_REGION, value_name
from ..lang.tensor_types import refined
from ..lang.types import FLOAT, INT, TENSOR, Type
from ..ops.ints import INT_MAX, INT_MIN
from ..overloads.overload_of import overload_of
from .frames import Frames
from .module_calls import ModuleCalls
from .module_paths import ModulePaths, View, view_of
from .size_node import SizeNode


class Scope(Record):
    """Bindings of the root or of one fork, by ``id``; ``keep`` holds the objects, so that ids are not reused."""

    values: dict[int, Value] = field(default_factory=dict)
    keep: list[Any] = field(default_factory=list)
    views: dict[View, tuple[bool, Value]] = field(default_factory=dict)  # with the flag requires_grad

    def bind(self, thing: Any, value: Value) -> None:
        self.values[id(thing)] = value
        self.keep.append(thing)
        view = view_of(thing) if isinstance(thing, torch.Tensor) else None
        if view is not None:
            self.views[view] = thing.requires_grad, value


class Region(Record):
    """A stretch of the trace with its own ``self``: the root, the call of a submodule, a fork."""

    block: Block
    path: str
    self_value: Value | None
    attributes: dict[str, Value] = field(default_factory=dict)
    header: Node | None = None  # the last attribute access at its beginning


class Recorder:
    def __init__(self, frames: Frames, paths: ModulePaths) -> None:
        self.frames = frames
        self.paths = paths
        self.builder = Builder()
        self.scopes = [Scope()]
        self.regions = [Region(self.builder.graph.block(), "", None)]
        self.leaked: dict[int, Any] = {}
        self.calls = ModuleCalls(self, frames, paths)

    @property
    def graph(self) -> Any:
        return self.builder.graph

    # -- values

    def bind(self, thing: Any, value: Value) -> Value:
        """From here on ``thing`` is ``value``, in the current scope."""
        self.scopes[-1].bind(thing, value)
        return value

    def known(self, thing: Any) -> Value | None:
        for scope in reversed(self.scopes):
            value = scope.values.get(id(thing))
            if value is not None:
                return value
        return None

    def tensor(self, tensor: torch.Tensor) -> Value:
        """The value of a tensor: one computed here, an attribute of the traced module, or else a constant."""
        value = self.known(tensor)
        if value is not None:
            return self._named(value, tensor)
        path = self.paths.of_tensor(tensor)
        if path is not None:
            return self.attribute(path, TENSOR)
        value = self._alias(tensor)
        if value is not None:
            return value
        if id(tensor) in self.leaked:
            raise TracingError(
                "a tensor made inside a forked function is used outside it\n"
                "help: return it from the function and take it from wait(future)"
            )
        return self.constant(tensor)

    def _alias(self, tensor: torch.Tensor) -> Value | None:
        """The value of an unknown tensor that is a known one in all but identity.

        Factory functions hand their caller another object than the dispatcher saw, and ``x.data`` is made without it.
        """
        view = view_of(tensor)
        if view is None:
            return None
        for scope in reversed(self.scopes):
            found = scope.views.get(view)
            if found is not None:
                return self.bind(tensor, self._like(tensor, *found))
        path = self.paths.of_view(view)
        return self.bind(tensor, self._like(tensor, True, self.attribute(path, TENSOR))) if path is not None else None

    def _like(self, tensor: torch.Tensor, requires_grad: bool, value: Value) -> Value:
        """The flag may have been set behind the dispatcher's back: ``torch.ones(…, requires_grad=True)``."""
        if tensor.requires_grad == requires_grad:
            return value
        if requires_grad:
            return self.operator("aten::detach", [value], [refined(tensor)])
        return self.operator("aten::requires_grad_", [value, self.constant(True)], [refined(tensor)])

    def _named(self, value: Value, thing: Any) -> Value:
        if not value.hasDebugName():
            name = self.frames.name_of(thing)
            if name and name != "self":
                value.setDebugName(name)
        return value

    def constant(self, value: Any, t: Type | None = None) -> Value:
        if isinstance(value, torch.Tensor):
            return self.builder.constant(value, refined(value) if type(value) is torch.Tensor else TENSOR)
        if value is None:
            with self.place(None):
                return self.builder.none()
        if isinstance(value, int) and not INT_MIN <= value <= INT_MAX:
            raise TracingError(f"{value} is part of the trace\nexpected an int of 64 bits\nhelp: use a float")
        return self.builder.constant(value, t)

    def wrapped(self, number: float) -> Value:
        """A number where an operator wants a tensor: a 0-dim tensor that takes no part in type promotion."""
        tensor = torch.scalar_tensor(number, dtype=_wrapped_dtype(number))
        value = self.builder.constant(tensor, refined(tensor))
        value.node().set_attribute("wrapped", "i", 1)
        return value

    def size(self, number: Any) -> Value:
        """The value of a symbolic number."""
        return self.number(number.node)

    def number(self, node: SizeNode) -> Value:
        """What this trace does not follow is a constant."""
        if node.value is None or node.value.node().owningGraph() is not self.graph:
            return self.constant(node.number)
        return node.value

    def number_in(self, tensor: torch.Tensor, t: Type = INT) -> Value:
        """The number in a 0-dim tensor, where Python's is wanted."""
        if t == FLOAT or t != INT and tensor.is_floating_point():
            return self.operator("aten::Float", [self.tensor(tensor)], [FLOAT])
        return self.operator("aten::Int", [self.tensor(tensor)], [INT])

    def operator(self, kind: str, inputs: Sequence[Value], types: Sequence[Type]) -> Value:
        """Write an operator that Python code implied, its overload following from the types."""
        op = overload_of(kind, [v.type() for v in inputs], types)
        if op is None:
            raise TracingError(f"no overload of {kind} takes ({', '.join(str(v.type()) for v in inputs)})")
        return self.builder.node(kind, inputs, types, op=op).output()

    @contextmanager
    def place(self, span: Any) -> Iterator[None]:
        """Nodes written inside come from ``span``, or from nowhere."""
        saved, self.builder.span = self.builder.span, span
        try:
            yield
        finally:
            self.builder.span = saved

    @contextmanager
    def here(self) -> Iterator[None]:
        """Nodes written inside come from the user's line, in the call of the submodule that runs."""
        self.calls.follow()
        with self.place(self.frames.span()):
            yield

    # -- attributes of the module

    def attribute(self, path: str, t: Type) -> Value:
        """``self.a.b.c`` as a chain of prim::GetAttr, from the nearest ``self`` that has it."""
        region = self.regions[-1]
        if path in region.attributes:
            return region.attributes[path]
        if path == region.path and region.self_value is not None:
            return region.self_value
        if not self._is_below(path, region):
            return self._outer_attribute(path, t)
        owner, _, name = path.rpartition(".")
        owner_value = self._owner(owner)
        value = self._written_first(region, owner_value, name, t)
        region.attributes[path] = value
        return value

    def _owner(self, path: str) -> Value:
        region = self.regions[-1]
        if path == region.path and region.self_value is not None:
            return region.self_value
        return self.attribute(path, self.paths.type_at(path))

    def _is_below(self, path: str, region: Region) -> bool:
        if region.self_value is None:
            return False
        return not region.path or path.startswith(f"{region.path}.")

    def _outer_attribute(self, path: str, t: Type) -> Value:
        """An attribute of a module outside the one that runs: the code around passes it in."""
        inner = self.regions.pop()
        try:
            if not self.regions:
                raise TracingError(f"{path} is no part of the traced module")
            return self.attribute(path, t)
        finally:
            self.regions.append(inner)

    def _written_first(self, region: Region, owner: Value, name: str, t: Type) -> Value:
        """Attribute accesses stand at the beginning of their region, as torch's traces have them."""
        graph = self.builder.graph
        node = graph.create("prim::GetAttr", [owner], [t])
        node.set_attribute("name", "s", name)
        node.scope = self.builder.scope
        if region.header is None or region.header.owningBlock() is not region.block:
            region.block.prepend(node)
        else:
            node.insertAfter(region.header)
        region.header = node
        return node.output().setDebugName(value_name(name))

    # -- scopes and regions

    @contextmanager
    def fork_region(self) -> Iterator[Node]:
        """The body of a fork: its bindings end with it."""
        node = self._open(FORK_REGION)
        block = node.addBlock()
        outer = self.regions[-1]
        # Attributes are looked up anew inside, from the same self: so a fork captures the module, not its parameters.
        region = Region(block, outer.path, outer.self_value)
        self.scopes.append(Scope())
        self.regions.append(region)
        try:
            with self.builder.at(block), self.calls.left_at_end():
                yield node
        finally:
            self.regions.pop()
            scope = self.scopes.pop()
            self.leaked.update((id(thing), thing) for thing in scope.keep)

    @contextmanager
    def module_region(self, path: str) -> Iterator[Node]:
        """The call of a submodule."""
        self_value = self.attribute(path, self.paths.type_at(path))
        node = self._open(MODULE_REGION)
        node.addInput(self_value)
        node.set_attribute("path", "s", path)
        block = node.addBlock()
        saved, self.builder.scope = self.builder.scope, _scope_name(self.builder.scope, path)
        self.regions.append(Region(block, path, self_value))
        try:
            with self.builder.at(block):
                yield node
        finally:
            self.regions.pop()
            self.builder.scope = saved

    def _open(self, kind: str) -> Node:
        return self.builder.node(kind)


def _scope_name(outer: str, path: str) -> str:
    own = f"__module.{path}"
    return f"{outer}/{own}" if outer else own


def _wrapped_dtype(number: Any) -> torch.dtype:
    return {bool: torch.bool, int: torch.int64, float: torch.float64, complex: torch.complex128}[type(number)]
