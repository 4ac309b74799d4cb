"""Compiling from several threads at once, beside imports, finalisers and forks of the process: all must end, and agree.

The programs meet where user code runs while something is compiled: in an import inside a compiled function, and in an
annotation that is text (it is evaluated).
"""

from __future__ import annotations

import enum
import gc
import importlib
import os
import queue
import sys
import tempfile
import threading
import types
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any, List

import torch
from torch import Tensor, nn

import anabranch as ab
from anabranch.base.config import settings
from anabranch.frontend.classes.enums import enum_type
from anabranch.frontend.classes.interfaces import interface_type
from anabranch.frontend.classes.script_classes import class_type
from anabranch.frontend.modules.concrete_types import module_type

ONES = torch.ones(2)


def together(*works: Callable[[], Any]) -> list[Any]:
    """What each gives, all run at once; raises the first error of any."""
    gate, results, errors = threading.Barrier(len(works)), [None] * len(works), []

    def body(i: int, work: Callable[[], Any]) -> None:
        try:
            gate.wait()
            results[i] = work()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=body, args=(i, work)) for i, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results


class Meeting:
    """Two threads that compile meet here once.  Where a lock keeps one of them away, the other goes on, and hangs."""

    def __init__(self) -> None:
        self.barrier = threading.Barrier(2)
        self.mine = threading.local()

    def __call__(self) -> type:
        if not hasattr(self.mine, "visited"):
            self.mine.visited = True
            try:
                self.barrier.wait(2)
            except threading.BrokenBarrierError:
                pass
        return int


def importable(name: str, look: Callable[[], int]) -> None:
    """A module whose ``one`` is found by calling ``look``, in the middle of compiling what imports it."""
    kind = type("Module", (types.ModuleType,), {"one": property(lambda self: look())})
    sys.modules[name] = kind(name)


# -- a function that makes objects of a class, and the class

class_meeting = Meeting()
importable("beside_the_class", lambda: class_meeting() and 1)


class Counted:
    start: class_meeting()  # noqa: F821

    def __init__(self, n: int):
        self.start = n

    def doubled(self) -> int:
        return 2 * self.start


def counts(n: int) -> int:
    from beside_the_class import one

    return Counted(n).doubled() + one


def make_counted(n: int) -> Counted:
    return Counted(n)


def a_function_and_the_class_that_it_makes() -> None:
    compiled, _ = together(lambda: ab.script(counts), lambda: ab.script(Counted))
    assert compiled(3) == 7
    assert ab.script(make_counted)(2).doubled() == 4


# -- a function that imports a module, and the import of this module, which compiles

import_meeting = Meeting()
importable("before_the_import", lambda: import_meeting() and 1)
IMPORTED = """
import anabranch as ab
from hangs.compiling import import_meeting
import_meeting()
@ab.script
def triple(n: int) -> int:
    return 3 * n
compiled_here = triple(2)
"""


def imports_it(n: int) -> int:
    from before_the_import import one
    from imported_while_compiling import triple

    return triple(n) + one


def a_function_that_imports_and_the_module_that_compiles() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "imported_while_compiling.py").write_text(IMPORTED)
        sys.path.insert(0, folder)
        compiled, module = together(
            lambda: ab.script(imports_it), lambda: importlib.import_module("imported_while_compiling")
        )
    assert (module.compiled_here, compiled(5)) == (6, 16)


# -- finalisers


def plain(n: int) -> int:
    return n + 1


class Elsewhere:
    """A thread that compiles what it is given.  Its queues may be used anywhere, unlike the locks of ``threading``."""

    def __init__(self) -> None:
        self.given: queue.SimpleQueue[Callable[..., Any]] = queue.SimpleQueue()
        self.made: queue.SimpleQueue[Any] = queue.SimpleQueue()
        threading.Thread(target=self.serve, name="elsewhere", daemon=True).start()

    def serve(self) -> None:
        while True:
            self.made.put(ab.script(self.given.get()))

    def compile(self, function: Callable[..., Any]) -> Any:
        self.given.put(function)
        return self.made.get()


class Leaves:
    """Its end compiles in this thread, and waits for another thread that compiles the same."""

    ended = 0

    def __init__(self, elsewhere: Elsewhere) -> None:
        self.elsewhere = elsewhere

    def __del__(self) -> None:
        def fresh(n: int) -> int:
            return plain(n) + 1

        assert ab.script(fresh)(1) == 3
        if threading.current_thread().name != "elsewhere":  # the collector runs in any thread: two may not wait for each other
            assert self.elsewhere.compile(fresh)(1) == 3
        Leaves.ended += 1


def leave_a_cycle(elsewhere: Elsewhere) -> None:
    cycle: List[Any] = [Leaves(elsewhere)]
    cycle.append(cycle)


def end_some() -> int:
    leave_a_cycle(Elsewhere())
    gc.collect()
    return 1


importable("ends_objects", end_some)


def ends_objects(n: int) -> int:
    from ends_objects import one

    return plain(n) + one


def finalisers_compile_while_compiling() -> None:
    before = Leaves.ended
    assert together(*[lambda: ab.script(ends_objects)(3)] * 4) == [5] * 4
    gc.collect()
    assert Leaves.ended > before


@contextmanager
def collecting(every: int) -> Any:
    """The collector runs after so many allocations, and so in the middle of everything."""
    before = gc.get_threshold()
    gc.set_threshold(every, 3, 3)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def finalisers_compile_at_any_moment() -> None:
    """Wherever a lock is held while objects are made, a finaliser meets it."""
    before, elsewhere = Leaves.ended, Elsewhere()
    for every in (300, 701, 1500):
        for _ in range(5):
            leave_a_cycle(elsewhere)
        with collecting(every):
            module = Scaled(every, True)
            assert torch.equal(ab.script(module)(ONES), module(ONES))
            assert Leaves.ended > before, "none ended while compiling"
        gc.collect()
    assert Leaves.ended == before + 15


# -- everything refers to everything else, from many threads


class Level(enum.Enum):
    LOW = 1
    HIGH = 2


@ab.interface
class HasArea:
    def area(self, scale: float) -> float: ...

    def other(self) -> HasArea: ...


class Square:
    def __init__(self, side: float, level: Level):
        self.side = side
        self.level = level

    def area(self, scale: float) -> float:
        return self.side * self.side * scale * factor_of(self.level)

    def other(self) -> HasArea:
        return Circle(self.side, self.level)

    def __lt__(self, other: Square) -> bool:
        return self.side < other.side


class Circle:
    def __init__(self, radius: float, level: Level):
        self.radius = radius
        self.level = level

    def area(self, scale: float) -> float:
        return 3.0 * self.radius * self.radius * scale * factor_of(self.level)

    def other(self) -> HasArea:
        return Square(self.radius, self.level)


def factor_of(level: Level) -> float:
    if level == Level.HIGH:
        return 10.0
    return 1.0


def total(shapes: List[HasArea]) -> float:
    result = 0.0
    for shape in shapes:
        result += shape.area(1.0) + shape.other().area(2.0)
    return result


def squares(n: int) -> List[Square]:
    return sorted([Square(float(n - i), Level.HIGH) for i in range(n)])


def areas(n: int) -> float:
    shapes: List[HasArea] = []
    for i in range(n):
        shapes.append(Square(float(i), Level.LOW))
        shapes.append(Circle(float(i), Level.HIGH))
    return total(shapes) + squares(2)[0].side


def expected_areas(n: int) -> float:
    return sum(i * i * (1 + 6) + i * i * (30 + 20) for i in range(n)) + 1.0


class Scaled(nn.Module):
    """``deep`` adds a level below, of the same kind."""

    def __init__(self, factor: int, deep: bool):
        super().__init__()
        self.factor = factor
        self.weight = nn.Parameter(torch.ones(2))
        self.inner = Scaled(factor, False) if deep else None
        self.level = Level.HIGH

    def forward(self, x: Tensor) -> Tensor:
        result = x * self.weight * float(self.factor) * factor_of(self.level)
        if self.inner is not None:
            result = result + self.inner(x)
        return result + areas(1)

    def twice(self, x: Tensor) -> Tensor:
        return self.forward(self.forward(x))


def family(first: int) -> list[Any]:
    """Compiles and runs all of the family, beginning with its ``first`` one; what must be the same in every thread."""
    module = Scaled(3, True)
    order: list[Callable[[], Any]] = [
        lambda: ab.script(areas)(3),
        lambda: ab.script(Square),
        lambda: ab.script(module)(ONES),
        lambda: ab.script(Circle),
        lambda: ab.script(total),
        lambda: ab.script(module).twice(ONES),
        lambda: ab.script(squares)(4),
        lambda: ab.script(factor_of)(Level.HIGH),
    ]
    first %= len(order)
    for work in [*order[first:], *order[:first]]:
        work()
    assert ab.script(areas)(3) == expected_areas(3)
    compiled = ab.script(module)
    assert torch.equal(compiled(ONES), module(ONES))
    assert torch.equal(compiled.twice(ONES), module.twice(ONES))
    kinds = [class_type(Square), class_type(Circle), enum_type(Level), interface_type(HasArea), module_type(module)]
    return [*kinds, ab.script(areas).function, compiled.forward.function]


def many_threads_compile_what_refers_to_each_other() -> None:
    results = together(*[lambda i=i: family(i) for i in range(8)])
    for result in results:
        assert all(mine is first for mine, first in zip(result, results[0])), "two objects of one type or function"


def many_threads_compile_for_the_interpreter() -> None:
    with settings.override(backend="interpreter"):
        many_threads_compile_what_refers_to_each_other()
    assert ab.script(areas)(3) == expected_areas(3)


def equal_modules_have_one_type() -> None:
    for factor in range(20):
        made = together(*[lambda f=factor: ab.script(Scaled(f, f % 2 == 0)) for _ in range(4)])
        kinds = {module_type(module) for module in made}
        assert len(kinds) == 1


def methods_compiled_when_first_called() -> None:
    for factor in range(100, 110):
        made = [ab.script(Scaled(factor, True)) for _ in range(4)]
        together(*[lambda m=m: m.twice(ONES) for m in made])
        assert len({m.twice.function for m in made}) == 1


def failing(n: int) -> float:
    return areas(n) + nowhere(n)  # noqa: F821


def error_of_failing() -> str:
    try:
        ab.script(failing)
    except ab.CompileError as error:
        return str(error)
    raise AssertionError("no error")


def errors_beside_successes() -> None:
    results = together(*[error_of_failing, lambda: ab.script(areas)(3)] * 4)
    assert results[1::2] == [expected_areas(3)] * 4
    assert len(set(results[::2])) == 1
    assert "undefined value nowhere" in results[0]


# -- os.fork while other threads compile


def forks_while_others_compile() -> None:
    for backend in ("interpreter", "native"):
        with settings.override(backend=backend):
            forks_beside_compilers()


def forks_beside_compilers() -> None:
    stop = threading.Event()

    def compile_on(i: int) -> None:
        number = 1000 * (i + 1)
        while not stop.is_set():
            number += 1
            module = Scaled(number, True)
            assert torch.equal(ab.script(module)(ONES), module(ONES))

    def fork_on() -> list[int]:
        try:
            return [status_of_child(i) for i in range(12)]
        finally:
            stop.set()

    statuses = together(fork_on, *[lambda i=i: compile_on(i) for i in range(3)])[0]
    assert statuses == [0] * len(statuses)


def status_of_child(i: int) -> int:
    child = os.fork()
    if child != 0:
        return os.waitpid(child, 0)[1]
    try:
        module = Scaled(50_000 + i, True)
        same = together(*[lambda: torch.equal(ab.script(module)(ONES), module(ONES))] * 2)
        os._exit(0 if same == [True, True] and ab.script(areas)(3) == expected_areas(3) else 2)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(1)


SCENARIOS = [
    a_function_and_the_class_that_it_makes,
    a_function_that_imports_and_the_module_that_compiles,
    finalisers_compile_while_compiling,
    finalisers_compile_at_any_moment,
    many_threads_compile_what_refers_to_each_other,
    many_threads_compile_for_the_interpreter,
    equal_modules_have_one_type,
    methods_compiled_when_first_called,
    errors_beside_successes,
    forks_while_others_compile,
]
