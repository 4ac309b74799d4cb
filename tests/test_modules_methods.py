"""Methods of modules: export, properties, inheritance, static methods, ignored and unused ones, hooks, overloads."""

from typing import List, Optional, Tuple

import pytest
import torch
from torch import Tensor, nn

import anabranch as ab
from anabranch.base.errors import CompileError
from anabranch.runtime import interface_arguments

pytestmark = pytest.mark.usefixtures("backend")


class Codec(nn.Module):
    def __init__(self):
        super().__init__()
        self.shift = 3

    def forward(self, x: List[int]) -> List[int]:
        return [v + self.shift for v in x]

    @ab.export
    def decode(self, x: List[int], strict: bool = False) -> List[int]:
        out = self._undo(x)
        if strict:
            for v in out:
                assert v >= 0, "negative symbol"
        return out

    def _undo(self, x: List[int]) -> List[int]:
        return [v - self.shift for v in x]

    @torch.jit.export
    def set_shift(self, shift: int):
        self.shift = shift


def test_exported_methods():
    m = ab.script(Codec())
    assert m.decode(m([5, 6])) == [5, 6]
    m.set_shift(10)
    assert m([1]) == [11] and m.decode([11], strict=True) == [1] and m.shift == 10
    with pytest.raises(AssertionError, match="negative symbol"):
        m.decode([3], True)


def test_equal_modules_share_compiled_methods():
    a, b = ab.script(Codec()), ab.script(Codec())
    assert a.forward.function is b.forward.function and a.decode.function is b.decode.function
    assert a([1]) == b([1])


class OnlyExports(nn.Module):
    @ab.export
    def twice(self, x: Tensor) -> Tensor:
        return x * 2


def test_a_module_without_forward():
    m = ab.script(OnlyExports())
    assert m.twice(torch.ones(1)).item() == 2
    with pytest.raises(NotImplementedError, match="forward"):
        m(torch.ones(1))


class Base(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(2, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.finish(self.lin(x), 1)

    def finish(self, x: Tensor, k: int) -> Tensor:
        return x + k


class Derived(Base):
    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x) * 2

    def finish(self, x: Tensor, k: int) -> Tensor:
        return super(Derived, self).finish(x, k + 10) + Base.finish(self, x, 5)


class Further(Derived):
    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x) - 1


@pytest.mark.parametrize("cls", [Base, Derived, Further])
def test_inheritance_and_super(cls):
    eager = cls()
    x = torch.randn(3, 2)
    torch.testing.assert_close(ab.script(eager)(x), eager(x))


class Properties(nn.Module):
    scale = 3

    def __init__(self):
        super().__init__()
        self._n = 1

    @property
    def n(self) -> int:
        return self._n * 10

    @n.setter
    def n(self, value: int):
        self._n = value

    @staticmethod
    def half(x: Tensor, by: int = 2) -> Tensor:
        return x / by

    def forward(self, x: Tensor) -> Tensor:
        before = self.n
        self.n = before + 1
        return self.half(x) * self.n + before * self.scale + Properties.half(x, 4)


def test_properties_static_methods_and_class_constants():
    eager = Properties()
    m = ab.script(eager)
    x = torch.ones(2)
    torch.testing.assert_close(m(x), eager(x))
    assert m.n == eager.n == 110
    m.n = 7
    assert m._n == 7 and m.n == 70 and m.scale == 3


class UnusedProperty(nn.Module):
    __jit_unused_properties__ = ["odd"]

    @property
    def odd(self):
        return [object(), lambda: 1]

    def forward(self, x: Tensor) -> Tensor:
        return x


def test_unused_properties_are_not_compiled():
    m = ab.script(UnusedProperty())
    m(torch.ones(1))
    assert len(m.odd) == 2


notes = {}


class Ignores(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(2, 2)
        self.step = 10
        self.helper = object()

    @ab.ignore
    def record(self, x: Tensor, key: str) -> int:
        notes[key] = notes.get(key, 0) + x.numel() * self.step
        self.step += 1
        assert type(self.helper) is object
        return notes[key]

    @torch.jit.unused
    def debug(self, x: Tensor) -> Tensor:
        import pdb

        return pdb.nothing(*[x], **{})

    def forward(self, x: Tensor, key: str, deep: bool) -> Tensor:
        if deep:
            return self.debug(x)
        return self.lin(x) + self.record(x, key)


def test_ignored_methods_run_in_python_on_the_compiled_module():
    notes.clear()
    m = ab.script(Ignores())
    m(torch.zeros(1, 2), "a", False)
    m(torch.zeros(1, 2), "a", False)
    assert notes == {"a": 42} and m.step == 12
    assert m.record(torch.zeros(1), "b") == 12
    with pytest.raises(Exception, match="unused|debug"):
        m(torch.ones(1, 2), "a", True)


class Inner(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x * 2


def pre(self, inputs: Tuple[Tensor]) -> Tuple[Tensor]:
    return (inputs[0] + 1,)


def watch(self, inputs: Tuple[Tensor]) -> None:
    assert inputs[0].dim() > 0, "scalar"


def post(self, inputs: Tuple[Tensor], result: Tensor) -> Tensor:
    return result - inputs[0]


def hooked() -> nn.Module:
    inner = Inner()
    inner.register_forward_pre_hook(pre)
    inner.register_forward_pre_hook(watch)
    inner.register_forward_hook(post)
    return inner


@pytest.mark.parametrize("make", [hooked, lambda: nn.Sequential(hooked(), nn.ReLU(), hooked())])
def test_hooks_are_compiled(make):
    eager = make()
    m = ab.script(eager)
    x = torch.arange(3.0)
    torch.testing.assert_close(m(x), eager(x))
    with pytest.raises(AssertionError, match="scalar"):
        m(torch.tensor(1.0))


def test_hooks_registered_later_run_in_python():
    m = ab.script(nn.Sequential(Inner()))
    m.register_forward_hook(lambda module, inputs, result: result + 100)
    assert m(torch.ones(1)).item() == 102


class WeightNormed(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = torch.nn.utils.weight_norm(nn.Linear(2, 2))

    def forward(self, x: Tensor) -> Tensor:
        return self.lin(x)


@pytest.mark.compiles_only
@pytest.mark.filterwarnings("ignore")
def test_a_hook_that_is_no_function_is_named():
    with pytest.raises(CompileError, match="hook WeightNorm .* cannot be compiled"):
        ab.script(WeightNormed())


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(3, 4, num_layers=2, bidirectional=True, batch_first=True)

    def forward(self, x: Tensor, state: Optional[Tuple[Tensor, Tensor]] = None):
        if state is None:
            y, (h, c) = self.rnn(x)
        else:
            y, (h, c) = self.rnn(x, state)
        return y, h + c


@pytest.mark.slow
def test_overloaded_forward_of_recurrent_modules():
    eager = Recurrent()
    m = ab.script(eager)
    x = torch.randn(2, 5, 3)
    torch.testing.assert_close(m(x), eager(x))
    state = (torch.randn(4, 2, 4), torch.randn(4, 2, 4))
    torch.testing.assert_close(m(x, state), eager(x, state))


class Packed(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(3, 4)

    def forward(self, x: nn.utils.rnn.PackedSequence) -> Tensor:
        y, h = self.rnn(x)
        return y.data + h.sum()


def test_packed_sequences():
    eager = Packed()
    packed = nn.utils.rnn.pack_sequence([torch.randn(3, 3), torch.randn(2, 3)])
    torch.testing.assert_close(ab.script(eager)(packed), eager(packed))


class Forks(nn.Module):
    def __init__(self):
        super().__init__()
        self.left = nn.Linear(4, 3)
        self.right = nn.Sequential(nn.Linear(4, 3), nn.Tanh())
        self.calls = 0

    def part(self, x: Tensor, k: int = 2) -> Tensor:
        return x * k + self.calls

    def forward(self, x: Tensor) -> Tensor:
        a = ab.fork(self.left, x)
        b = ab.fork(self.right.forward, x)
        c = ab.fork(self.part, x, k=3)
        self.calls += 1
        return ab.wait(a) * ab.wait(b) + ab.wait(c).sum() * 0


@pytest.mark.forks
def test_forks_of_modules_and_methods():
    eager = Forks()
    m = ab.script(eager)
    x = torch.randn(2, 4)
    torch.testing.assert_close(m(x), eager(x))
    assert str(m.graph).count("prim::fork") >= 3 and m.calls == 1


@ab.interface
class Layer(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        pass


class Swappable(nn.Module):
    layer: Layer

    def __init__(self, layer: nn.Module):
        super().__init__()
        self.layer = layer

    def forward(self, x: Tensor) -> Tensor:
        return self.layer(x)


class Triple(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x * 3


class WrongShape(nn.Module):
    def forward(self, x: Tensor, y: int) -> Tensor:
        return x


def test_a_submodule_behind_an_interface_can_be_swapped():
    m = ab.script(Swappable(Inner()))
    assert m(torch.ones(1)).item() == 2
    m.layer = ab.script(Triple())
    assert m(torch.ones(1)).item() == 3
    m.layer = ab.script(Inner())
    assert m(torch.ones(1)).item() == 2
    for error in (TypeError, RuntimeError):
        with pytest.raises(error, match="takes"):
            m.layer = ab.script(WrongShape())
        with pytest.raises(error, match=r"Cannot re-assign submodule 'layer'.*not compiled"):
            m.layer = Inner()  # a copy would stand there
    assert m(torch.ones(1)).item() == 2


def test_a_submodule_of_one_type_can_be_swapped_by_a_compiled_one():
    m = ab.script(nn.Sequential(nn.Linear(2, 2), nn.ReLU()))
    other = ab.script(nn.Linear(2, 2))
    m.add_module("0", other)
    assert m(torch.ones(1, 2)).equal(torch.relu(other(torch.ones(1, 2))))
    with pytest.raises(RuntimeError, match="Cannot re-assign"):
        m.add_module("0", nn.Linear(2, 2))


def test_a_method_says_what_its_source_says():
    class Says(torch.nn.Module):
        def forward(self, x: int):
            "What forward says."
            return x

    says = ab.script(Says())
    assert says.forward.__doc__ == "What forward says."
    assert says.forward(1) == 1


def test_whether_a_class_fits_an_interface_is_asked_once(monkeypatch):
    """Asking takes the compiler's lock: calls would wait for whoever compiles."""

    @ab.interface
    class Layer(nn.Module):
        def forward(self, x: Tensor) -> Tensor: ...

    class Inner(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x + 1

    def call(layer: Layer, x: Tensor) -> Tensor:
        return layer.forward(x)

    inner, compiled = ab.script(Inner()), ab.script(call)
    assert compiled(inner, torch.ones(1)).item() == 2
    monkeypatch.setattr(interface_arguments, "run", lambda *_: pytest.fail("asked again"))
    assert compiled(inner, torch.ones(1)).item() == 2
