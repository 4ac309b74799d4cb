"""What is compiled beside PyTorch's other compilers, in other processes, with other libraries' values and futures."""

from __future__ import annotations

import asyncio
import io
import multiprocessing
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any, Dict, List, Tuple

import numpy as np
import pytest
import torch
from torch import Tensor, fx, nn

import anabranch as ab

pytestmark = pytest.mark.compiles_only


@ab.script
def forked(x: Tensor, n: int = 2) -> Tensor:
    halves = [ab.fork(torch.relu, x), ab.fork(torch.neg, x)]
    return ab.wait_all(halves)[0] * n + halves[1].wait()


@ab.script
def several(x: Tensor, names: List[str]) -> Tuple[Tensor, Tensor]:
    return x + len(names), x * 2


@ab.script
def by_name(x: Tensor) -> Dict[str, Tensor]:
    return {"x": x}


class Inner(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(2, 2)

    def forward(self, x: Tensor) -> Tensor:
        return ab.wait(ab.fork(self.linear, x)).relu()


class Outer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.inner = ab.script(Inner())
        self.last = nn.Linear(2, 2)

    def forward(self, x: Tensor) -> Tensor:
        return forked(self.last(self.inner(x)), n=3)


def calls(x: Tensor) -> Tensor:
    return forked(x, n=3) + several(x, ["a", "b"])[1]


def loaded(module: Any) -> Any:
    file = io.BytesIO()
    ab.save(module, file)
    file.seek(0)
    return ab.load(file)


X = torch.tensor([[1.0, -2.0], [3.0, 0.5]])


# -- torch.compile: a compiled function is one call of the graph


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["eager", "aot_eager"])
def test_torch_compile_takes_functions_whole(backend: str) -> None:
    x = X.clone().requires_grad_()
    compiled = torch.compile(calls, backend=backend, fullgraph=True)
    torch.testing.assert_close(compiled(x), calls(x))
    (gradient,) = torch.autograd.grad(compiled(x).sum(), x)
    torch.testing.assert_close(gradient, torch.autograd.grad(calls(x).sum(), x)[0])


@pytest.mark.slow
def test_torch_compile_sees_one_node_for_what_is_compiled_before_and_after_dynamo_came() -> None:
    graphs: List[fx.GraphModule] = []

    def keep(graph: fx.GraphModule, example_inputs: Any) -> Callable[..., Any]:
        graphs.append(graph)
        return graph.forward

    after = ab.script(plain)
    torch.compile(lambda x: forked(x) + after(x), backend=keep, fullgraph=True)(X)
    targets = [node.target for node in graphs[0].graph.nodes if node.op == "call_function"]
    assert targets[:2] == [forked, after]


def plain(x: Tensor) -> Tensor:
    return x + 1


@pytest.mark.slow
def test_torch_compile_of_modules() -> None:
    """Around a compiled module the graph breaks; to_fx gives what goes in whole."""
    outer = Outer()
    torch.testing.assert_close(torch.compile(outer, backend="eager")(X), outer(X))
    whole = torch.compile(ab.to_fx(outer.inner), backend="aot_eager", fullgraph=True)
    torch.testing.assert_close(whole(X), outer.inner(X))


def test_what_torch_compile_has_wrapped_is_compiled_without_it() -> None:
    module = Inner()
    wrapped = torch.compile(module, backend="eager")
    torch.testing.assert_close(ab.script(wrapped)(X), module(X))
    torch.testing.assert_close(ab.trace(wrapped, (X,))(X), module(X))
    assert list(ab.script(nn.Sequential(wrapped)).state_dict()) == ["0.linear.weight", "0.linear.bias"]


# -- torch.fx: a leaf


def test_symbolic_trace_records_calls_as_leaves() -> None:
    outer = Outer()
    graph = fx.symbolic_trace(outer)
    assert [(n.op, n.target) for n in graph.graph.nodes if n.op.startswith("call")] == [
        ("call_module", "inner"), ("call_module", "last"), ("call_function", forked),
    ]  # fmt: skip
    torch.testing.assert_close(graph(X), outer(X))


def test_symbolic_trace_again_after_calls() -> None:
    """The program is there, and the core asks the arguments."""
    calls(X)
    graph = fx.symbolic_trace(calls)
    torch.testing.assert_close(graph(X), calls(X))
    torch.testing.assert_close(fx.symbolic_trace(graph)(X), calls(X))


def test_other_arguments_that_do_not_fit_stay_errors() -> None:
    for _ in range(2):
        with pytest.raises(ab.ScriptTypeError, match="for argument 'x'"):
            forked("x")  # type: ignore[arg-type]


# -- torch.export, ONNX: what is compiled is traced through


@pytest.mark.slow
def test_export_of_modules_that_are_compiled_contain_such_and_were_loaded() -> None:
    outer = Outer()
    for module in (outer, outer.inner, loaded(outer.inner), ab.to_fx(outer.inner)):
        exported = torch.export.export(module, (X,))
        torch.testing.assert_close(exported.module()(X), module(X))
        assert any(node.target is torch.ops.aten.linear.default for node in exported.graph.nodes)


@pytest.mark.slow
def test_onnx_of_modules_that_are_compiled_and_contain_such() -> None:
    pytest.importorskip("onnxscript")
    outer = Outer()
    inner = {"Gemm", "Relu"}
    for module, kinds in ((outer, {*inner, "Neg"}), (outer.inner, inner), (ab.to_fx(outer.inner), inner)):
        program = torch.onnx.export(module, (X,), dynamo=True, verbose=False)
        assert program is not None
        assert kinds <= {node.op_type for node in program.model.graph}


# -- other processes


def both(x: Tensor) -> Tuple[Tensor, Tensor]:
    return x, x


@pytest.mark.slow
@pytest.mark.xdist_group("processes")
def test_spawned_processes_get_functions_modules_and_methods_through_their_archives() -> None:
    module = ab.script(Inner())
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        results = pool.map(_called, [forked, module, module.forward, ab.trace(both, X)])
    for result, called in zip(results, (forked, module, module, lambda x: (x, x))):
        torch.testing.assert_close(result, called(X))


def _called(function: Any) -> Any:
    return torch.utils._pytree.tree_map(torch.Tensor.detach, function(X))


@pytest.mark.slow
@pytest.mark.xdist_group("processes")
def test_joblib() -> None:
    joblib = pytest.importorskip("joblib")
    module = ab.script(Inner())
    results = joblib.Parallel(n_jobs=1, backend="loky")(joblib.delayed(_called)(f) for f in (forked, module))
    torch.testing.assert_close(results, [forked(X), module(X).detach()])
    again = pickle.loads(pickle.dumps(module.forward))
    torch.testing.assert_close(again(X), module(X))


def test_what_looks_into_programs_can_be_pickled() -> None:
    schema = pickle.loads(pickle.dumps(forked.schema))
    assert str(schema) == str(forked.schema)
    assert schema.arguments[0].default is forked.schema.arguments[0].default
    shared = pickle.loads(pickle.dumps(ab.script([1, 2])))
    assert list(shared) == [1, 2]


# -- numpy


def test_numpy_arrays_are_told_from_tensors() -> None:
    array = np.ones(2, np.float32)
    for _ in range(2):  # the first call makes the program
        with pytest.raises(ab.ScriptTypeError, match=r"found type 'numpy.ndarray'; pass torch.from_numpy\(x\)"):
            forked(array)  # type: ignore[arg-type]
    with pytest.raises(ab.TracingError, match=r"the input x is a numpy array\nhelp: pass torch.from_numpy\(x\)"):
        ab.trace(plain, array)


# -- futures of others


def test_threads_of_an_executor_call_and_fork() -> None:
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(forked, [X, X + 1]))
        futures = [pool.submit(forked, X), ab.fork(forked, X)]
        done = [future.result() for future in as_completed(futures)]
    torch.testing.assert_close(results, [forked(X), forked(X + 1)])
    torch.testing.assert_close(done, [forked(X), forked(X)])


def test_asyncio_awaits_tasks_and_their_executors() -> None:
    async def serve() -> List[Tensor]:
        loop = asyncio.get_running_loop()
        return await asyncio.gather(
            asyncio.wrap_future(ab.fork(forked, X)), loop.run_in_executor(None, forked, X), _awaited(X)
        )

    torch.testing.assert_close(asyncio.run(serve()), [forked(X)] * 3)


async def _awaited(x: Tensor) -> Tensor:
    return await ab.fork(forked, x)
