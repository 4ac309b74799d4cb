"""What native objects hold of Python, and tasks and futures of what they run, dies with its last user and not before."""

from __future__ import annotations

import gc
import threading
from typing import Any

import pytest
import torch

import anabranch as ab
from anabranch.base import config
from anabranch.frontend.classes.script_classes import class_type
from support.lifetimes import CLASSES, Scaled, Watch, collect, watch_module
from support.spaces import module_of

ONES = torch.ones(2)


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
