"""Parallel tasks and the threads inside operators share the cores."""

from __future__ import annotations

import threading
import time

import torch
from torch import Tensor

import anabranch as ab
from anabranch.base.cores import cores
from stress.common import forked_mix
from stress.registry import Budget, scenario, thread_count
from stress.threads import in_threads


def products(x: Tensor, n: int) -> Tensor:
    for _ in range(n):
        x = torch.mm(x, x) * 0.01
    return x


def tanhs(x: Tensor, n: int) -> Tensor:
    for _ in range(n):
        x = torch.tanh(x)
    return x


def start_products(x: Tensor, n: int) -> ab.Future[Tensor]:
    return ab.fork(products, x, n)


def start_tanhs(x: Tensor, n: int) -> ab.Future[Tensor]:
    return ab.fork(tanhs, x, n)


def cores_used(begin: object, x: Tensor, n: int) -> float:
    """CPU seconds over wall seconds of one task that runs on a worker while this thread only waits for a callback."""
    done = threading.Event()
    cpu, wall = time.process_time(), time.perf_counter()
    future = begin(x, n)  # type: ignore[operator]
    future.add_done_callback(lambda _: done.set())
    assert done.wait(60)
    return (time.process_time() - cpu) / (time.perf_counter() - wall)


def check_one_core(threads: int | None) -> None:
    if threads is not None:
        torch.set_num_threads(threads)
    for program, x, n in (
        (start_products, torch.randn(600, 600), 40),
        (start_tanhs, torch.randn(2_000_000), 60),
    ):
        begin = ab.script(program)
        cores_used(begin, x, 2)
        used = cores_used(begin, x, n)
        assert used < 1.15, f"{program.__name__}: {used:.2f} cores"


@scenario("measurements")
def an_operator_on_a_worker_uses_one_core(budget: Budget) -> None:
    while budget:
        check_one_core(None)
        budget.step()


@scenario("measurements")
def an_operator_on_a_worker_uses_one_core_after_set_num_threads(budget: Budget) -> None:
    while budget:
        check_one_core(2)
        budget.step()


@scenario("calls")
def threads_of_the_process_stay_few(budget: Budget) -> None:
    program, callers = ab.script(forked_mix), 4
    x = torch.randn(64, 64) / 8

    def work(i: int) -> None:
        torch.set_num_threads(1 + i % 4)
        while budget:
            program(x, 16, 10)
            budget.step()

    in_threads(work, callers)  # while they last, calling threads keep teams of the size that they asked for
    allowed, end = 2 * cores() + callers, time.monotonic() + 5
    while (left := thread_count()) > allowed:  # OpenMP's helpers leave a little after the thread that led them
        assert time.monotonic() < end, f"{left} threads, {allowed} allowed"
        time.sleep(0.05)
