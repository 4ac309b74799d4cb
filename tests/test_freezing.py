"""``freeze`` and ``optimize_for_inference``: the same results as the module's, what stays an attribute, what is refused."""

from __future__ import annotations

import copy
import io
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.testing._internal.common_modules import module_db
from torch.utils._pytree import tree_map_only

import anabranch as ab
from anabranch.objects.measured import agree


class Scaled(nn.Module):
    """Numbers, texts, lists, tuples, dicts and tensors as attributes; a task; a submodule twice."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Linear(3, 3)
        self.again = self.inner
        self.sizes = [1, 2]
        self.pair = (2, 0.5)
        self.names: dict[str, int] = {"a": 3}
        self.maybe: int | None = None
        self.mode = "sum"
        self.weights: list[Tensor] = [torch.ones(3), torch.full((3,), 2.0)]

    def part(self, x: Tensor) -> Tensor:
        return self.inner(x) * self.pair[1]

    def forward(self, x: Tensor) -> Tensor:
        task = ab.fork(self.part, x)
        y = self.again(x) + self.sizes[1] + self.names["a"]
        if self.maybe is not None:
            y = y * self.maybe
        for w in self.weights:
            y = y * w
        return y.sum() + ab.wait(task) if self.mode == "sum" else y


class Counting(nn.Module):
    """Writes to attributes of every kind."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("total", torch.zeros(3))
        self.register_buffer("view_of", torch.zeros(2, 3))
        self.calls = 0
        self.seen: list[int] = []
        self.scale = nn.Parameter(torch.full((3,), 2.0))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, int, int]:
        self.total += x
        self.view_of[0].add_(x)
        self.calls += 1
        self.seen.append(self.calls)
        return self.total * self.scale, self.view_of.clone(), self.calls, len(self.seen)


class Lends(nn.Module):
    """Python is given the module, and changes it."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(2), requires_grad=False)
        self.linear = nn.Linear(2, 2)

    @ab.ignore
    def grow(self) -> None:
        self.weight.add_(1)

    def forward(self, x: Tensor) -> Tensor:
        self.grow()
        return self.linear(x) * self.weight


class Owner(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lends = Lends()

    def forward(self, x: Tensor) -> Tensor:
        return self.lends(x) + 1


MODULES: list[tuple[type[nn.Module], tuple[int, ...]]] = [(Scaled, (3,)), (Counting, (3,)), (Lends, (2,)), (Owner, (2,))]


@pytest.mark.parametrize("how", [ab.freeze, ab.optimize_for_inference])
@pytest.mark.parametrize(("cls", "shape"), MODULES, ids=lambda p: getattr(p, "__name__", ""))
def test_calls_give_what_the_module_gives(backend: Any, how: Any, cls: type[nn.Module], shape: tuple[int, ...]) -> None:
    module = cls().eval()
    frozen, x = how(ab.script(copy.deepcopy(module))), torch.randn(shape)
    with torch.no_grad():
        for _ in range(3):  # what one call leaves behind, the next one sees
            torch.testing.assert_close(frozen(x), module(x))


def attributes(module: Any) -> set[str]:
    return set(module._type.attributes) - {"training"}


@pytest.mark.compiles_only
def test_what_is_written_stays_an_attribute(backend: Any) -> None:
    assert attributes(ab.freeze(ab.script(Scaled().eval()))) == set()
    assert attributes(ab.freeze(ab.script(Counting().eval()))) == {"total", "view_of", "calls", "seen"}
    assert attributes(ab.freeze(ab.script(Lends().eval()))) == {"unfrozen"}
    assert attributes(ab.freeze(ab.script(Owner().eval()))) == {"lends"}


class Exported(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.k, self.other = 2, 5

    @ab.export
    def add(self, x: Tensor) -> Tensor:
        return x + self.k

    def forward(self, x: Tensor) -> Tensor:
        return self.add(x) * self.other


def test_preserved_names(backend: Any) -> None:
    frozen = ab.freeze(ab.script(Exported().eval()), preserved_attrs=["k", "add"])
    x = torch.ones(2)
    assert torch.equal(frozen.add(x), x + 2) and torch.equal(frozen(x), (x + 2) * 5)
    frozen.k = 10
    assert torch.equal(frozen.add(x), x + 10) and torch.equal(frozen(x), (x + 10) * 5)
    assert attributes(frozen) == {"k"}
    with pytest.raises(AttributeError, match="'Exported' has no attribute or method 'missing'"):
        ab.freeze(ab.script(Exported().eval()), ["missing"])


class Plain(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(2, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x)


def doubled(self, inputs: tuple[Tensor], output: Tensor) -> Tensor:
    return output * 2


def test_hooks_are_part_of_the_call_and_not_of_forward(backend: Any) -> None:
    module, x = Plain().eval(), torch.randn(2)
    module.register_forward_hook(doubled)
    frozen = ab.freeze(ab.script(module))
    with torch.no_grad():
        torch.testing.assert_close(frozen(x), module(x))
        torch.testing.assert_close(frozen.forward(x), module.forward(x))
    assert "aten::linear" in str(frozen.graph) and attributes(frozen) == set()


@pytest.mark.compiles_only
def test_changes_are_refused(backend: Any) -> None:
    frozen = ab.freeze(ab.script(Scaled().eval()))
    changes: list[Any] = [
        lambda: frozen.to(torch.float64), lambda: frozen.half(), lambda: frozen.load_state_dict({}), lambda: frozen.train(),
        lambda: frozen.requires_grad_(False), lambda: frozen.register_forward_hook(print),
        lambda: frozen.register_forward_pre_hook(print),
    ]  # fmt: skip
    for change in changes:
        with pytest.raises(RuntimeError, match="'Scaled' is frozen, its weights are constants of its program\nhelp: "):
            change()
    assert frozen.eval() is frozen and list(frozen.parameters()) == []


def test_saved_and_copied(backend: Any) -> None:
    frozen, x = ab.optimize_for_inference(ab.script(Scaled())), torch.randn(3)
    buffer = io.BytesIO()
    ab.save(frozen, buffer)
    buffer.seek(0)
    for again in (ab.load(buffer), copy.deepcopy(frozen)):
        torch.testing.assert_close(again(x), frozen(x))
        with pytest.raises(RuntimeError, match="is frozen"):
            again.train()


def test_gradients_reach_inputs_and_not_weights(backend: Any) -> None:
    module = nn.Linear(3, 2).eval()
    x = torch.randn(4, 3, requires_grad=True)
    ab.freeze(ab.script(module))(x).sum().backward()
    expected = torch.autograd.grad(module(x).sum(), x)[0]
    torch.testing.assert_close(x.grad, expected)
    assert module.weight.grad is None


class Fails(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.limit = 3

    def check(self, x: Tensor) -> Tensor:
        if x.shape[0] > self.limit:
            raise ValueError(f"{x.shape[0]} rows")
        return x

    def forward(self, x: Tensor) -> Tensor:
        return ab.wait(ab.fork(self.check, x))


def test_errors_keep_type_text_and_place(backend: Any) -> None:
    with pytest.raises(ValueError, match="5 rows") as caught:
        ab.freeze(ab.script(Fails().eval()))(torch.ones(5))
    assert 'raise ValueError(f"{x.shape[0]} rows")' in "\n".join(caught.value.__notes__)


# -- batch norms


def seeded_norm(norm: nn.Module) -> nn.Module:
    norm.running_mean.normal_()  # type: ignore[operator, union-attr]
    norm.running_var.uniform_(0.5, 2)  # type: ignore[operator, union-attr]
    if norm.affine:
        nn.init.normal_(norm.weight)  # type: ignore[arg-type]
        nn.init.normal_(norm.bias)  # type: ignore[arg-type]
    return norm


def convolutions() -> Iterator[Any]:
    for n, conv, turned, norm in (
        (1, nn.Conv1d, nn.ConvTranspose1d, nn.BatchNorm1d),
        (2, nn.Conv2d, nn.ConvTranspose2d, nn.BatchNorm2d),
        (3, nn.Conv3d, nn.ConvTranspose3d, nn.BatchNorm3d),
    ):
        for groups in (1, 2):
            for bias in (True, False):
                for affine in (True, False):
                    for kind, padding in ((conv, 0), (conv, 1), (turned, 1)):
                        made = kind(4, 6, 3, padding=padding, groups=groups, bias=bias)
                        yield pytest.param(n, made, norm, affine, id=f"{kind.__name__}-{groups}-{bias}-{affine}-{padding}")


@pytest.mark.parametrize(("n", "conv", "norm", "affine"), list(convolutions()))
def test_batch_norms_fold_in_both_orders(n: int, conv: nn.Module, norm: Any, affine: bool, native: None) -> None:
    x = torch.randn(2, 4, *[7] * n)
    behind = nn.Sequential(conv, seeded_norm(norm(6, affine=affine))).eval()
    before = nn.Sequential(seeded_norm(norm(4, affine=affine)), conv).eval()
    folds_before = not isinstance(conv, (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)) and conv.padding[0] == 0  # type: ignore[index]
    for module, folds in ((behind, True), (before, folds_before)):
        frozen = ab.freeze(ab.script(module))
        assert ("batch_norm" not in str(frozen.graph)) is folds
        with torch.no_grad():
            torch.testing.assert_close(frozen(x), module(x), rtol=1e-4, atol=1e-4)


class Written(nn.Module):
    """The norm's input changes between the norm and the convolution."""

    def __init__(self) -> None:
        super().__init__()
        self.norm, self.conv = nn.BatchNorm2d(2), nn.Conv2d(2, 2, 1)
        seeded_norm(self.norm)

    def forward(self, x: Tensor) -> Tensor:
        x = x + 1
        y = self.norm(x)
        x.mul_(0)
        return self.conv(y)


class SharedResult(nn.Module):
    """The convolution's own result is used, too."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.norm = nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2)
        seeded_norm(self.norm)

    def forward(self, x: Tensor) -> Tensor:
        y = self.conv(x)
        return self.norm(y) + y


@pytest.mark.parametrize("cls", [Written, SharedResult])
def test_norms_that_cannot_fold_stay(cls: type[nn.Module], native: None) -> None:
    module, x = cls().eval(), torch.randn(1, 2, 3, 3)
    frozen = ab.freeze(ab.script(module))
    assert "batch_norm" in str(frozen.graph)
    with torch.no_grad():
        torch.testing.assert_close(frozen(x), module(x))


# -- channels-last


class Net(nn.Module):
    """A residual block, an in-place activation, a view of a result, and results that a caller sees."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Conv2d(3, 8, 3, padding=1), nn.Conv2d(8, 8, 3, padding=1)
        self.norm = nn.BatchNorm2d(8)
        self.act = nn.ReLU(inplace=True)
        self.head = nn.Linear(8, 2)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor, list[int]]:
        y = self.act(self.norm(self.first(x)))
        z = self.second(y)
        z += y
        z = torch.cat([self.act(z), y], 1)
        pooled = nn.functional.max_pool2d(z, 3, 1, 1)[:, :8]
        return z, self.head(pooled.mean([2, 3])), pooled.flatten(1), list(pooled.stride())


def test_nobody_sees_the_order_of_memory(native: None) -> None:
    module, x = Net().eval(), torch.randn(2, 3, 9, 9)
    fast = ab.optimize_for_inference(ab.script(module))
    assert "3 convolutions and linear layers have packed weights" in fast.report()
    with torch.no_grad():
        expected, got = module(x), fast(x)
    torch.testing.assert_close(got, expected, rtol=1e-4, atol=1e-5)
    assert [t.stride() for t in got[:3]] == [t.stride() for t in expected[:3]] and got[3] == expected[3]


class WritesLater(nn.Module):
    """A result that a list holds is written to afterwards: a copy in another order would not see it."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 1)

    def forward(self, x: Tensor) -> list[Tensor]:
        y = self.conv(x)
        held = [y, y[0]]
        y.add_(1)
        return held


def test_values_that_are_written_later_keep_their_memory(native: None) -> None:
    module, x = WritesLater().eval(), torch.randn(1, 1, 2, 2)
    with torch.no_grad():
        torch.testing.assert_close(ab.optimize_for_inference(ab.script(module))(x), module(x))


def test_the_example_decides(native: None) -> None:
    module, x = Net().eval(), torch.randn(2, 3, 9, 9)
    fast = ab.optimize_for_inference(ab.script(module), example_inputs=(x,))
    assert "ms (taken)" in fast.report()
    with torch.no_grad():
        torch.testing.assert_close(fast(x)[1], module(x)[1], rtol=1e-4, atol=1e-5)
    assert ab.optimize_for_inference(fast) is fast


# -- PyTorch's own table of modules


def sample_of(info: Any) -> tuple[nn.Module, Any]:
    inputs = info.module_inputs_func(info, device="cpu", dtype=torch.float32, requires_grad=False, training=False)
    sample = next(iter(inputs))
    made = sample.constructor_input
    torch.manual_seed(0)
    return info.module_cls(*made.args, **made.kwargs).eval(), sample.forward_input


@pytest.mark.slow
@pytest.mark.parametrize("info", module_db, ids=lambda info: info.name)
def test_every_module_of_pytorch(info: Any, native: None) -> None:
    """Those that compile and run (`test_modules_torch_nn` counts the others)."""
    module, inputs = sample_of(info)
    args, kwargs = tree_map_only(Tensor, torch.clone, (inputs.args, inputs.kwargs))
    with torch.no_grad():
        try:
            compiled = ab.script(module)
            torch.manual_seed(1)
            expected = compiled(*inputs.args, **inputs.kwargs)
        except (ab.Error, RuntimeError):
            return
        torch.manual_seed(1)
        assert agree(expected, ab.optimize_for_inference(compiled)(*args, **kwargs)), info.name
