"""One trace: the function runs once on copies of the example inputs; the result is its graph."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any

import torch
from torch import nn

from ..base.eager import tracing_with
from ..base.errors import TracingError
from ..base.futures import Future
from ..base.record import Record
from ..ir.graph import Graph, Value
from ..lang.nominal import ClassType
from ..passes import pipelines
from .fallback import key_off, operators_go_to
from .frames import Frames
from .module_paths import ModulePaths
from .python_functions import see_python_functions
from .recorder import Recorder
from .size_numbers import SYMBOLIC, forget_sizes
from .sizes import SizesMode
from .structure import input_type
from .tracer import Tracer


class Traced(Record, frozen=True):
    graph: Graph
    names: list[str]  # of the graph's inputs, self included
    result: Any


class Job(Record, frozen=True):
    """What is traced.  ``module`` owns ``func`` if it is a method; ``types`` are the concrete types of its modules."""

    func: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    module: nn.Module | None
    types: Mapping[int, ClassType]
    strict: bool
    outermost: FrameType | None
    again: bool = False  # recorded before: the user has had the warnings


def record(job: Job) -> Traced:
    """Run the function and return what it did.  Raises TracingError, or what the function raises."""
    recorder = Recorder(Frames(job.outermost, job.again), ModulePaths(job.module, job.types))
    inputs = named_inputs(job.func, copied(job.args), copied(dict(job.kwargs)))
    names = _add_inputs(recorder, job, inputs)
    tracer = Tracer(recorder)
    args, kwargs = _call_arguments(job, inputs)
    see_python_functions()
    with tracing_with(tracer), SizesMode(tracer), operators_go_to(tracer.operator):
        try:
            with recorder.calls.left_at_end():
                result = job.func(*args, **kwargs)
        finally:
            if job.module is not None:
                forget_sizes(job.module)
        with torch._C.DisableTorchFunction():
            check_result(result, job, recorder.frames)
            recorder.graph.registerOutput(tracer.packer.pack(result))
    pipelines.run(pipelines.TRACED, recorder.graph)
    return Traced(recorder.graph, names, result)


# -- inputs


def copied(thing: Any) -> Any:
    """The example with every tensor copied, so that what the function writes does not reach the user's."""
    if isinstance(thing, torch.Tensor):
        return thing.detach().clone().requires_grad_(thing.requires_grad)
    if isinstance(thing, tuple) and hasattr(thing, "_fields"):
        return type(thing)(*map(copied, thing))
    if isinstance(thing, list | tuple):
        return type(thing)(map(copied, thing))
    if isinstance(thing, dict):
        return {key: copied(value) for key, value in thing.items()}
    return thing


def named_inputs(func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """The inputs by parameter name, in the order of the signature; those of ``*args`` are numbered."""
    try:
        signature = inspect.signature(func.forward if isinstance(func, nn.Module) else func)
    except (TypeError, ValueError):
        return {**{f"argument_{i}": a for i, a in enumerate(args)}, **kwargs}
    try:
        bound = signature.bind(*args, **kwargs)
    except TypeError as error:
        raise TracingError(f"the example inputs do not fit the function: {error}") from None
    named: dict[str, Any] = {}
    for name, value in bound.arguments.items():
        kind = signature.parameters[name].kind
        if kind is inspect.Parameter.VAR_POSITIONAL:
            named.update({f"{name}_{i}" if len(value) > 1 else name: v for i, v in enumerate(value)})
        elif kind is inspect.Parameter.VAR_KEYWORD:
            named.update(value)
        else:
            named[name] = value
    return named


def _call_arguments(job: Job, inputs: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The copies, given as the user gave the examples."""
    given = iter(inputs.values())
    if not job.kwargs:
        return tuple(given), {}
    target = job.func.forward if isinstance(job.func, nn.Module) else job.func
    bound = inspect.signature(target).bind(*job.args, **job.kwargs)
    for name in bound.arguments:
        if name in inputs:
            bound.arguments[name] = inputs[name]
    return bound.args, bound.kwargs


def _add_inputs(recorder: Recorder, job: Job, inputs: dict[str, Any]) -> list[str]:
    graph = recorder.graph
    names: list[str] = []
    if job.module is not None:
        recorder.regions[0].self_value = graph.addInput("self", job.types[id(job.module)])
        names.append("self")
    values = [_add_input(recorder, name, thing) for name, thing in inputs.items()]
    tracer_packer = Tracer(recorder).packer
    for value, thing in zip(values, inputs.values(), strict=True):
        tracer_packer.unpack(thing, value)
    return [*names, *inputs]


def _add_input(recorder: Recorder, name: str, thing: Any) -> Value:
    if isinstance(thing, bool | int | float | complex | str | torch.device) or thing is None:
        recorder.frames.warn(f"the input {name} is no tensor: the trace keeps {thing!r} for every call")
    if type(thing).__name__ == "ndarray":
        raise TracingError(f"the input {name} is a numpy array\nhelp: pass torch.from_numpy({name})")
    value: Value = recorder.graph.addInput(name, input_type(thing))
    return value


# -- results


def check_result(result: Any, job: Job, frames: Frames) -> None:
    """Inputs could fill a list or dict differently: with ``strict`` it is warned about or refused, as in torch."""
    if job.strict and isinstance(result, dict):
        raise TracingError(
            "the traced function returns a dict, whose structure could change with the inputs\n"
            "help: return a NamedTuple, or pass strict=False to trace"
        )
    if job.strict and isinstance(result, list):
        _check_list(result, frames)
    if isinstance(result, list | tuple):
        for item in result:
            check_result(item, job, frames)


def _check_list(result: list[Any], frames: Frames) -> None:
    if not all(isinstance(item, (torch.Tensor, Future, *SYMBOLIC)) for item in result):
        kinds = ", ".join(sorted({type(item).__name__ for item in result}))
        raise TracingError(
            "Only tensors, lists, tuples of tensors, or dictionary of tensors can be output from traced functions\n"
            f"expected a list of tensors\ngot a list of {kinds}\n"
            "help: return a tuple, or pass strict=False to trace: lists keep their length and numbers for every call"
        )
    frames.warn(
        "the traced function returns a list, which might cause the trace to be incorrect: it keeps its length for every call"
    )


@contextmanager
def not_recorded() -> Iterator[None]:
    """For a trace that begins inside another: the outer one does not see it."""
    with tracing_with(None), key_off():
        yield


def calling_frame(depth: int) -> FrameType | None:
    """The frame that called into the library, ``depth`` frames up."""
    return sys._getframe(depth)
