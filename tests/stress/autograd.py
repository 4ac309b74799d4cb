"""Gradients through forked, nested and recursive tasks equal eager's."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

import anabranch as ab
from stress.common import forked_mix
from stress.registry import Budget, scenario
from stress.threads import in_threads


def layer(x: Tensor, w: Tensor) -> Tensor:
    return torch.tanh(x @ w)


def two_users(x: Tensor, w: Tensor) -> Tensor:
    """No value is consumed by more than two tasks: gradients are exact."""
    left = ab.fork(layer, x, w)
    right = ab.fork(layer, x, w)
    return ab.wait(left) - ab.wait(right) * 0.5


def tree(x: Tensor, w: Tensor, depth: int) -> Tensor:
    if depth == 0:
        return layer(x, w)
    left = ab.fork(tree, x, w, depth - 1)
    right = tree(x * 0.5, w, depth - 1)
    return layer(ab.wait(left) + right, w)


def gradients(program: Any, *args: Any) -> list[Tensor]:
    leaves = [a.detach().clone().requires_grad_() if isinstance(a, Tensor) else a for a in args]
    program(*leaves).sum().backward()
    return [a.grad for a in leaves if isinstance(a, Tensor)]


def close(left: list[Tensor], right: list[Tensor]) -> None:
    for a, b in zip(left, right):
        torch.testing.assert_close(a, b)


@scenario("backward passes")
def gradients_equal_eager(budget: Budget) -> None:
    two, deep, wide = ab.script(two_users), ab.script(tree), ab.script(forked_mix)
    x, w = torch.randn(8, 8), torch.randn(8, 8) / 3
    exact, nested, many = gradients(two_users, x, w), gradients(tree, x, w, 4), gradients(forked_mix, x, 6, 3)
    while budget:
        assert all(map(torch.equal, gradients(two, x, w), exact))
        close(gradients(deep, x, w, 4), nested)
        close(gradients(wide, x, 6, 3), many)
        budget.step(3)


@scenario("backward passes")
def double_backward_and_retain_graph(budget: Budget) -> None:
    program = ab.script(tree)
    w = torch.randn(4, 4, dtype=torch.double) / 2  # sums of gradients come in another order
    while budget:
        x = torch.randn(4, 4, dtype=torch.double, requires_grad=True)
        results = []
        for fn in (tree, program):
            out = fn(x, w, 3).sum()
            (first,) = torch.autograd.grad(out, x, create_graph=True, retain_graph=True)
            (again,) = torch.autograd.grad(out, x, retain_graph=True)
            (second,) = torch.autograd.grad(first.square().sum(), x)
            results.append([first.detach(), again, second])
        close(results[1], results[0])
        budget.step()


@scenario("backward passes")
def backward_from_other_threads_while_calls_run(budget: Budget) -> None:
    program, x, w = ab.script(tree), torch.randn(8, 8), torch.randn(8, 8) / 3
    expected = gradients(tree, x, w, 3)

    def work(i: int) -> None:
        while budget:
            if i % 2:
                close(gradients(program, x, w, 3), expected)
            else:
                program(x, w, 3)
            budget.step()

    in_threads(work, 8)
