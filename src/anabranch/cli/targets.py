"""``TARGET`` and ``--input`` of the command line → something compiled, and its arguments."""

from __future__ import annotations

import argparse
import importlib.util
import inspect
import pkgutil
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import torch
from torch import nn

from ..api.archives import load
from ..api.script import script
from ..objects.script_function import ScriptFunction
from ..objects.script_method import ScriptMethod
from ..objects.script_module import ScriptModule
from .usage import UsageError

_NAMED = re.compile(r"(?P<place>.+):(?P<name>[\w.]+)(?P<called>\(\))?")


def compiled(target: str) -> Any:
    """Raises UsageError for what is not there; CompileError and ArchiveError as compiling and loading do."""
    if Path(target).is_file():
        if target.endswith(".py"):
            raise UsageError(f"{target} is a file of Python\nhelp: name what to take from it: {target}:NAME")
        return load(target)
    named = _NAMED.fullmatch(target)
    if named is None:
        raise UsageError(f"there is no file {target}\nhelp: a saved program, or file.py:name, or module:name")
    found = _attribute(_module(named["place"]), named["name"], target)
    return _as_compiled(found() if named["called"] else found, target)


def _module(place: str) -> ModuleType:
    if not place.endswith(".py"):
        return _importable(place)
    path = Path(place)
    if not path.is_file():
        raise UsageError(f"there is no file {place}")
    sys.path.insert(0, str(path.resolve().parent))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _importable(name: str) -> ModuleType:
    sys.path.insert(0, str(Path.cwd()))
    try:
        found = pkgutil.resolve_name(f"{name}:")
    except ModuleNotFoundError as error:
        if error.name is None or not f"{name}.".startswith(f"{error.name}."):
            raise  # something that the module imports
        raise UsageError(f"there is no module {name}") from None
    except ValueError:
        raise UsageError(f"{name} is no name of a module") from None
    return found  # type: ignore[no-any-return]


def _attribute(module: ModuleType, name: str, target: str) -> Any:
    found: Any = module
    for part in name.split("."):
        if not hasattr(found, part):
            has = ", ".join(n for n, value in vars(module).items() if _may_be_compiled(value, module)) or "nothing to compile"
            raise UsageError(f"{target}: {found.__name__} has no {part}\nhelp: it has {has}")
        found = getattr(found, part)
    return found


def _may_be_compiled(value: Any, module: ModuleType) -> bool:
    if isinstance(value, nn.Module | ScriptFunction):
        return True
    own = getattr(value, "__module__", "") == module.__name__
    return own and (isinstance(value, FunctionType) or (inspect.isclass(value) and issubclass(value, nn.Module)))


def _as_compiled(found: Any, target: str) -> Any:
    if isinstance(found, ScriptFunction | ScriptModule):
        return found
    if inspect.isclass(found) and issubclass(found, nn.Module):
        needed = [p for p in inspect.signature(found).parameters.values() if p.default is p.empty and p.kind < p.VAR_POSITIONAL]
        if needed:
            names = ", ".join(p.name for p in needed)
            raise UsageError(f"{target} needs arguments ({names})\nhelp: write a function that makes it: file.py:make()")
        found = found()
    if isinstance(found, nn.Module):
        return script(found.eval())
    if isinstance(found, FunctionType):
        return script(found)
    raise UsageError(f"{target} is a {type(found).__name__}: expected a function, a module or something compiled")


def method(program: Any, name: str | None) -> Any:
    """The program itself, or a method of the module that it is."""
    if name is None:
        return program
    found = getattr(program, name, None)
    if not isinstance(found, ScriptMethod):
        raise UsageError(f"there is no compiled method {name}\nhelp: mark it with @anabranch.export")
    return found


def inputs(asked: argparse.Namespace) -> tuple[list[Any], dict[str, Any]]:
    """The arguments that ``--input`` gives, by place and by name."""
    torch.manual_seed(asked.seed)
    given: list[Any] = []
    named: dict[str, Any] = {}
    for text in asked.input:
        name, equals, expression = text.partition("=")
        if equals and name.strip().isidentifier() and not expression.startswith("="):
            named[name.strip()] = _value(expression)
        else:
            given.append(_value(text))
    return given, named


def _value(text: str) -> Any:
    try:
        return eval(text, {"torch": torch, "nn": nn})
    except Exception as error:
        raise UsageError(f"--input {text}: {type(error).__name__}: {error}") from None


def call(asked: argparse.Namespace) -> Callable[[], Any]:
    """What a command is to call: the program with its inputs, without gradients."""
    f = method(compiled(asked.target), asked.method)
    given, named = inputs(asked)

    def once() -> Any:
        with torch.no_grad():
            return f(*given, **named)

    return once
