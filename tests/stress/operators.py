"""Operators defined in Python are destroyed and defined again while programs that call them run on other threads."""

from __future__ import annotations

import threading
from typing import Any, List

import torch
from torch import Tensor
from torch.library import Library

import anabranch as ab
from anabranch.base.errors import OperatorError
from stress.registry import Budget, scenario

SCHEMAS = ["step(Tensor x) -> Tensor", "step(Tensor x, int by=1) -> Tensor", "step(Tensor x) -> (Tensor, Tensor)"]


def define(schema: str) -> Any:
    library = Library("anabranch_stress", "FRAGMENT")
    library.define(schema)
    two = schema.endswith(")")
    library.impl("step", lambda x, by=1: (x + by, x) if two else x + by, "CPU")
    return library


def step(x: Tensor) -> Tensor:
    return torch.ops.anabranch_stress.step(x)


def steps(x: Tensor) -> Tensor:
    futures: List[ab.Future[Tensor]] = []
    for _ in range(8):
        futures.append(ab.fork(step, x))
    total = torch.zeros_like(x)
    for future in futures:
        total = total + ab.wait(future)
    return total


@scenario("calls")
def operators_are_defined_again_while_programs_call_them(budget: Budget) -> None:
    library = define(SCHEMAS[0])
    program, x, over, failed = ab.script(steps), torch.zeros(4), threading.Event(), []

    def call() -> None:
        while not over.is_set():
            try:
                assert program(x).tolist() == [8.0] * 4
            except (OperatorError, NotImplementedError):
                pass  # the other thread had destroyed it, had another schema, or no kernel yet
            except BaseException as error:
                failed.append(error)
                return
            budget.step()

    threads = [threading.Thread(target=call) for _ in range(3)]
    for thread in threads:
        thread.start()
    rounds = 0
    while budget and not failed:
        library._destroy()
        rounds += 1
        library = define(SCHEMAS[0 if rounds % 4 else rounds // 4 % 3])
    over.set()
    for thread in threads:
        thread.join()
    library._destroy()
    define(SCHEMAS[0])
    assert not failed, failed
    assert rounds > 10
