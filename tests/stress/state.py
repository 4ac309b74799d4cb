"""What belongs to the calling thread holds in its tasks, and what a task changes stays inside."""

from __future__ import annotations

from typing import Any, List

import torch
from torch import Tensor

import anabranch as ab
from stress.common import forked_mix
from stress.registry import Budget, scenario
from stress.threads import in_threads


def double(x: Tensor) -> Tensor:
    return x * 2


def product(x: Tensor, y: Tensor) -> Tensor:
    return x @ y


def many_products(x: Tensor, n: int) -> List[Tensor]:
    futures: List[ab.Future[Tensor]] = []
    for _ in range(n):
        futures.append(ab.fork(product, x, x))
    out: List[Tensor] = []
    for future in futures:
        out.append(ab.wait(future))
    return out


@scenario("calls")
def grad_inference_and_autocast_hold_in_tasks(budget: Budget) -> None:
    program = ab.script(many_products)

    def work(i: int) -> None:
        x = torch.ones(8, 8, requires_grad=True)
        while budget:
            if i % 4 == 0:
                assert all(y.requires_grad for y in program(x, 10))
            elif i % 4 == 1:
                with torch.no_grad():
                    assert not any(y.requires_grad for y in program(x, 10))
            elif i % 4 == 2:
                with torch.inference_mode():
                    assert all(y.is_inference() for y in program(torch.ones(8, 8), 10))
            else:
                with torch.autocast("cpu", dtype=torch.bfloat16):
                    assert all(y.dtype == torch.bfloat16 for y in program(x, 10))
            budget.step()

    in_threads(work, 8)


def no_grad_inside(x: Tensor) -> Tensor:
    with torch.no_grad():
        y = x * 2
    return y


def changes_inside_tasks(x: Tensor, n: int) -> Tensor:
    futures: List[ab.Future[Tensor]] = []
    for _ in range(n):
        futures.append(ab.fork(no_grad_inside, x))
        futures.append(ab.fork(double, x))
    total = x
    for i, future in enumerate(futures):
        y = ab.wait(future)
        assert y.requires_grad == (i % 2 == 1)
        total = total + y
    return total * 2


@scenario("calls")
def changes_made_inside_a_task_stay_inside(budget: Budget) -> None:
    program = ab.script(changes_inside_tasks)
    while budget:
        assert program(torch.ones(2, requires_grad=True), 10).requires_grad
        assert torch.is_grad_enabled()
        budget.step()


@scenario("calls")
def tasks_and_operators_appear_in_the_profile(budget: Budget) -> None:
    program = ab.script(many_products)
    x = torch.ones(64, 64)
    while budget:
        with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as profile:
            program(x, 20)
        counted = {event.key: event.count for event in profile.key_averages()}
        assert counted.get("aten::matmul") == 20, counted
        budget.step()


@scenario("calls")
def saved_tensor_hooks_hold_in_tasks(budget: Budget) -> None:
    program = ab.script(many_products)
    while budget:
        packed: list[Tensor] = []
        x = torch.ones(4, 4, requires_grad=True)
        with torch.autograd.graph.saved_tensors_hooks(lambda t: (packed.append(t), t)[1], lambda t: t):
            results = program(x, 10)
        assert len(packed) == 20, len(packed)
        torch.stack(results).sum().backward()
        budget.step()


def new_tensor(n: int) -> Tensor:
    return torch.zeros(n)


def makes_tensors(n: int) -> List[Tensor]:
    futures: List[ab.Future[Tensor]] = []
    for i in range(n):
        futures.append(ab.fork(new_tensor, i))
    out: List[Tensor] = []
    for future in futures:
        out.append(ab.wait(future))
    return out


@scenario("calls")
def process_state_is_shared(budget: Budget) -> None:
    program = ab.script(makes_tensors)
    try:
        while budget:
            for dtype in (torch.float64, torch.float32):
                torch.set_default_dtype(dtype)
                assert {t.dtype for t in program(10)} == {dtype}
            budget.step()
    finally:
        torch.set_default_dtype(torch.float32)


class Wrapped(torch.Tensor):
    """A tensor subclass that changes nothing."""


@scenario("calls")
def modes_subclasses_and_transforms_run_serially_with_the_same_results(budget: Budget) -> None:
    from torch._subclasses.fake_tensor import FakeTensorMode
    from torch.utils._python_dispatch import TorchDispatchMode

    seen: list[Any] = []

    class Spy(TorchDispatchMode):
        def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            seen.append(func)
            return func(*args, **(kwargs or {}))

    program, x = ab.script(forked_mix), torch.randn(4, 4) / 4
    expected = forked_mix(x, 3, 2)
    while budget:
        seen.clear()
        with Spy():
            assert torch.equal(program(x, 3, 2), expected)
        assert sum("tanh" in str(func) for func in seen) == 6
        with FakeTensorMode() as fake:
            assert program(fake.from_tensor(x), 3, 2).shape == x.shape
        assert torch.allclose(torch.func.vmap(lambda t: program(t, 3, 2))(torch.stack([x, x]))[1], expected)
        assert torch.allclose(program(x.as_subclass(Wrapped), 3, 2).as_subclass(torch.Tensor), expected)
        budget.step()


@scenario("calls")
def under_torch_compile_a_compiled_function_is_one_call(budget: Budget) -> None:
    program = ab.script(forked_mix)
    x = torch.randn(4, 4) / 4

    @torch.compile(backend="eager")
    def user(x: Tensor) -> Tensor:
        return program(x * 1, 3, 2) + 1

    while budget:
        assert torch.allclose(user(x), forked_mix(x, 3, 2) + 1)
        budget.step()
