"""Futures as plain Python sees them: eager forks, promises, errors, callbacks, annotations."""

from __future__ import annotations

import gc
import threading
import traceback
import typing
import weakref

import pytest

import anabranch as ab
from anabranch.base import futures


class Odd(Exception):
    pass


def fail() -> int:
    raise Odd("three")


def test_a_fork_in_python_is_finished() -> None:
    future = ab.fork(lambda a, b=2: a + b, 1)
    assert future.done() and not future.cancelled() and not future.cancel()
    assert [future.wait(), future.value(), future.result(0), ab.wait(future)] == [3, 3, 3, 3]
    assert future.exception() is None
    assert repr(future) == "<Future done>"


def test_the_same_exception_with_its_first_traceback_each_time() -> None:
    future = ab.fork(fail)
    seen, depths = set(), set()
    for wait in (future.wait, future.result, future.value, lambda: ab.wait(future)) * 3:
        with pytest.raises(Odd, match="three") as raised:
            wait()
        seen.add(id(raised.value))
        frames = [frame.name for frame in traceback.extract_tb(raised.value.__traceback__)]
        assert frames[-1] == "fail"
        depths.add(frames.count("result"))
    assert len(seen) == 1
    assert depths == {0, 1}  # wait() shows no frame of the library
    assert id(future.exception()) in seen


def test_the_exception_dies_with_the_future() -> None:
    class Held(Exception):
        pass

    def raises() -> None:
        raise Held

    def use() -> weakref.ref[Held]:
        future = ab.fork(raises)
        try:
            future.wait()
        except Held as error:
            return weakref.ref(error)
        raise AssertionError

    gc.collect()
    gone = use()
    gc.collect()
    assert gone() is None


def test_a_failed_future_is_no_cycle() -> None:
    class Held(Exception):
        pass

    def raises() -> None:
        raise Held

    gc.collect()
    gc.disable()
    try:
        future = ab.fork(raises)
        gone = weakref.ref(future.state.outcome()[1])  # type: ignore[arg-type]
        del future
        assert gone() is None
    finally:
        gc.enable()


def test_an_error_without_a_traceback_does_not_collect_those_of_its_waits() -> None:
    future: ab.Future[int] = ab.Future.failed(Odd("made by the machine"))
    for _ in range(3):
        with pytest.raises(Odd) as raised:
            future.wait()
        assert [f.name for f in traceback.extract_tb(raised.value.__traceback__)].count("wait") == 1


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_what_ends_the_program_passes_through(kind: type[BaseException]) -> None:
    def stop() -> None:
        raise kind

    with pytest.raises(kind):
        ab.fork(stop)


def test_then_and_callbacks_of_a_finished_future() -> None:
    seen: list[int] = []
    future = ab.fork(lambda: 4)
    future.add_done_callback(lambda f: seen.append(f.value()))
    assert seen == [4]
    assert future.then(lambda f: f.value() * 2).then(lambda f: f.value() + 1).wait() == 9
    with pytest.raises(ZeroDivisionError):
        future.then(lambda f: f.value() / 0).wait()
    assert isinstance(ab.fork(fail).then(lambda f: f.wait()).exception(), Odd)


def test_a_failing_callback_is_logged_and_goes_no_further(caplog: pytest.LogCaptureFixture) -> None:
    ab.fork(lambda: 4).add_done_callback(lambda _: 1 / 0)
    assert "done-callback failed" in caplog.text and "ZeroDivisionError" in caplog.text


def pending() -> tuple[futures.Future[int], futures.Promise]:
    promise = futures.Promise()
    return futures.Future(promise), promise


def test_a_pending_future_has_no_value_and_can_time_out() -> None:
    future, promise = pending()
    assert not future.done() and repr(future) == "<Future running>"
    with pytest.raises(RuntimeError, match="no value yet"):
        future.value()
    with pytest.raises(TimeoutError, match="did not finish"):
        future.result(0)
    with pytest.raises(TimeoutError):
        future.exception(timeout=0)
    with pytest.raises(TimeoutError):
        ab.wait_all([ab.fork(lambda: 1), future], timeout=0)
    promise.fulfil(lambda: 5)
    assert ab.wait_all([ab.fork(lambda: 1), future], timeout=0) == [1, 5]


def test_waiting_in_another_thread() -> None:
    future, promise = pending()
    threads = [threading.Thread(target=lambda: got.append(future.wait())) for _ in range(8)]
    got: list[int] = []
    for thread in threads:
        thread.start()
    promise.fulfil(lambda: 7)
    for thread in threads:
        thread.join()
    assert got == [7] * 8


def test_cancelling_a_pending_future() -> None:
    future, promise = pending()
    called: list[bool] = []
    future.add_done_callback(lambda f: called.append(f.cancelled()))
    assert future.cancel() and not future.cancel()
    assert future.cancelled() and called == [True] and repr(future) == "<Future cancelled>"
    promise.fulfil(lambda: 7)
    with pytest.raises(ab.CancelledError):
        future.wait()


def test_a_failure_nobody_looked_at_warns_once_at_the_end_of_the_next_call() -> None:
    with pytest.warns(ab.LostErrorWarning, match="Odd: three") as warned:
        ab.fork(fail)
        ab.fork(lambda: 1)
        ab.fork(lambda: 2)
    assert len(warned) == 1
    assert warned[0].filename == __file__


def test_a_failure_somebody_looked_at_does_not_warn(recwarn: pytest.WarningsRecorder) -> None:
    ab.fork(fail).exception()
    ab.fork(lambda: 1)
    assert not recwarn.list


def test_wait_all_raises_the_first_failure_in_order() -> None:
    with pytest.raises(Odd):
        ab.wait_all([ab.fork(lambda: 1), ab.fork(fail), ab.fork(lambda: 1 / 0)])
    ab.fork(lambda: 0)
    assert ab.wait_all([]) == []


def test_futures_as_annotations() -> None:
    # As text twice over: the future import makes text of it, and users write text.
    def user(a: ab.Future[int], b: "ab.Future[typing.List[int]]") -> ab.Future[ab.Future[str]]:  # noqa: UP037
        raise NotImplementedError

    hints = typing.get_type_hints(user, globals())
    assert typing.get_origin(hints["a"]) is ab.Future and typing.get_args(hints["a"]) == (int,)
    assert typing.get_args(hints["b"]) == (typing.List[int],)
    assert hints["return"] == ab.Future[ab.Future[str]]


def test_what_cannot_be_forked_or_waited_for() -> None:
    with pytest.raises(TypeError, match=r"expected a function or module, got int"):
        ab.fork(3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"expected a Future, got int"):
        ab.wait(3)  # type: ignore[arg-type]
