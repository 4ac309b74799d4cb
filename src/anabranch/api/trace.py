"""``trace`` and ``trace_module``: a function or module run once on example inputs, recorded, compiled.

Non-goals: recording (``tracing``), running (``runtime``).  Source of the semantics: torch.jit.trace.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import FrameType
from typing import Any, ParamSpec, TypedDict, TypeVar, Unpack, overload

import torch
from torch import nn

from ..base.errors import TracingError
from ..base.torch_compat import behind_torch_compile
from ..base.tracebacks import keep_users_frames
from ..ir.function import Function
from ..ir.graph import Graph
from ..ir.graph_function import function_of
from ..objects.script_function import ScriptFunction
from ..objects.script_module import ScriptModule
from ..objects.traced_module import traced_module, traced_types
from ..tracing.check import Check, check
from ..tracing.frames import Frames
from ..tracing.run import Job, calling_frame, not_recorded, record

Inputs = Any
Examples = Mapping[str, tuple[tuple[Any, ...], dict[str, Any]]]
P = ParamSpec("P")
T = TypeVar("T")
M = TypeVar("M", bound=nn.Module)


class _Options(TypedDict, total=False):
    """What may follow, by name."""

    check_inputs: Sequence[Inputs] | None
    check_tolerance: float
    strict: bool
    example_kwarg_inputs: Mapping[str, Any] | None


@overload
def trace(  # type: ignore[overload-overlap]  # modules can be called, too
    func: M, example_inputs: Inputs = None, optimize: Any = None, check_trace: bool = True, **o: Unpack[_Options]
) -> M: ...
@overload
def trace(
    func: Callable[P, T], example_inputs: Inputs = None, optimize: Any = None, check_trace: bool = True, **o: Unpack[_Options]
) -> ScriptFunction[P, T]: ...
def trace(
    func: Callable[..., Any] | nn.Module,
    example_inputs: Inputs = None,
    optimize: Any = None,
    check_trace: bool = True,
    check_inputs: Sequence[Inputs] | None = None,
    check_tolerance: float = 1e-5,
    strict: bool = True,
    _force_outplace: bool = False,
    _module_class: Any = None,
    _compilation_unit: Any = None,
    *,
    example_kwarg_inputs: Mapping[str, Any] | None = None,
    _store_inputs: bool = True,
) -> Any:
    """Runs ``func`` once on the example inputs and compiles what it did; gives a ScriptFunction or a ScriptModule.

    Forks run in line and are recorded, so the result runs them in parallel.  Sizes are followed; other values that
    Python sees (branches, ``int(tensor)``) are baked in with a TracerWarning.  With ``check_trace`` the result is
    compared with ``func`` on the example inputs and on each of ``check_inputs``; with ``strict`` a function may not
    return dicts, and is warned of lists.  The parameters with an underscore are torch.jit.trace's: they are taken, so that
    its callers need not change, and alter nothing.  Raises TracingError for what cannot be recorded, and what ``func``
    raises.

    >>> traced = ab.trace(lambda x: torch.relu(x) + 1, torch.ones(2))
    >>> traced(torch.tensor([-1.0, 0.0, 1.0]))
    tensor([1., 1., 2.])
    """
    try:
        with not_recorded():
            return _trace(
                func, example_inputs, check_trace, check_inputs, check_tolerance, strict, example_kwarg_inputs, 3
            )
    except Exception as error:
        keep_users_frames(error)
        raise


def trace_module(
    mod: M,
    inputs: Mapping[str, Inputs],
    optimize: Any = None,
    check_trace: bool = True,
    check_inputs: Sequence[Mapping[str, Inputs]] | None = None,
    check_tolerance: float = 1e-5,
    strict: bool = True,
) -> M:
    """Traces several methods of a module: ``inputs`` maps a method's name to its example inputs.

    Raises TypeError for what is no module, TracingError for what cannot be recorded, and what the methods raise.

    >>> class Net(nn.Module):
    ...     def twice(self, x):
    ...         return 2 * x
    >>> ab.trace_module(Net(), {"twice": torch.ones(1)}).twice(torch.ones(2))
    tensor([2., 2.])
    """
    if not isinstance(mod, nn.Module):
        raise TypeError(f"trace_module: expected a module, got {type(mod).__name__}")
    try:
        with not_recorded():
            return _trace_module(mod, inputs, check_trace, check_inputs, check_tolerance, strict)  # type: ignore[no-any-return]
    except Exception as error:
        keep_users_frames(error)
        raise


def _trace_module(
    mod: nn.Module,
    inputs: Mapping[str, Inputs],
    check_trace: bool,
    check_inputs: Sequence[Mapping[str, Inputs]] | None,
    check_tolerance: float,
    strict: bool,
) -> Any:
    examples: Examples = {name: (_as_tuple(given), {}) for name, given in inputs.items()}
    made = _traced_module(mod, examples, strict, calling_frame(3))
    if check_trace:
        for given in [inputs, *(check_inputs or [])]:
            for name, example in given.items():
                check(_checked(mod, made, name, strict, check_tolerance, 3), _as_tuple(example), {})
    return made


def _trace(
    func: Any,
    example_inputs: Inputs,
    check_trace: bool,
    check_inputs: Sequence[Inputs] | None,
    tolerance: float,
    strict: bool,
    example_kwargs: Mapping[str, Any] | None,
    depth: int,
) -> Any:
    if isinstance(func, ScriptModule | ScriptFunction):
        return func
    func = behind_torch_compile(_module_behind(func))
    args, kwargs = _examples(example_inputs, example_kwargs)
    if isinstance(func, nn.Module):
        made: Any = _traced_module(func, {"forward": (args, kwargs)}, strict, calling_frame(depth))
    else:
        made = _traced_function(func, args, kwargs, strict, calling_frame(depth))
    if check_trace:
        job = _checked(func, made, "forward", strict, tolerance, depth)
        check(job, args, kwargs)
        for given in check_inputs or []:
            check(job, *(((), dict(given)) if isinstance(given, Mapping) and kwargs else (_as_tuple(given), {})))
    return made


def _module_behind(func: Any) -> Any:
    """``trace(module.forward, …)`` traces the module.  Raises TracingError for its other methods."""
    owner = getattr(func, "__self__", None)
    if not isinstance(owner, nn.Module):
        return func
    if func.__name__ == "forward":
        return owner
    raise TracingError(
        f"cannot trace {type(owner).__name__}.{func.__name__} on its own\n"
        f"help: use trace_module(module, {{'{func.__name__}': inputs}})"
    )


def _examples(inputs: Inputs, kwargs: Mapping[str, Any] | None) -> tuple[tuple[Any, ...], dict[str, Any]]:
    if kwargs is not None:
        if inputs is not None:
            raise TracingError("example_inputs and example_kwarg_inputs are both given\nhelp: give one of them")
        return (), dict(kwargs)
    if inputs is None:
        raise TracingError("no example inputs\nhelp: trace(f, (x, y)) or trace(f, example_kwarg_inputs={'x': x})")
    return _as_tuple(inputs), {}


def _as_tuple(inputs: Inputs) -> tuple[Any, ...]:
    """The example inputs: a tuple or list of arguments, or one argument alone."""
    if isinstance(inputs, torch.Tensor | dict) or not isinstance(inputs, Sequence):
        return (inputs,)
    return tuple(inputs)


# -- functions


def _traced_function(
    func: Any, args: tuple[Any, ...], kwargs: dict[str, Any], strict: bool, outermost: FrameType | None
) -> Any:
    if not callable(func):
        raise TypeError(f"trace: expected a function or module, got {type(func).__name__}\nhelp: trace(f, (x, y))")
    traced = record(Job(func, args, kwargs, None, {}, strict, outermost))
    return ScriptFunction(function_of(_qualified_name(func), traced.graph, traced.names), func)


def _qualified_name(func: Any) -> str:
    name = getattr(func, "__name__", type(func).__name__)
    module = getattr(func, "__module__", None)
    prefix = "__torch__" if module in (None, "__main__") else f"__torch__.{module}"
    return f"{prefix}.{name if name.isidentifier() else 'function'}"


# -- modules


def _traced_module(module: nn.Module, examples: Examples, strict: bool, outermost: FrameType | None) -> ScriptModule:
    types = traced_types(module)
    t = types[id(module)]
    for name, (args, kwargs) in examples.items():
        func = module if name == "forward" else getattr(module, name)
        traced = record(Job(func, args, kwargs, module, types, strict, outermost))
        t.methods[name] = _method(f"{t.name}.{name}", traced)
    return traced_module(module, t)


def _method(name: str, traced: Any) -> Function:
    return function_of(name, traced.graph, traced.names)


# -- the check


def _checked(func: Any, made: Any, name: str, strict: bool, tolerance: float, depth: int) -> Check:
    """The check of a function, or of a module's method ``name``."""
    outermost = calling_frame(depth + 1)
    module = func if isinstance(func, nn.Module) else None
    python = func if name == "forward" else getattr(func, name)
    made = made if name == "forward" else getattr(made, name)

    def again(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Graph:
        types = {} if module is None else traced_types(module)
        return record(Job(python, args, kwargs, module, types, strict, outermost, again=True)).graph

    graph: Graph = (made.forward if module is not None and name == "forward" else made).graph
    return Check(python, made, graph, again, module, tolerance, Frames(outermost))
