"""Compiling: one ``ir.Function`` per function object, argument types and fixed arguments, made once.

A function exists before it is written, so that it can be called while it is being written (recursion).  Where nothing
declares its result then, the result comes from the paths that do not recurse: the function is written twice.  What was
compiled for a function that fails is forgotten with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import FunctionType
from typing import Any

from ...analysis.reachable import are_current
from ...base.errors import CompileError
from ...base.log import timed
from ...base.owners import Living, keep
from ...base.record import replace
from ...base.transactions import Table, current, in_transaction
from ...ir.function import Function
from ...lang import codes
from ...lang.nominal import ClassType, can_die
from ...lang.schema import Argument, Schema
from ...lang.types import ANY, NONE, ListType, Type
from ..source import default_values, overloads, shared_defaults
from ..source.capture import Captured, Scope, capture
from ..source.names import qualified_name
from ..source.observed import with_observed
from ..source.signature import KEYWORD, Parameter, Signature, parameter_type, signature_of
from ..values.needs_return_type import NeedsReturnType
from ..values.sugared import Sugared
from . import body
from .compilation import Compilation, Entry, entered

MAX_ROUNDS = 4


def source_of(fn: FunctionType) -> tuple[Captured, Signature]:
    """The captured source of a function and its signature; kept while a transaction lasts."""
    sources = current().own(Compilation).sources
    if fn not in sources:
        source = capture(fn)
        sources[fn] = source, with_observed(fn.__code__, signature_of(source))
    return sources[fn]


# -- functions


class Same:
    """An object in a key: equal to itself alone, and alive with the key."""

    def __init__(self, obj: Any) -> None:
        self.obj = obj

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.obj is other.obj

    def __hash__(self) -> int:
        return id(self.obj)


# What a function was compiled from: the Python function, its parameters, what is fixed beside them, an overload's result.
Key = tuple[FunctionType, tuple[tuple[str, Type], ...], tuple[tuple[str, str, str, Same], ...], Type | None]


class _Published(Living[Key, Function]):
    """A compiled function lives as long as something uses it; where nothing that it was compiled for can die before the
    Python function, as long as that."""

    def __setitem__(self, key: Key, function: Function) -> None:
        super().__setitem__(key, function)
        fn, parameters, fixed, _ = key
        if not fixed and not any(can_die(t) for _, t in parameters):
            keep(fn, function)


_functions: Table[Key, Function] = Table(_Published(lambda function: function.made_from))


@in_transaction
def compiled(
    fn: FunctionType,
    parameters: Sequence[tuple[str, Type]],
    fixed: Mapping[str, Sugared] | None = None,
    returns: Type | None = None,
) -> Function:
    """``fn`` for arguments of these types, with the result ``returns`` where an overload declares one.  Raises CompileError."""
    key = (fn, tuple(parameters), tuple(sorted(_fixed(n, s) for n, s in (fixed or {}).items())), returns)
    known: Function | None = _functions.get(key)
    if known is not None and not are_current([known]):
        known = _functions.forget(key, known)
    if known is None:
        source, signature = source_of(fn)
        if returns is not None:
            signature = replace(signature, returns=lambda: returns)
        entry = _declare(source, signature, parameters, fixed or {}, qualified_name(fn))
        known = _functions[key] = entry.function
        known.made_from = key
        _write(entry, lambda: _functions.pop(key, None))
    return known


def _fixed(name: str, item: Sugared) -> tuple[str, str, str, Same]:
    obj = getattr(item, "fn", None) or getattr(item, "obj", None) or getattr(item, "function", None) or item
    return name, type(item).__name__, getattr(item, "name", ""), Same(obj)


def _declare(
    source: Captured,
    signature: Signature,
    parameters: Sequence[tuple[str, Type]],
    fixed: Mapping[str, Sugared],
    name: str,
) -> Entry:
    declared = signature.return_type()
    _check_defaults(source, signature)
    written = {p.name: p for p in signature.parameters}
    names = _names([name for name, _ in parameters])
    arguments = tuple(_argument(shown, t, written.get(name)) for shown, (name, t) in zip(names, parameters, strict=True))
    returns = (Argument("", declared if declared is not None else NONE),)
    function = Function(name, Schema(name, "", arguments, returns))
    return Entry(source, list(parameters), fixed, function, declared, declared)


def _names(parameters: Sequence[str]) -> list[str]:
    """As Python could spell them: one of ``**kwargs`` has a name that no local variable can have."""
    shown: list[str] = []
    for name in parameters:
        spelt = name.replace("$", "_")
        while spelt in shown or spelt != name and spelt in parameters:
            spelt += "_"
        shown.append(spelt)
    return shown


def _argument(name: str, t: Type, p: Parameter | None) -> Argument:
    """``p`` is None for one of several that ``*args`` stands for."""
    if p is None:
        return Argument(name, t)
    return Argument(name, t, _schema_default(p.default, t), p.kind == KEYWORD, p.size)


def _check_defaults(source: Captured, signature: Signature) -> None:
    """Python keeps what a function does to a default for the next call; compiled code has no such place."""
    for p in signature.parameters:
        if not shared_defaults.is_mutable(p.default):
            continue
        misuse = shared_defaults.misuse(source.tree, p.name, p.default)
        if misuse:
            raise CompileError(
                f"{source.name} {misuse} the default value of '{p.name}': Mutable default parameters are not supported "
                "where calls could see that they share them",
                source.span(source.tree.args),
                remedy=f"use None as the default and make the {type(p.default).__name__} inside",
            )


def _schema_default(value: Any, t: Type) -> Any:
    is_number = isinstance(value, codes.NUMBERED) and not codes.holds_objects(t)
    return codes.number(value) if is_number else value


def result_type(function: Function) -> Type:
    """What a call of the function gives; of one that is being written, what its paths so far say."""
    stack = current().own(Compilation).stack
    entry = next((entry for entry in stack if entry.function is function), None)
    if entry is None:
        return function.schema.return_type
    if entry.result is not None:
        return entry.result
    merged = entry.emitter.root.merged if entry.emitter is not None else None
    if merged is None:
        raise NeedsReturnType(entry)
    entry.result, entry.used_result = merged, True
    return merged


# -- writing


def _write(entry: Entry, forget: Callable[[], object]) -> None:
    compilation = current().own(Compilation)
    mark = len(compilation.log)
    compilation.log.append(forget)
    compilation.stack.append(entry)
    try:
        with timed("compiled %s", entry.function.qualified_name):
            _rounds(compilation, entry, len(compilation.log))
    except NeedsReturnType:
        compilation.forget_since(mark)
        raise
    except CompileError as error:
        compilation.forget_since(mark)
        error.span = error.span or entry.source.span(entry.source.tree)
        error.because.append(compilation.reason())
        raise
    except BaseException:
        compilation.forget_since(mark)
        raise
    finally:
        compilation.stack.pop()
        if not compilation.stack:
            compilation.log.clear()


def _rounds(compilation: Compilation, entry: Entry, mark: int) -> None:
    """Write the function until what recursive calls assumed of its result is what it gives."""
    for _ in range(MAX_ROUNDS):
        entry.used_result = False
        try:
            result = body.write(compilation, entry)
        except NeedsReturnType as needed:
            if needed.key is not entry:
                raise
            compilation.forget_since(mark)
            result = _probe(compilation, entry)
            compilation.forget_since(mark)
            entry.result = result
            continue
        if entry.dropped_path and not entry.is_probing and entry.declared is None:
            raise NeedsReturnType(next(x for x in compilation.stack if x.is_probing))
        if entry.declared is not None or entry.result in (None, result):
            entry.result = result
            _finish(entry, result)
            return
        compilation.forget_since(mark)
        entry.result = result
    raise _unknown_result(entry)


def _probe(compilation: Compilation, entry: Entry) -> Type:
    """The result, from the paths that do not recurse."""
    entry.is_probing = True
    try:
        result = body.write(compilation, entry, probing=True)
    except NeedsReturnType:
        raise _unknown_result(entry) from None
    finally:
        entry.is_probing = entry.dropped_path = False
    return result


def _unknown_result(entry: Entry) -> CompileError:
    return CompileError(
        f"{entry.source.name} is called recursively before a path returns a value: what it returns cannot be inferred",
        entry.source.span(entry.source.tree),
        remedy="annotate its result: def f(...) -> int",
    )


def _finish(entry: Entry, result: Type) -> None:
    schema = entry.function.schema
    entry.function.schema = Schema(schema.name, "", schema.arguments, (Argument("", result),))


# -- methods


@in_transaction
def compile_method(fn: FunctionType, t: ClassType, name: str, overload: Signature | None = None) -> Function:
    """The method ``name`` of ``t`` from ``fn``, with the signature of an overload where one is given; stands in ``t.methods``
    from its declaration on.  Raises CompileError."""
    known: Function | None = t.methods.get(name)
    if known is not None:
        return known
    source, declared = _method_source(fn, t)
    declared = overload or declared
    entry = _declare(source, declared, _method_parameters(source, declared, t), {}, f"{t.name}.{name}")
    t.methods[name] = entry.function
    entry.function.made_from = fn
    _write(entry, lambda: t.methods.pop(name, None))
    return entry.function


def _method_source(fn: FunctionType, t: Type) -> tuple[Captured, Signature]:
    """As ``source_of``; annotations may name the class and its bases."""
    source, signature = source_of(fn)
    cls = getattr(t, "python_class", None)
    if cls is not None and isinstance(source.scope, Scope):
        source.scope.classes.update({base.__name__: base for base in reversed(cls.__mro__)})
    return source, signature


@in_transaction
def method_overloads(fn: FunctionType, t: Type) -> list[Signature]:
    """The signatures that are declared above a method."""
    return overloads.overloads_of(*_method_source(fn, t)) if overloads.has_overloads(fn) else []


@in_transaction
def method_schema(fn: FunctionType, t: Type, name: str, overload: Signature | None = None) -> Schema:
    """The schema that annotations alone declare."""
    source, signature = _method_source(fn, t)
    signature = overload or signature
    entry = _declare(source, signature, _method_parameters(source, signature, t), {}, name)
    return entry.function.schema


def _method_parameters(source: Captured, signature: Signature, t: Type) -> list[tuple[str, Type]]:
    if not signature.parameters:
        raise CompileError(f"{source.name}: methods must have a self argument", source.span(source.tree), remedy="add self")
    first, *others = signature.parameters
    if any(p.is_variadic for p in others):
        raise CompileError(
            f"{source.name} takes {next(p.kind for p in others if p.is_variadic)}",
            source.span(source.tree),
            remedy="write the parameters out: a compiled method has a fixed signature",
        )
    assumed = ANY if source.name.rpartition(".")[2] == "__exit__" else None  # an error's class and value, or None
    return [(first.name, t), *((p.name, parameter_type(p, assumed)) for p in others)]


@in_transaction
def entry_function(fn: FunctionType) -> Function:
    """A function as Python calls it: parameters without annotation are Tensors.  Raises CompileError."""
    source, signature = source_of(fn)
    for p in signature.parameters:
        if p.is_variadic:
            error = CompileError(
                f"{source.name} takes {p.kind}", source.span(source.tree), remedy="write the parameters out"
            )
            error.because.append(entered(source))
            raise error
    try:
        parameters = [(p.name, parameter_type(p)) for p in signature.parameters]
        default_values.check(source, signature)
        signature.return_type()
    except CompileError as error:
        error.span = error.span or source.span(source.tree)
        error.because.append(entered(source))
        raise
    function = compiled(fn, parameters)
    if isinstance(function.schema.return_type, ListType) and signature.returns is not None:
        signature.returns()  # a tuple of unknown length: Python would get a list
    return function
