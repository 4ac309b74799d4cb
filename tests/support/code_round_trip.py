"""``.code`` → a file → imported → compiled again: of functions, and of modules with every method of every submodule."""

from __future__ import annotations

import importlib.util
import itertools
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

from torch import nn

import anabranch as ab
from anabranch.ir.graph import Block, Graph, Node, Value
from anabranch.lang.nominal import ClassType
from anabranch.lang.types import BOOL, COMPLEX, FLOAT, INT, TensorType, Type
from anabranch.python import program

_numbers = itertools.count()
_FOLDER = tempfile.TemporaryDirectory(prefix="code")


def loaded(text: str, constants: Any) -> ModuleType:
    """The text as a module."""
    name = f"code_{next(_numbers)}"
    path = Path(_FOLDER.name) / f"{name}.py"
    path.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    vars(module)["CONSTANTS"] = constants
    spec.loader.exec_module(module)
    return module


def again(compiled: Any, trial: Any) -> Any:
    """What its own code compiles to; ``trial`` builds the module that a compiled one was made from."""
    if not isinstance(compiled, nn.Module):
        text, constants = compiled.code_with_constants
        return ab.script(getattr(loaded(text, constants), compiled.name))
    return module_again(compiled, trial.build(trial.program))


def module_again(compiled: Any, source: nn.Module) -> Any:
    """``source``, from which ``compiled`` was made, with the methods of its text."""
    _replace_methods(source, compiled, {})
    return ab.script(source)


def _replace_methods(source: nn.Module, compiled: Any, classes: dict[Any, type]) -> None:
    """The module and its submodules get classes with the methods of the text, one for each concrete type."""
    for name, child in source.named_children():
        _replace_methods(child, getattr(compiled, name), classes)
    t = compiled._type
    if t not in classes:
        written = [f for name, f in t.methods.items() if not name.startswith("__")]
        members = {f.name: vars(loaded(*program.code(f)))[f.name] for f in written}
        classes[t] = type(type(source).__name__, (type(source),), members)
    if not isinstance(source, classes[t]):
        source.__class__ = classes[t]


def structure(graph: Graph) -> list[str]:
    """The nodes, nested, with their operators and types; constants are where they are used."""
    return [*_block(graph.block(), ""), f"return {[_type(v.type()) for v in graph.outputs()]}"]


def _block(block: Block, indent: str) -> list[str]:
    lines: list[str] = []
    for node in block.nodes():
        if node.kind() not in ("prim::Constant", "prim::Uninitialized"):
            lines += _node(node, indent)
    return lines


def _node(node: Node, indent: str) -> list[str]:
    operator = node.op.qualified if node.op is not None else node.kind()
    if any(_is_number(v) for v in node.inputs()):  # a trace's numbers are 0-dim tensors that take no part in promotion
        operator = operator.removesuffix(".Scalar").removesuffix(".Tensor")
    outputs = sorted(_type(v.type()) for v in node.outputs() if node.kind() != "prim::Exit")
    lines = [f"{indent}{operator} {node.inputsSize()} -> {outputs}"]
    for block in node.blocks():
        lines += [f"{indent} block", *_block(block, indent + "  ")]
    for _, body in node.subgraphs():
        lines += [f"{indent} task", *_block(body.block(), indent + "  ")]
    return lines


def _is_number(value: Value) -> bool:
    node = value.node()
    return node.kind() == "prim::Constant" and (node.hasAttribute("wrapped") or value.type() in (INT, FLOAT, BOOL, COMPLEX))


def _type(t: Type) -> str:
    if isinstance(t, ClassType):  # a class with the methods of the text has another name
        return t.name.rpartition(".")[2]
    if isinstance(t, TensorType):
        return "Tensor"
    return f"{type(t).__name__}[{', '.join(map(_type, t.contained()))}]" if t.contained() else str(t)
