"""Every public name of torch.jit is there: it works, does nothing, or says why not."""

import typing
import warnings
from typing import Any

import pytest
import torch

import anabranch as ab


@pytest.mark.oracle
def test_every_public_name_of_torch_jit_is_there() -> None:
    here = {name for name in dir(torch.jit) if not name.startswith("_") and getattr(torch.jit, name, None) is not None}
    plain = {name for name in here if callable(getattr(torch.jit, name)) and _is_of_jit(getattr(torch.jit, name))}
    internal = {
        "ONNXTracedModule",  # for exporting to ONNX
        "RecursiveScriptClass", "RecursiveScriptModule", "TopLevelTracedModule", "TracedModule",  # classes of its results
        "ScriptWarning",  # ours are Python's warnings
        "jit_module_from_flatbuffer", "save_jit_module_to_flatbuffer",  # a format of PyTorch's mobile runtime
        "last_executed_optimized_graph",  # of its executor
        "set_module", "contextmanager",  # imported there
    }  # fmt: skip
    assert {*torch.jit.__all__, *plain} - internal - set(ab.__all__) == set()


def _is_of_jit(thing: Any) -> bool:
    return str(getattr(thing, "__module__", "")).startswith("torch.jit")


class Block(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear = torch.nn.Linear(2, 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.linear(x).relu() + 1


def test_what_does_nothing_leaves_results_alone(backend: Any) -> None:
    compiled, x = ab.script(Block().eval()), torch.ones(2)
    before = compiled(x)
    ab.run_frozen_optimizations(compiled)
    ab.enable_onednn_fusion(True)
    assert ab.set_fusion_strategy([("STATIC", 2)]) == [] and not ab.onednn_fusion_enabled()
    with ab.optimized_execution(False), ab.fuser("fuser1"):
        assert torch.equal(ab.freeze(compiled)(x), before)
    assert torch.equal(ab.optimize_for_inference(compiled)(x), before)


@pytest.mark.compiles_only
def test_operators_by_name(backend: Any) -> None:
    assert ab.export_opnames(ab.script(Block())) == ["aten::add.Scalar", "aten::linear", "aten::relu"]


@pytest.mark.compiles_only
def test_what_is_refused(backend: Any) -> None:
    module = Block()
    with pytest.raises(TypeError, match="expected a ScriptModule"):
        ab.freeze(module)  # type: ignore[arg-type]
    with pytest.raises(RuntimeError, match="eval"):
        ab.freeze(ab.script(module))
    with pytest.raises(ValueError, match="fuser9"):
        ab.fuser("fuser9")
    with pytest.raises(NotImplementedError, match="help: "):
        ab.strict_fusion()


def test_warnings_of_pytorch_itself_can_be_ignored() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        ab.TracerWarning.ignore_lib_warnings()
        for module in ("torch.nn.functional", "torch.jit.x", "mine"):
            warnings.warn_explicit("baked in", ab.TracerWarning, "f.py", 1, module=module)
    assert len(caught) == 2


@pytest.mark.parametrize("bare", [typing.List, typing.Dict, typing.Tuple, typing.Set])
@pytest.mark.parametrize("value", [[1, "a"], {"a": 1}, (1, 2), {1}, (), [], {}])
def test_a_container_type_without_its_items_is_for_the_builtin_isinstance(bare: Any, value: Any) -> None:
    with pytest.raises(TypeError, match="without (a contained type|contained types)"):
        ab.isinstance(value, bare)
    assert ab.isinstance((1,), typing.Tuple[()]) is False and ab.isinstance((), typing.Tuple[()])
