"""The recording of one run: operators, sizes, forks, calls of submodules and of compiled functions.

``Tracer`` is what the fallback, the sizes' mode, ``fork``/``wait`` and calls of what is compiled talk to while the traced
function runs.  Non-goals: inputs and outputs (``structure``), the finished graph's form (``passes``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn

from ..base.eager import tracing_with
from ..base.errors import TracingError
from ..base.future_states import Finished
from ..base.futures import Future
from ..ir.function import Function
from ..ir.graph import Value
from ..lang.schema import Argument, Schema
from ..lang.tensor_types import plain, refined
from ..lang.types import INT, TENSOR, FutureType, ListType, OptionalType, TensorType, Type
from ..ops import operators
from .arguments import Arguments
from .calls_in_flight import CallsInFlight
from .context_state import ContextState
from .fallback import key_off
from .literals import Literals
from .recorder import Recorder
from .size_node import SizeNode
from .size_numbers import SYMBOLIC, concrete, symbolic
from .sizes import true_size
from .structure import Packer, input_type

_BAKED = "The size {0} of a tensor is used as a Python number here; the trace keeps {0} for every input"
_CONVERTED = "Converting a tensor to a Python number might cause the trace to be incorrect"
_TAKING = ("aten::item", "aten::_local_scalar_dense")  # the number in a tensor
_DECIDED = "A comparison of sizes is used as a Python bool here; the trace keeps {0} for every input"


class Tracer:
    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.arguments = Arguments(recorder)
        self.calls = CallsInFlight(self._taken)
        self.literals = Literals(recorder, self.number_baked_in)
        self.packer = Packer(recorder)
        self.context = ContextState()
        self._conversions_known = False

    # -- operators

    def operator(self, op: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Records and runs one operator; called by the dispatcher with the tracing key off."""
        with torch._C.DisableTorchFunction():
            if op is torch.ops.aten.lift_fresh.default:
                return self.literals.lifted(args[0])
            if op is torch.ops.aten.detach_.default and self.literals.holds(args[0]):
                return args[0]
            schema = operators.find(op.name())
            if schema is None:
                raise TracingError(f"the operator {op.name()} has no schema")
            return self._record(schema, op, args, kwargs)

    def _record(self, schema: Schema, op: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if _gives_only_numbers(schema):
            return self._number(schema, op, args, kwargs)
        with self.recorder.here():
            inputs = self.arguments.values(schema, *self.calls.arguments(schema, args, kwargs))
            result = op(*concrete(args), **{name: concrete(value) for name, value in kwargs.items()})
            self._bind_results(schema, inputs, result)
        return result

    def _number(self, schema: Schema, op: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """An operator that gives Python numbers (``item``, ``equal``): what it gives is baked in."""
        if any(isinstance(a, torch.Tensor) and self.recorder.known(a) for a in args):
            if schema.name not in _TAKING or not self.calls.taken(args[0]):
                self.converted(args[0], _CONVERTED)
        return op(*concrete(args), **{name: concrete(value) for name, value in kwargs.items()})

    def _bind_results(self, schema: Schema, inputs: Sequence[Value], result: Any) -> None:
        results = list(result) if len(schema.returns) > 1 else [result] if schema.returns else []
        types = [_result_type(r.type, x) for r, x in zip(schema.returns, results, strict=True)]
        node = self.recorder.builder.call_op(schema, inputs, types)
        self.context.mark(node)
        for value, given in zip(node.outputs(), results, strict=True):
            self._bind_result(value, given)

    def _bind_result(self, value: Value, given: Any) -> None:
        if isinstance(given, torch.Tensor):
            self.recorder.bind(given, value)
        elif isinstance(given, list | tuple) and given and isinstance(value.type(), ListType):
            unpacked = self.recorder.builder.node("prim::ListUnpack", [value], [_result_type(TENSOR, t) for t in given])
            for item, tensor in zip(unpacked.outputs(), given, strict=True):
                if isinstance(tensor, torch.Tensor):
                    self.recorder.bind(tensor, item)

    # -- sizes

    def size(self, tensor: torch.Tensor, dim: Any) -> Any:
        sizes = true_size(tensor)
        dim = int(dim)
        if not -len(sizes) <= dim < len(sizes):
            return tensor.size(dim)  # raises PyTorch's own error
        return self._size(sizes[dim], "aten::size", [dim], tensor)

    def numel(self, tensor: torch.Tensor) -> Any:
        count = 1
        for size in true_size(tensor):
            count *= size
        return self._size(count, "aten::numel", [], tensor)

    def _size(self, number: int, kind: str, rest: list[int], tensor: torch.Tensor) -> Any:
        with self.recorder.here():
            values = [self.recorder.tensor(tensor), *map(self.recorder.constant, rest)]
            value = self.recorder.operator(kind, values, [INT])
        return symbolic(SizeNode(self, number, value))

    def integer(self, tensor: torch.Tensor) -> Any:
        """A tensor of the trace that stands where Python wants an int."""
        with torch._C.DisableTorchFunction(), key_off(), self.recorder.here():
            if self.recorder.known(tensor) is None:
                return tensor
            return symbolic(SizeNode(self, int(tensor.item()), self.recorder.number_in(tensor)))

    def followed(self, number: int) -> Any:
        """A constant that stands as a size does, so that nothing is decided by its number."""
        with self.recorder.here():
            return symbolic(SizeNode(self, number, self.recorder.constant(number)))

    def _taken(self, thing: SizeNode | torch.Tensor) -> None:
        """A number that no operator took, of a size or in a tensor."""
        if isinstance(thing, SizeNode):
            self.number_baked_in(thing)
        else:
            self.converted(thing, _CONVERTED)

    def number_baked_in(self, node: SizeNode) -> None:
        """A guard: Python wants the number.  A check inside PyTorch's own Python code is not the user's business."""
        if not (self._conversions_known or node.is_bool() and self.recorder.frames.in_library()):
            self.recorder.frames.warn((_DECIDED if node.is_bool() else _BAKED).format(node.number))

    # -- tensors that become Python values

    def converted(self, thing: Any, message: str) -> None:
        if not self._conversions_known and isinstance(thing, torch.Tensor) and self.recorder.known(thing) is not None:
            self.recorder.frames.warn(
                f"{message}. The value is baked in: the trace does not follow it, so it may not fit other inputs."
            )

    @contextmanager
    def conversions_known(self) -> Iterator[None]:
        """The user has been warned of the conversion that runs now."""
        saved, self._conversions_known = self._conversions_known, True
        try:
            yield
        finally:
            self._conversions_known = saved

    # -- forks (the protocol of ``eager``)

    def fork(self, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Future[Any]:
        with self.recorder.here(), self.recorder.fork_region() as node:
            with self.recorder.place(None):
                result = func(*args, **kwargs)
                value = self.packer.pack(result)
            next(node.blocks()).registerOutput(value)
        future: Future[Any] = Future(TracedState(self, result))
        self.recorder.bind(future, node.addOutput(FutureType(value.type())))
        self.recorder.bind(future.state, node.output())
        return future

    def wait(self, future: Future[Any]) -> Any:
        if not isinstance(future, Future):
            raise TypeError(f"wait: expected a Future, got {type(future).__name__}\nhelp: wait for what fork returned")
        return future.result()

    def waited(self, state: TracedState) -> Any:
        """Records a wait; what the future holds is from here on its result."""
        future = self.recorder.known(state)
        if future is not None:
            with self.recorder.here():
                self.packer.unpack(state.result, self.recorder.builder.wait(future))
        return state.result

    # -- compiled functions

    def call_compiled(
        self, function: Function, owner: Any, args: Sequence[Any], kwargs: dict[str, Any], run: Callable[..., Any]
    ) -> Any:
        """A compiled function keeps its control flow: the graph calls it.  ``owner`` is a method's module, or None."""
        with self.recorder.here():
            given = [] if owner is None else [self._owner(owner)]
            arguments = function.schema.arguments[len(given) :]
            values = [self._compiled_argument(a.type, x) for a, x in zip(arguments, bound(function, arguments, args, kwargs))]
            t = function.schema.return_type
            builder = self.recorder.builder
            if owner is None:
                value = builder.call_function(function, values)
            else:
                value = builder.call_method(given[0], function.name, values, t)
            with key_off(), tracing_with(None):
                result = run(*args, **kwargs)
            self.packer.unpack(result, value)
        return result

    def call_python(self, name: str, fn: Callable[..., Any], args: Sequence[Any], run: Callable[..., Any]) -> Any:
        """A call that stays Python's; arguments that no graph can hold are baked into it.  ``run`` is its rest, now."""
        traced = [i for i, a in enumerate(args) if isinstance(a, (torch.Tensor, *SYMBOLIC))]

        def call(*given: Any) -> Any:
            merged = dict(enumerate(args)) | dict(zip(traced, given, strict=True))
            return fn(*merged.values())

        with self.recorder.here():
            values = [self.packer.pack(args[i]) for i in traced]
            with key_off(), tracing_with(None), torch._C.DisableTorchFunction():
                result = run(*concrete(list(args)))
                t = plain(input_type(result))
            value = self.recorder.builder.emit("prim::PythonOp", values, t, {"name": ("s", name), "fn": ("py", call)})
            self.context.mark(value.node())
            self.packer.unpack(result, value)
        return result

    def _owner(self, module: nn.Module) -> Value:
        path = self.recorder.paths.of_module(module)
        if path is None:
            raise TracingError(
                f"a compiled {type(module).__name__} is called that is no part of the traced module\n"
                "help: make it a submodule, or trace the module that holds it"
            )
        return self.recorder.attribute(path, self.recorder.paths.type_at(path))

    def _compiled_argument(self, t: Type, given: Any) -> Value:
        if given is None or isinstance(t, TensorType | ListType | OptionalType) or not t.contained():
            return self.arguments.one(t, given)
        return self.packer.pack(given)


def bound(function: Function, arguments: Sequence[Argument], args: Sequence[Any], kwargs: dict[str, Any]) -> list[Any]:
    """A call's arguments in schema order, defaults filled in.  Raises TypeError."""
    named = dict(zip((a.name for a in arguments), args)) | kwargs
    missing = [a.name for a in arguments if a.name not in named and not a.has_default]
    if missing or len(args) > len(arguments) or not kwargs.keys() <= {a.name for a in arguments}:
        raise TypeError(f"{function.name}() takes ({', '.join(a.name for a in arguments)}): missing {missing}")
    return [named.get(a.name, a.default) for a in arguments]


class TracedState(Finished):
    """A future while tracing: done, and taking its value is recorded."""

    __slots__ = ("result", "tracer")

    def __init__(self, tracer: Tracer, result: Any) -> None:
        super().__init__(result)
        self.tracer = tracer
        self.result = result

    def outcome(self) -> tuple[Any, BaseException | None]:
        return self.tracer.waited(self), None


def _gives_only_numbers(schema: Schema) -> bool:
    def holds_tensor(t: Type) -> bool:
        return isinstance(t, TensorType) or any(map(holds_tensor, t.contained()))

    return bool(schema.returns) and not schema.is_mutable and not any(holds_tensor(r.type) for r in schema.returns)


def _result_type(declared: Type, given: Any) -> Type:
    if isinstance(given, torch.Tensor) and isinstance(declared, TensorType):
        return refined(given) if type(given) in (torch.Tensor, nn.Parameter) else TENSOR
    return declared
