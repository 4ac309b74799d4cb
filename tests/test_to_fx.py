"""``to_fx``: the same results as the program, and a way on into torch.export, torch.compile, tracing and scripting."""

import sys
import warnings
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.testing._internal.common_modules import module_db

import anabranch as ab
from conformance import catalogue, comparison
from conformance.judge import Trial, arguments, call

pytestmark = pytest.mark.compiles_only


class Branches(nn.Module):
    """Forks, a loop, a container, a buffer that changes in place."""

    def __init__(self) -> None:
        super().__init__()
        self.a = nn.Linear(4, 4)
        self.b = nn.Sequential(nn.Linear(4, 4), nn.ReLU())
        self.register_buffer("calls", torch.zeros(1))

    def forward(self, x: Tensor) -> Tensor:
        futures = [ab.fork(self.a, x), ab.fork(self.b, x)]
        self.calls.add_(1)
        total = x.view(x.shape[0], -1)
        for i in range(3):
            if i > 1:
                total = total + i
        for future in futures:
            total = total + ab.wait(future)
        return total


def test_a_module_goes_on_into_other_compilers() -> None:
    torch.manual_seed(1)
    module = Branches()
    compiled = ab.script(module)
    exported = ab.to_fx(compiled)
    x = torch.randn(2, 4)
    assert torch.equal(exported(x), module(x))
    assert module.calls.item() == 2 and exported.calls is module.calls
    assert dict(exported.named_parameters()).keys() == dict(module.named_parameters()).keys()
    assert all(exported.get_parameter(n) is p for n, p in module.named_parameters())
    assert "fork" not in exported.code
    expected = compiled(x)
    torch.testing.assert_close(torch.export.export(exported, (x,)).module()(x), expected)
    torch.testing.assert_close(torch.compile(exported, backend="eager")(x), expected)
    torch.testing.assert_close(torch.compile(exported, backend="aot_eager")(x), expected)
    torch.testing.assert_close(ab.script(exported)(x), expected)
    torch.testing.assert_close(ab.trace(exported, (x,))(x), expected)


@pytest.mark.slow
def test_a_module_goes_on_into_onnx() -> None:
    """Where the packages are there: they are no dependency of the tests."""
    pytest.importorskip("onnxscript")
    reference = pytest.importorskip("onnx.reference")
    torch.manual_seed(1)
    compiled, x = ab.script(Branches()), torch.randn(2, 4)
    model = torch.onnx.export(ab.to_fx(compiled), (x,), dynamo=True).model_proto
    (result,) = reference.ReferenceEvaluator(model).run(None, {model.graph.input[0].name: x.numpy()})
    torch.testing.assert_close(torch.from_numpy(result), compiled(x))


def test_sizes_stay_free() -> None:
    def f(x: Tensor) -> Tensor:
        return x.reshape(x.shape[0] * 2, -1)

    exported = ab.to_fx(f)
    assert exported(torch.ones(2, 4)).shape == (4, 2) and exported(torch.ones(3, 4)).shape == (6, 2)


def test_grad_modes_hold() -> None:
    def f(x: Tensor) -> Tensor:
        with torch.no_grad():
            y = x * 2
        return y + x

    x = torch.ones(2, requires_grad=True)
    ab.to_fx(f)(x).sum().backward()
    assert torch.equal(x.grad, torch.ones(2))
    assert torch.is_grad_enabled()


def on_data(x: Tensor) -> Tensor:
    if x.sum() > 0:
        x = x + 1
    return x


def on_none(x: Tensor, mask: Tensor | None = None) -> Tensor:
    return x if mask is None else x * mask


def among_tensors(x: Tensor) -> Tensor:
    xs = [x, x + 1]
    return x if x in xs else x + 2


def seeds(x: Tensor) -> Tensor:
    torch.manual_seed(1)
    return x


def in_place(x: Tensor) -> Tensor:
    if x.sum() > 0:
        x.add_(1)
    return x


def changed_behind(x: Tensor) -> Tensor:
    y = x if x.sum() > 0 else x + 1
    y.add_(1)
    return x


def numbers(x: Tensor) -> int:
    return 1 if x.sum() > 0 else 2


def loop_on_data(x: Tensor) -> Tensor:
    while x.sum() > 0:
        x = x - 1
    return x


REFUSED = [
    (in_place, "in place"), (changed_behind, "in place behind"), (numbers, "this branch.*not a tensor"),
    (loop_on_data, "this loop"), (on_none, "to_fx"), (among_tensors, "Tensor_list"), (seeds, "outside"),
]  # fmt: skip


@pytest.mark.parametrize(("f", "words"), REFUSED)
def test_what_only_a_call_knows_is_refused_with_its_place(f: Any, words: str) -> None:
    with pytest.raises(ab.ExportError, match=words) as caught:
        ab.to_fx(f)
    assert "test_to_fx.py:" in str(caught.value) and "help: " in str(caught.value) and "~" in str(caught.value)


def test_arguments_can_be_fixed() -> None:
    exported = ab.to_fx(on_none, mask=None)
    assert torch.equal(exported(torch.ones(2)), torch.ones(2))


def on_shape(x: Tensor, mask: Tensor | None = None) -> Tensor:
    if x.dim() == 2 and x.size(0) < 3:
        x = x + 1
    if mask is not None:
        x = x * mask
    return x


def test_examples_decide_shapes_but_no_data() -> None:
    x = torch.ones(2, 2)
    exported = ab.to_fx(on_shape, (x,), mask=None)
    assert torch.equal(exported(x), x + 1) and torch.equal(x, torch.ones(2, 2))
    masked = ab.to_fx(on_shape, (torch.ones(4), x[0, 0]))
    assert torch.equal(masked(torch.ones(4), torch.tensor(3.0)), torch.full((4,), 3.0))


class Gate(nn.Module):
    """A branch that the data decides: forks, parameters and a passed tensor in it."""

    def __init__(self) -> None:
        super().__init__()
        self.a = nn.Linear(3, 3)
        self.scale = nn.Parameter(torch.tensor(2.0))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, int]:
        y, kind = x * self.scale, 4
        if bool(y.sum() > 0):
            task = ab.fork(self.a, y)
            x = task.wait() + y
        else:
            y = -y
        return x, y, kind


@pytest.mark.slow
def test_branches_on_data_become_torch_cond() -> None:
    torch.manual_seed(1)
    module = Gate()
    xs = torch.ones(2, 3), -torch.ones(2, 3)
    for exported in (ab.to_fx(module), ab.to_fx(module, (xs[0],))):
        further = torch.export.export(exported, (xs[0],))
        assert [n.target for n in further.graph.nodes].count(torch.ops.higher_order.cond) == 1
        for x in xs:
            torch.testing.assert_close(further.module()(x), module(x))
            torch.testing.assert_close(exported(x), module(x))
    assert torch.compile(ab.to_fx(on_data), backend="eager")(xs[0]).sum() == 12


@pytest.mark.slow
def test_modules_of_pytorchs_table_give_the_same() -> None:
    """Each module once, on its first inputs; buffers change in the exported one as they do in the compiled one."""
    done, wrong = 0, []
    for info in module_db:
        inputs = next(iter(info.module_inputs_func(info, "cpu", torch.float32, requires_grad=False, training=True)))
        made, given = inputs.constructor_input, inputs.forward_input
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                compiled = ab.script(info.module_cls(*made.args, **made.kwargs))
                exported = ab.to_fx(compiled, given.args, **given.kwargs)
                before = {n: b.clone() for n, b in compiled.named_buffers()}
                torch.manual_seed(1)
                expected = compiled(*given.args, **given.kwargs)
        except RuntimeError:  # refused, or (fractional pools) inputs that PyTorch itself refuses
            continue
        after = {n: b.clone() for n, b in compiled.named_buffers()}
        for name, buffer in compiled.named_buffers():
            buffer.copy_(before[name])
        torch.manual_seed(1)
        try:
            torch.testing.assert_close(exported(*given.args), expected, equal_nan=True)
            torch.testing.assert_close(dict(compiled.named_buffers()), after)
            done += 1
        except Exception as error:
            wrong.append(f"{info.name}: {str(error)[:200]}")
    assert wrong == []
    assert done >= 80, done


# -- the corpus


def exported_of(trial: Trial) -> Any:
    try:
        return ab.to_fx(trial.compile())
    except ab.ExportError as error:
        assert "help: " in str(error)
        return None


def check(trial: Trial) -> bool:
    """Whether the program could be exported; then it gives the same, on every input."""
    compiled, exported = trial.compile(), exported_of(trial)
    if exported is None:
        return False
    for i, producer in enumerate(trial.inputs):
        left, right = arguments(producer, i), arguments(producer, i)
        expected, _ = call(compiled, left)
        actual, _ = call(exported, right)
        comparison.same(actual, expected, f"INPUTS[{i}]")
        comparison.same(list(comparison.tensors(right)), list(comparison.tensors(left)), f"INPUTS[{i}]: arguments afterwards")
    return True


@pytest.mark.slow
def test_programs_of_the_corpus_give_the_same() -> None:
    done, wrong = 0, []
    for program in catalogue.find():
        before = set(sys.modules)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            trial = Trial(program.path, ab)
            if trial.has("EXPECT") is None and getattr(trial.compile(), "graph", None) is not None:
                try:
                    done += check(trial)
                except Exception as error:
                    wrong.append(f"{program.name}: {type(error).__name__}: {str(error)[:300]}")
        for name in set(sys.modules) - before:
            if name.startswith("program_"):
                del sys.modules[name]
    assert done > 100
    assert wrong == [], f"{len(wrong)} wrong, {done} right:\n" + "\n".join(wrong)


def guarded(x: Tensor) -> Tensor:
    if x.dim() != 2:
        raise ValueError("two dimensions are wanted")
    if bool(x.sum() > 0):
        return x + 1
    else:
        raise ValueError(f"sum {x.sum()}")


@pytest.mark.compiles_only
def test_a_side_that_only_raises_is_an_assertion() -> None:
    made = ab.to_fx(ab.script(guarded))
    assert torch.equal(made(torch.ones(2, 2)), torch.full((2, 2), 2.0))
    with pytest.raises(AssertionError, match="ValueError: two dimensions are wanted"):
        made(torch.ones(2))
    with pytest.raises(AssertionError, match=r"ValueError at .*test_to_fx.py:\d+"):
        made(-torch.ones(2, 2))


@pytest.mark.slow
@pytest.mark.compiles_only
def test_layers_that_look_at_shapes_need_no_example() -> None:
    model, x = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4)).eval(), torch.randn(2, 3, 8, 8)
    made = ab.to_fx(ab.script(model))
    assert torch.equal(made(x), model(x)) and torch.equal(torch.export.export(made, (x,)).module()(x), model(x))
