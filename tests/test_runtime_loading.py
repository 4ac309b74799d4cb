"""Loading functions into the machine: with what they call, once, from many threads, or not at all."""

import threading

import pytest
import torch

import anabranch as ab
from anabranch.lang.nominal import ClassType
from anabranch.runtime import native_loader

pytestmark = pytest.mark.usefixtures("native")


def helper(n: int) -> int:
    return n * 2


def outer(n: int) -> int:
    return helper(n) + 1


def even(n: int) -> bool:
    return True if n == 0 else odd(n - 1)


def odd(n: int) -> bool:
    return False if n == 0 else even(n - 1)


def test_a_load_that_fails_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    emit = native_loader.emit

    def broken(function, graph):
        if function.name == "helper":
            raise RuntimeError("cannot emit helper")
        return emit(function)

    monkeypatch.setattr(native_loader, "emit", broken)
    for _ in range(2):
        with pytest.raises(RuntimeError, match="cannot emit helper"):
            ab.script(outer)(3)
    monkeypatch.setattr(native_loader, "emit", emit)
    assert ab.script(outer)(3) == 7


def test_mutual_recursion() -> None:
    assert ab.script(even)(10) is True
    assert ab.script(odd)(10) is False


def test_a_callee_is_loaded_once() -> None:
    compiled = ab.script(outer)
    compiled(3)
    before = compiled.function.executables["native"]
    again = ab.script(outer)
    again(3)
    assert again.function.executables["native"] is before


def test_many_threads_load_the_same_function() -> None:
    def mine(x: torch.Tensor, n: int) -> torch.Tensor:
        future = ab.fork(helper, n)
        return x + ab.wait(future)

    results: list[float] = []
    start = threading.Barrier(6)

    def work() -> None:
        start.wait()
        results.append(ab.script(mine)(torch.ones(1), 2).item())

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert results == [5.0] * 6


def test_methods_compiled_later_are_found() -> None:
    c = ClassType("Empty")
    native_loader.load_class(c)
    c.methods["helper"] = ab.script(helper).function
    native_loader.load_class(c)
    assert c.loaded.keys() == {"helper"}
