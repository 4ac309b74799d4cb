"""Futures that leave the machine: their state seen from Python."""

import asyncio
import subprocess
import sys
import threading

import pytest
import torch

from anabranch.base.futures import Future
from anabranch.lang import types as T
from anabranch.runtime import native
from support import machine
from support.machine import identity

pytestmark = pytest.mark.skipif(not native.is_built(), reason="the native core is not built")


def forking(fn, argument=T.INT, result=T.INT):
    return machine.forking(fn, argument, result)


def test_finished_later() -> None:
    gate = threading.Event()

    def slow(x: int) -> int:
        gate.wait(5)
        return x + 1

    future = forking(slow)(1)
    assert isinstance(future, Future)
    assert not future.done()
    with pytest.raises(TimeoutError):
        future.result(timeout=0.01)
    gate.set()
    assert future.wait() == 2
    assert future.done()
    assert future.value() == 2
    assert future.exception() is None


def test_error_is_one_object() -> None:
    def fail(x: int) -> int:
        raise KeyError("gone")

    future = forking(fail)(1)
    errors = []
    for _ in range(2):
        with pytest.raises(KeyError) as caught:
            future.wait()
        errors.append(caught.value)
    assert errors[0] is errors[1]
    assert future.exception() is errors[0]
    assert str(errors[0]) == "'gone'"


def test_callback_and_then() -> None:
    gate = threading.Event()
    future = forking(lambda x: gate.wait(5) and x)(3)
    called = threading.Event()
    future.add_done_callback(lambda f: called.set())
    double = future.then(lambda f: 2 * f.value())
    gate.set()
    assert called.wait(5)
    assert double.result(5) == 6


def test_await() -> None:
    async def main() -> int:
        gate = threading.Event()
        future = forking(lambda x: gate.wait(5) and x)(4)
        asyncio.get_running_loop().call_later(0.01, gate.set)
        return await future

    assert asyncio.run(main()) == 4


def test_value_is_converted_once() -> None:
    future = forking(lambda x: [x], T.INT, T.ListType(T.INT))(1)
    assert future.wait() == [1]
    assert future.wait() is future.wait()


def test_future_given_back_to_a_program() -> None:
    take = identity(T.FutureType(T.INT))
    assert take(forking(lambda x: x + 1)(1)).wait() == 2
    assert take(Future.finished(7)).wait() == 7
    with pytest.raises(ValueError, match="no"):
        take(Future.failed(ValueError("no"))).wait()
    with pytest.raises(TypeError, match=r"'Future\[int\]' for argument 'x' but instead found type 'Future': a Future of str"):
        take(Future.finished("a"))
    with pytest.raises(TypeError, match=r"'Future\[int\]' for argument 'x' but instead found type 'int'"):
        take(1)


def test_cancel() -> None:
    gate = threading.Event()
    future = forking(lambda x: gate.wait(0.2) or x)(1)
    future.cancel()
    assert future.exception(5) is None or future.cancelled()


def test_tensor_through_a_task() -> None:
    x = torch.ones(2)
    assert forking(lambda t: t, T.TENSOR, T.TENSOR)(x).wait() is x


@pytest.mark.slow
def test_exit_with_a_task_in_flight() -> None:
    code = """
import sys, threading; sys.path.insert(0, "tests")
from test_runtime_futures import forking
f = forking(lambda x: threading.Event().wait(30) or x)(1)
g = forking(lambda x: x)(1)
g.add_done_callback(lambda f: None)
"""
    done = subprocess.run([sys.executable, "-c", code], timeout=20, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
