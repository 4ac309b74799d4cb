"""Nothing compiled outlives its last user: after a collection, the object, its types and its functions are gone.

And what is still used lives: by tasks that go on, by values in slots of any type (``design/lifetimes.md``).
"""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from typing import Any, List, Optional

import pytest
import torch
from torch import Tensor, nn

import anabranch as ab
from anabranch.base import config
from anabranch.frontend.classes.script_classes import class_type
from anabranch.ir.function import Function
from anabranch.lang.types import FunctionType, Type
from support.spaces import forget_modules, module_of

ONES = torch.ones(2)


def functions_of(function: Function) -> Iterator[Function]:
    """A function and what it calls."""
    yield function
    for node in function.graph.findAllNodes("prim::Constant"):
        t = node.output().type()
        if isinstance(t, FunctionType) and t.function is not function:
            yield from functions_of(t.function)


def collect() -> None:
    forget_modules()
    gc.collect()


class Watch:
    """Weak references to what must die, each with its name."""

    def __init__(self, **objects: Any) -> None:
        self.refs = {name: weakref.ref(o) for name, o in objects.items()}

    def function(self, function: Function) -> Watch:
        for i, one in enumerate(functions_of(function)):
            self.refs[f"function {i} {one.name}"] = weakref.ref(one)
            self.types(*(v.type() for v in one.graph.inputs()))
            for kind, loaded in one.executables.items():
                self.refs[f"{kind} program {i} {one.name}"] = weakref.ref(loaded)
        return self

    def types(self, *types: Type) -> Watch:
        for t in types:
            if hasattr(t, "methods"):
                self.refs[f"type {t}"] = weakref.ref(t)
        return self

    def alive(self) -> list[str]:
        collect()
        return [name for name, ref in self.refs.items() if ref() is not None]


# -- functions


def test_function(backend: str) -> None:
    def make() -> Watch:
        def inner(x: Tensor) -> Tensor:
            return x + 1

        def outer(x: Tensor) -> Tensor:
            return inner(x) * 2

        f = ab.script(outer)
        assert f(ONES).tolist() == [4, 4]
        watch, function = Watch(f=f, outer=outer, inner=inner).function(f.function), f.function
        del f
        assert watch.refs["f"]() is None
        assert ab.script(outer).function is function, "compiled once for a function that lives"
        return watch

    assert make().alive() == []


def test_function_that_calls_itself_and_its_sibling(backend: str) -> None:
    def make() -> Watch:
        space = module_of(
            """
            def even(n: int) -> bool:
                return True if n == 0 else odd(n - 1)

            def odd(n: int) -> bool:
                return False if n == 0 else even(n - 1)
            """
        )
        f, g = ab.script(space.even), ab.script(space.odd)
        assert (f(4), g(4)) == (True, False)
        return Watch(even=space.even, f=f, g=g, space=space.life, function=f.function, other=g.function)

    assert make().alive() == []


def test_function_that_calls_python_which_knows_it(backend: str) -> None:
    def make() -> Watch:
        space = module_of(
            """
            @ab.ignore
            def in_python(n: int) -> int:
                assert compiled is not None
                return n + 1

            def f(n: int) -> int:
                return in_python(n) * 2
            """
        )
        space.compiled = ab.script(space.f)
        assert space.compiled(2) == 6
        return Watch(f=space.compiled, space=space.life, in_python=space.in_python).function(space.compiled.function)

    assert make().alive() == []


def test_functions_given_as_arguments(backend: str) -> None:
    def make() -> Watch:
        def double(n: int) -> int:
            return 2 * n

        f = ab.script(lambda_user(double))
        assert f(3) == 12
        return Watch(f=f, double=double).function(f.function)

    assert make().alive() == []


def twice(fn: Callable[[int], int], n: int) -> int:
    return fn(fn(n))


def lambda_user(double: Callable[[int], int]) -> Any:
    def uses(n: int) -> int:
        return twice(double, n)

    return uses


# -- modules


class Scaled(nn.Module):
    def __init__(self, factor: int, inner: Optional[nn.Module] = None):
        super().__init__()
        self.factor = factor
        self.weight = nn.Parameter(torch.ones(2))
        self.inner = inner

    def forward(self, x: Tensor) -> Tensor:
        x = x * self.weight * float(self.factor)
        if self.inner is not None:
            x = self.inner(x)
        return x

    @ab.export
    def other(self, x: Tensor) -> Tensor:
        return self.forward(x) + 1


def watch_module(m: Any) -> Watch:
    watch = Watch(m=m, forward=m.forward, original=m.original_name and m.forward.owner).function(m.forward.function)
    for i, inner in enumerate(m.modules()):
        watch.refs[f"module {i}"] = weakref.ref(inner)
        watch.refs[f"type {i}"] = weakref.ref(inner._type)
        for name, method in inner._type.methods.items():
            watch.refs[f"method {i} {name}"] = weakref.ref(method)
    return watch


def test_module(backend: str) -> None:
    def make() -> Watch:
        module = Scaled(3, Scaled(5))
        m = ab.script(module)
        assert m(ONES).tolist() == [15, 15]
        assert m.other(ONES).tolist() == [16, 16]
        watch = watch_module(m)
        watch.refs["module"] = weakref.ref(module)
        return watch

    assert make().alive() == []


def test_one_module_of_a_tree_outlives_it(backend: str) -> None:
    m = ab.script(Scaled(7, Scaled(11)))
    watch, inner = Watch(m=m, t=m._type, forward=m.forward.function), m.inner
    del m
    assert watch.alive() == []
    assert inner(ONES).tolist() == [11, 11]


def test_module_class(backend: str) -> None:
    def make() -> Watch:
        space = module_of(
            """
            class Net(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.lin = nn.Linear(2, 2)

                def forward(self, x):
                    return self.lin(x)
            """
        )
        m = ab.script(space.Net())
        m(ONES)
        watch = watch_module(m)
        watch.refs.update(cls=weakref.ref(space.Net), space=weakref.ref(space.life))
        return watch

    assert make().alive() == []


def test_module_with_hooks_and_python_that_know_it(backend: str) -> None:
    def make() -> Watch:
        space = module_of(
            """
            class Net(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.weight = nn.Parameter(torch.ones(2))

                @ab.ignore
                def in_python(self, x: Tensor) -> Tensor:
                    assert compiled
                    return x + 1

                def forward(self, x: Tensor) -> Tensor:
                    return self.in_python(x) * self.weight

            def hook(module, args: Tuple[Tensor], result: Tensor) -> Tensor:
                return result * 2
            """
        )
        module = space.Net()
        module.register_forward_hook(space.hook)
        space.compiled = m = ab.script(module)
        m.register_forward_hook(lambda *args: m and None)
        assert m(ONES).tolist() == [4, 4]
        watch = watch_module(m)
        watch.refs["space"] = weakref.ref(space.life)
        return watch

    assert make().alive() == []


def test_interface_and_what_implements_it(backend: str) -> None:
    def make() -> Watch:
        space = module_of(
            """
            @ab.interface
            class Step(nn.Module):
                def forward(self, x: Tensor) -> Tensor:
                    pass

            class One(nn.Module):
                def forward(self, x: Tensor) -> Tensor:
                    return x + 1

            class Net(nn.Module):
                step: Step

                def __init__(self):
                    super().__init__()
                    self.step = One()

                def forward(self, x: Tensor) -> Tensor:
                    return self.step.forward(x)
            """
        )
        m = ab.script(space.Net())
        assert m(ONES).tolist() == [2, 2]
        m.step = ab.script(space.One())
        watch = watch_module(m)
        watch.types(m._type.attributes["step"].type)
        watch.refs["space"] = weakref.ref(space.life)
        return watch

    assert make().alive() == []


# -- classes and their kin


CLASSES = """
class Color(enum.Enum):
    RED = 1
    BLUE = 2

class Pair(NamedTuple):
    left: Tensor
    color: Color

class Node:
    def __init__(self, n: int):
        self.n = n
        self.next: Optional[Node] = None
        self.pair = Pair(torch.ones(2), Color.RED)

    def total(self) -> int:
        following = self.next
        if following is not None:
            return self.n + following.total()
        return self.n

    def __lt__(self, other: Node) -> bool:
        return self.n < other.n

def chain(n: int) -> Node:
    node = Node(0)
    for i in range(1, n):
        new = Node(i)
        new.next = node
        node = new
    return node

def colors(pairs: List[Pair]) -> Dict[str, Color]:
    return {"first": pairs[0].color}
"""


def test_classes_enums_and_named_tuples(backend: str) -> None:
    def make() -> Watch:
        space = module_of(CLASSES)
        f = ab.script(space.chain)
        node = f(5)
        assert node.total() == 10
        assert node.pair.color is space.Color.RED
        assert ab.script(space.colors)([node.pair]) == {"first": space.Color.RED}
        t = class_type(space.Node)
        watch = Watch(space=space.life, f=f, node=node, t=t, cls=space.Node, pair=space.Pair, color=space.Color)
        for name, method in t.methods.items():
            watch.refs[f"method {name}"] = weakref.ref(method)
        return watch.function(f.function)

    assert make().alive() == []


def test_objects_keep_their_class(backend: str) -> None:
    """An object is all that is left of its program: its methods still run."""
    def make() -> Any:
        space = module_of(CLASSES)
        return ab.script(space.chain)(3), weakref.ref(space.life)

    node, space = make()
    collect()
    assert node.total() == 3
    assert node.next.pair.left.tolist() == [1, 1]
    assert node.pair.color.name == "RED"
    node.n = 7
    assert node.total() == 8
    del node
    gc.collect()
    assert space() is None


# -- traces, units


def test_traces(backend: str) -> None:
    def make() -> Watch:
        inner = ab.script(Scaled(13))

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.lin = nn.Linear(2, 2)
                self.inner = inner

            def forward(self, x):
                return self.inner(self.lin(x))

        def f(x):
            return ab.wait(ab.fork(torch.relu, x)) + 1

        traced, g = ab.trace(Net(), (ONES,)), ab.trace(f, (ONES,))
        assert g(ONES).tolist() == [2, 2]
        traced(ONES)
        watch = watch_module(traced)
        watch.refs.update(g=weakref.ref(g), f=weakref.ref(f), net=weakref.ref(Net), inner=weakref.ref(inner))
        return watch.function(g.function)

    assert make().alive() == []


def test_compilation_unit(backend: str) -> None:
    def make() -> Watch:
        unit = ab.CompilationUnit("def f(x: Tensor):\n    return x + 1\ndef g(x: Tensor):\n    return f(x)\n")
        assert unit.g(ONES).tolist() == [2, 2]
        return Watch(unit=unit, f=unit.f, g=unit.g).function(unit.g.function)

    assert make().alive() == []


# -- Python objects inside native ones


HOLDER = """
class Holder:
    def __init__(self, what: Any):
        self.what = what
        self.more: List[Any] = [what]
        self.named: Dict[str, Any] = {"what": what}

def hold(what: Any) -> Holder:
    return Holder(what)
"""


class Anything:
    """A Python object that the language does not have."""

    def __init__(self) -> None:
        self.back: Any = None


def test_an_object_that_holds_python_which_holds_it(backend: str) -> None:
    def make() -> Watch:
        space = module_of(HOLDER)
        anything = Anything()
        anything.back = ab.script(space.hold)(anything)
        assert anything.back.what is anything
        return Watch(anything=anything, holder=anything.back, space=space.life)

    assert make().alive() == []


def test_a_parameter_whose_hook_holds_its_module() -> None:
    """On the interpreter: PyTorch's collector does not look into a tensor that C++ holds, as a slot of the machine does."""
    def make() -> Watch:
        m = ab.script(Scaled(17, Scaled(19)))
        for p in m.parameters():
            p.note = m
            p.register_hook(lambda grad: m and grad)
        m(ONES).sum().backward()
        return watch_module(m)

    with config.settings.override(backend="interpreter"):
        assert make().alive() == []


KEEPER = """
class Keeper(nn.Module):
    what: Any

    def __init__(self, what):
        super().__init__()
        self.what = what

    def forward(self, x: Tensor) -> Tensor:
        return x + 1

class Outer(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x: Tensor) -> Tensor:
        return self.inner(x) * 2
"""


def test_a_submodule_that_holds_python_which_holds_the_tree(backend: str) -> None:
    def make() -> Watch:
        space = module_of(KEEPER)
        anything = Anything()
        anything.back = m = ab.script(space.Outer(space.Keeper(anything)))
        assert m(ONES).tolist() == [4, 4]
        assert m.inner.what is anything
        gc.collect()
        assert anything.back.inner.what.back is m, "still used"
        return Watch(anything=anything, space=space.life, m=m, inner=m.inner)

    assert make().alive() == []


def test_what_only_a_submodule_holds_lives_with_the_tree(backend: str) -> None:
    """Python has let go of the submodule and of what it holds, which refer to each other; the tree has not."""
    space = module_of(KEEPER)

    def make() -> Any:
        anything = Anything()
        anything.back = inner = ab.script(space.Keeper(anything))
        return ab.script(space.Outer(inner))

    m = make()
    collect()
    assert m(ONES).tolist() == [4, 4]
    assert m.inner.what.back is m.inner
    watch = Watch(anything=m.inner.what, m=m)
    del m
    assert watch.alive() == []


def test_objects_in_the_names_of_their_module(backend: str) -> None:
    def make() -> Watch:
        space = module_of(CLASSES)
        space.node, space.pair = ab.script(space.chain)(1), ab.script(space.chain)(1).pair
        space.total = space.node.total
        assert space.total() == 0
        return Watch(space=space.life, node=space.node, t=class_type(space.Node))

    assert make().alive() == []


@pytest.mark.parametrize("made", ["chain(3)", "Pair(torch.ones(2), Color.BLUE)", "Color.BLUE"])
def test_a_value_in_a_slot_of_any_type_keeps_its_own(backend: str, made: str) -> None:
    def make(holder: Any) -> Watch:
        text = f"def put(holder: Holder) -> None:\n    holder.what = {made}\n"
        space = module_of(CLASSES + text, Holder=holders.Holder)
        ab.script(space.put)(holder)
        return Watch(space=space.life, color=space.Color, node=space.Node)

    holders = module_of(HOLDER)
    holder = ab.script(holders.hold)(3)
    watch = make(holder)
    gc.collect()
    name = type(holder.what).__name__
    if made == "chain(3)":
        assert holder.what.total() == 3
        assert holder.what.next.pair.color.name == "RED"
    else:
        assert name == made.split("(")[0].split(".")[0]
        assert holder.what.name == "BLUE" if name == "Color" else holder.what.color.name == "BLUE"
    holder.what = None
    assert watch.alive() == []


# -- tasks and futures


FORKS = CLASSES + """
@ab.ignore
def gate(n: int) -> int:
    opened.wait()
    return n

def fails(n: int) -> int:
    raise ValueError("no " + str(n))

def body(n: int) -> Node:
    return chain(gate(n))

def start(n: int) -> Future[Node]:
    return fork(body, n)

def start_number(n: int) -> Future[int]:
    return fork(gate, n)

def start_failing(n: int) -> Future[int]:
    return fork(fails, n)
"""


@pytest.mark.forks
def test_a_task_that_goes_on_keeps_what_it_runs(backend: str) -> None:
    if backend == "interpreter":
        pytest.skip("a fork has run when it returns")

    def make() -> Any:
        space = module_of(FORKS, opened=opened)
        return ab.script(space.start)(4), Watch(space=space.life, cls=space.Node)

    opened = threading.Event()
    future, watch = make()
    collect()
    assert watch.alive() == ["space", "cls"]
    opened.set()
    node = future.wait()
    collect()
    assert node.total() == 6
    del node, future
    assert watch.alive() == []


@pytest.mark.forks
def test_a_future_in_the_names_of_its_module(backend: str) -> None:
    opened = threading.Event()
    opened.set()

    def make() -> Watch:
        space = module_of(FORKS, opened=opened)
        space.future = ab.script(space.start_number)(4)
        assert space.future.wait() == 4
        return Watch(space=space.life, future=space.future)

    assert make().alive() == []


@pytest.mark.forks
def test_a_failed_future_in_the_frame_that_waited_for_it(backend: str) -> None:
    """Its exception's traceback holds the frame, which holds the future: the most common cycle."""
    def make() -> Watch:
        space, local = module_of(FORKS), Anything()
        future = ab.script(space.start_failing)(3)
        with pytest.raises(ValueError, match="no 3"):
            future.wait()
        return Watch(space=space.life, local=local)

    assert make().alive() == []


# -- in numbers


def resident() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096


@pytest.mark.slow
@pytest.mark.parametrize("rounds", [500, pytest.param(2000, marks=pytest.mark.stress)])
def test_memory_is_flat_over_compiled_and_dropped_modules(backend: str, rounds: int) -> None:
    marks: List[int] = []
    for i in range(rounds):
        m = ab.script(Scaled(1000 + i, Scaled(-i)))
        m(ONES)
        del m
        if i % 100 == 99:
            gc.collect()
            marks.append(resident())
    settled, end = marks[len(marks) // 4], marks[-1]
    assert end - settled < rounds * 2048, f"grew by {(end - settled) / rounds / 0.75:.0f} bytes for each module: {marks}"
