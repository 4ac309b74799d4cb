"""Text -> ``Graph``: what our printer writes, and all that torch.jit prints.

What a text cannot tell (the payload of a tensor constant, a class that it does not declare, a Python function) is taken from
``constants`` and ``types``; what is in neither is marked as lost on its node, and ``verify`` names it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..base.errors import GraphError
from ..base.source import Span
from ..base.tracebacks import keep_users_frames
from ..ir.builder import Builder
from ..ir.graph import Block, Graph, Node, Value
from ..ir.literals import may_be_wrapped
from ..lang.schema import Schema
from ..lang.types import FunctionType, TensorType, Type
from ..ops import operators
from ..overloads.overload_of import STRUCTURAL, overload_of
from .declaration_reader import DeclarationReader
from .lexer import Cursor
from .lines import attributes_of, line_at
from .literal_reader import TENSOR_PICTURE, LiteralReader
from .printer import PICTURE
from .type_reader import TypeReader
from .verify import LOST

_NAME = r"%([^\s,:()=\[\]]+)"
_KIND = r"\w+::\w+"
_PLACE = re.compile(r"#[ \t]*([^\n]*?):(\d{1,9}):(\d{1,9})[ \t]*")
_SECTION = re.compile(r"\n[ \t]*with (\S+) = graph\(")


def parse_ir(text: str, constants: Mapping[str, Any] | None = None, types: Mapping[str, Type] | None = None) -> Graph:
    """Read a graph and the declarations after it.  ``constants`` and ``types`` are those of the graph that was printed; a given
    type comes before a declared one.

    Raises GraphError with line, column and a mark under the place.

    >>> graph = ab.parse_ir(str(ab.script(lambda x: torch.relu(x)).graph))
    >>> [node.kind() for node in graph.nodes()]
    ['aten::relu']
    """
    try:
        parser = Parser(text, constants or {}, types or {}, Cursor(text))
        parser.declarations.announce()
        graph = parser.graph()
        parser.declarations.read()
    except GraphError as error:
        keep_users_frames(error)
        raise
    return graph


class _Scope:
    """The graph being read: its builder, its values by name, and the forks whose bodies follow it."""

    def __init__(self) -> None:
        self.builder = Builder()
        self.values: dict[str, Value] = {}
        self.bodies: dict[str, Node] = {}


class Parser:
    def __init__(self, text: str, constants: Mapping[str, Any], types: Mapping[str, Type], cursor: Cursor) -> None:
        self.cursor = cursor
        self.literals = LiteralReader(self.cursor)
        self.types = TypeReader(self.cursor, types, self.literals)
        self.constants = constants
        self.sections = set(_SECTION.findall(text))
        self.named: dict[tuple[str, str], Schema | None] = {}  # the operators that the text calls by their overloads
        self.scope = _Scope()
        self.declarations = DeclarationReader(self.cursor, self.types, self.literals, self.graph)

    # -- graphs and blocks

    def graph(self) -> Graph:
        with self.cursor.nested():
            return self.one_graph()

    def one_graph(self) -> Graph:
        outer, self.scope = self.scope, _Scope()
        self.cursor.expect("graph")
        block = self.scope.builder.graph.block()
        self.parameters(block)
        self.nodes(block, "return")
        graph = self.scope.builder.graph
        while self.scope.bodies:
            self.body()
        self.scope = outer
        return graph

    def body(self) -> None:
        """A ``with prim::fork_0 = graph(...)`` section, of a fork in the graph just read."""
        self.cursor.expect("with")
        start = self.cursor.at
        name = self.cursor.need(r"\S+", "the name of a body")
        node = self.scope.bodies.pop(name, None)
        if node is None:
            self.cursor.fail(f"{name} is in no graph before this", start + 1)
        self.cursor.expect("=")
        node.set_attribute("Subgraph", "g", self.graph())

    def parameters(self, block: Block) -> None:
        self.cursor.expect("(")
        with self.cursor.checked("cannot read the parameters"):
            self.cursor.separated(")", lambda: self.define(block.addInputToBlock))
        self.cursor.expect(":")

    def nodes(self, block: Block, end: str) -> None:
        with self.scope.builder.at(block):
            self.lines()
            while not self.cursor.accept(end):
                with self.cursor.checked("cannot read this node"), self.cursor.nested():
                    self.node()
                self.lines()
        self.cursor.expect("(")
        for value in self.cursor.separated(")", self.use):
            block.registerOutput(value)

    # -- values

    def define(self, make: Any) -> Value:
        start = self.cursor.at
        name = self.value_name()
        self.cursor.expect(":")
        value: Value = make(self.types.type())
        if name in self.scope.values:
            self.cursor.fail(f"%{name} is defined twice", start)
        self.name(value, name)
        return value

    def name(self, value: Value, name: str) -> None:
        """Gives the value exactly this name; a number is what an unnamed value prints as."""
        self.scope.values[name] = value
        graph = self.scope.builder.graph
        if name.isdigit():
            value.unique_id = int(name)
            graph._next_id = max(graph._next_id, value.unique_id + 1)
        else:
            value._name = name
            graph._names[name] = value

    def use(self) -> Value:
        start = self.cursor.at
        name = self.value_name()
        if name not in self.scope.values:
            self.cursor.skip()
            self.cursor.fail(f"undefined value %{name}", self.cursor.text.index("%", start))
        return self.scope.values[name]

    def value_name(self) -> str:
        return self.cursor.need(_NAME, "a value")[1:]

    # -- nodes

    def lines(self) -> None:
        while self.line():
            pass

    def line(self) -> bool:
        """A node whose line is as most are.  Anything else, a mistake too, is left to ``node``: nothing has happened then."""
        line = line_at(self.cursor.text, self.cursor.at)
        if line is None:
            return False
        results, kind, overload, attribute, literal, names, scope, place, end = line
        values, spelt = self.scope.values, self.types.by_spelling
        try:
            inputs = [values[name] for name in names]
            types = [spelt[t] for t in results.values()]
        except KeyError:
            return False
        attributes = attributes_of(kind, attribute, literal, types)
        op = self.operator(kind, overload, inputs, types)
        if kind in self.sections or attributes is None or op is None and overload or not values.keys().isdisjoint(results):
            return False
        builder = self.scope.builder
        node = builder.graph.create(kind, inputs, types, op=op, span=self.place(place) if place else None)
        node.scope = scope
        for name, (letter, content) in attributes.items():
            node.set_attribute(name, letter, content)
        node.insertBefore(builder.place())
        for name, value in zip(results, node.outputs(), strict=True):
            self.name(value, name)
        self.cursor.at = end
        return True

    def operator(self, kind: str, overload: str, inputs: list[Value], types: list[Type]) -> Schema | None:
        if overload:
            if (kind, overload) not in self.named:
                self.named[kind, overload] = operators.find(kind if overload == "default" else f"{kind}.{overload}")
            return self.named[kind, overload]
        return None if kind in STRUCTURAL else overload_of(kind, [v.type() for v in inputs], types)

    def node(self) -> None:
        names = self.results()
        self.cursor.expect("=")
        start = self.cursor.at
        node = self.scope.builder.node(*self.kind())
        for name, t, at in names:
            if name in self.scope.values:
                self.cursor.fail(f"%{name} is defined twice", at)
            self.name(node.addOutput(t), name)
        self.attributes(node)
        self.inputs(node)
        self.tail(node)
        self.overload(node, start)
        while self.cursor.looking_at(r"block\d+\("):
            self.cursor.take(r"block\d+")
            block = node.addBlock()
            self.parameters(block)
            self.nodes(block, "->")

    def results(self) -> list[tuple[str, Type, int]]:
        found: list[tuple[str, Type, int]] = []
        if not self.cursor.looking_at("%|="):
            self.cursor.fail("expected a node")
        while not self.cursor.looking_at("="):
            self.cursor.skip()
            at = self.cursor.at
            name = self.value_name()
            self.cursor.expect(":")
            found.append((name, self.types.remembered(), at))
            if not self.cursor.accept(","):
                break
        return found

    def kind(self) -> tuple[str]:
        python = self.cursor.take(r"\^([\w.]+)")
        self.python_name = python.group(1) if python else ""
        if python:
            return ("prim::PythonOp",)
        self.body_name = ""
        kind = self.cursor.need(_KIND, "a kind such as aten::add")
        if kind in self.sections:
            self.body_name = kind
            kind = kind.rpartition("_")[0]
        return (kind,)

    def attributes(self, node: Node) -> None:
        self.overload_name = (self.cursor.take(r"\.\w+(?=[\[(])") or [""])[0][1:]
        if self.python_name:
            self.python_function(node)
        elif self.body_name:
            self.scope.bodies[self.body_name] = node
        if self.cursor.accept("["):
            self.cursor.separated("]", lambda: self.attribute(node))
        if node.kind() == "prim::Constant":
            self.finish_constant(node)
        if self.python_name and self.cursor.looking_at(r"\([^%)]*\)\s*\("):
            self.cursor.take(r"\([^%)]*\)")  # torch prints a Python operator's scalar arguments apart

    def python_function(self, node: Node) -> None:
        node.set_attribute("name", "s", self.python_name)
        function = self.constants.get(f"^{self.python_name}")
        node.set_attribute("fn", "py", function)
        if function is None:
            self.lost(node, f"the Python function {self.python_name}")

    def inputs(self, node: Node) -> None:
        self.cursor.expect("(")
        for value in self.cursor.separated(")", self.use):
            node.addInput(value)

    def tail(self, node: Node) -> None:
        if self.cursor.accept(", scope:"):
            node.scope = self.cursor.need(r"[^#\n]+", "a scope").strip()
        place = self.cursor.take(r"#[^\n]*")
        if place:
            node.span = self.place(place.group())

    def place(self, comment: str) -> Span | None:
        """Of a node, as the comment behind it says; any other comment is none."""
        match = _PLACE.fullmatch(comment)
        return Span(match.group(1), int(match.group(2)), int(match.group(3))) if match else None

    def overload(self, node: Node, start: int) -> None:
        if self.overload_name:
            qualified = f"{node.kind()}.{self.overload_name}".removesuffix(".default")
            node.op = operators.find(qualified) or self.cursor.fail(f"unknown operator {qualified}", start)
        elif node.kind() not in STRUCTURAL:
            outputs = [v.type() for v in node.outputs()]
            node.op = overload_of(node.kind(), [v.type() for v in node.inputs()], outputs)

    # -- attributes

    def attribute(self, node: Node) -> None:
        name = self.cursor.need(r"\w+", "the name of an attribute")
        self.cursor.expect("=")
        t = node.output().type() if node.outputsSize() == 1 else None
        if name == "payload":
            self.payload(node, self.cursor.need(r"\d+", "the number of a payload"))
        elif node.kind() == "prim::Constant" and name == "value" and t is not None:
            self.constant(node, t)
        elif name == "types":
            self.cursor.expect("[")
            node.set_attribute(name, "tys", self.cursor.separated("]", self.types.type))
        else:
            self.plain_attribute(node, name)

    def plain_attribute(self, node: Node, name: str) -> None:
        value = self.literals._by_spelling()
        kind = {int: "i", float: "f", complex: "c", str: "s"}
        if isinstance(value, list):
            node.set_attribute(name, f"{kind.get(type(value[0]) if value else int)}s", value)
        else:
            node.set_attribute(name, kind[type(value)], value)

    def constant(self, node: Node, t: Type) -> None:
        if isinstance(t, TensorType):
            self.tensor(node, t)
        else:
            node.set_attribute("value", *self.literals.constant(t))

    def tensor(self, node: Node, t: TensorType) -> None:
        if not self.cursor.looking_at(r"\{"):
            picture = self.cursor.take(TENSOR_PICTURE) or self.cursor.fail("expected a tensor")
            node.set_attribute(PICTURE, "py", picture.group())
            self.lost(node, "the value of the tensor")
            return
        tensor = self.literals.scalar_tensor(t)
        node.set_attribute("value", "t", tensor)
        if t.dtype is None:
            self.lost(node, "the dtype of the tensor")
        elif may_be_wrapped(tensor, t):
            node.set_attribute("wrapped", "i", 1)

    def payload(self, node: Node, number: str) -> None:
        if number not in self.constants:
            return
        for stale in (LOST, PICTURE, "wrapped"):
            node.attributes.pop(stale, None)
        node.set_attribute("value", "t", self.constants[number])

    def finish_constant(self, node: Node) -> None:
        wrapped = node.attributes.get("wrapped")
        if wrapped is not None and not wrapped.value:
            del node.attributes["wrapped"]
        t = node.output().type()
        if isinstance(t, FunctionType):
            name = node.attributes["name"].value if node.hasAttribute("name") else ""
            if not isinstance(name, str):
                self.cursor.fail("expected the name of a function")
            known = self.types.functions.get(name)
            if known is not None:
                node.output().setType(known)
                node.set_attribute("name", "s", known.function.name)
            else:
                t.function.qualified_name = name
                self.lost(node, f"the function {name}")
        elif t in self.types.lost:
            self.lost(node, f"the declaration of {t}")

    def lost(self, node: Node, what: str) -> None:
        node.set_attribute(LOST, "py", what)
