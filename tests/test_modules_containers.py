"""Containers of modules and parameters: loops unroll, constant indices choose, run-time indices go through interfaces."""

from typing import Dict, List

import pytest
import torch
from torch import Tensor, nn

import anabranch as ab
from anabranch.base.errors import CompileError

pytestmark = pytest.mark.usefixtures("backend")


def check(module: nn.Module, *args):
    compiled = ab.script(module)
    torch.testing.assert_close(compiled(*args), module(*args))
    return compiled


class Loops(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(3, 3) for _ in range(3)])
        self.gates = nn.ModuleList([nn.Tanh(), nn.Sigmoid(), nn.ReLU()])
        self.empty = nn.ModuleList([])

    def forward(self, x: Tensor):
        outs: List[Tensor] = []
        for layer in self.layers:
            x = layer(x)
            outs.append(x)
        for i, layer in enumerate(self.layers):
            x = x + layer(x) * i
        for layer, gate in zip(self.layers, self.gates):
            x = gate(layer(x))
        for i, (layer, gate) in enumerate(zip(self.layers, self.gates)):
            x = gate(layer(x)) + i
        for layer in self.empty:
            x = layer(x) * 1000
        return x, outs, len(self.layers) + len(self.empty)


def test_loops():
    check(Loops(), torch.randn(2, 3))


class Indices(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(3, 3) for _ in range(4)])
        self.seq = nn.Sequential(nn.ReLU(), nn.Tanh(), nn.Sigmoid())

    def forward(self, x: Tensor) -> Tensor:
        x = self.layers[0](x) + self.layers[-1](x)
        for layer in self.layers[1:3]:
            x = layer(x)
        for layer in self.layers[::-1]:
            x = layer(x)
        for layer in reversed(self.layers):
            x = layer(x)
        for i in range(len(self.layers)):
            x = self.layers[i](x)
        return self.seq[1](x) + self.seq[:2](x)


def test_indices_and_slices():
    check(Indices(), torch.randn(2, 3))


class BadIndex(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.ReLU()])

    def forward(self, x: Tensor) -> Tensor:
        return self.layers[3](x)


@pytest.mark.compiles_only
def test_an_index_out_of_range_is_a_compile_error():
    with pytest.raises(CompileError, match="index 3 is out of range"):
        ab.script(BadIndex())


class Dicts(nn.Module):
    def __init__(self):
        super().__init__()
        self.heads = nn.ModuleDict({"color": nn.Linear(4, 3), "shape": nn.Linear(4, 2)})
        self.post = nn.ModuleDict([["act", nn.Tanh()], ["flat", nn.Flatten()]])

    def forward(self, x: Tensor) -> Dict[str, Tensor]:
        out: Dict[str, Tensor] = {}
        for name, head in self.heads.items():
            out[name] = head(x)
        for name in self.heads.keys():
            out[name + "_done"] = self.post["act"](out[name])
        for name in self.heads:
            out[name + "_again"] = out[name]
        total = torch.zeros(x.size(0))
        for head in self.heads.values():
            total = total + head(x).sum(1)
        out["total"] = total
        if "shape" in self.heads:
            out["shape"] = out["shape"] * 2
        if "missing" in self.heads:
            out["missing"] = x
        return out


def test_module_dicts():
    compiled = check(Dicts(), torch.randn(2, 4))
    assert len(compiled.heads) == 2 and "color" in compiled.heads and list(compiled.heads) == ["color", "shape"]


class Parameters(nn.Module):
    def __init__(self):
        super().__init__()
        self.list = nn.ParameterList([nn.Parameter(torch.randn(2)) for _ in range(3)])
        self.dict = nn.ParameterDict({"a": nn.Parameter(torch.randn(2)), "b": nn.Parameter(torch.randn(2))})

    def forward(self, x: Tensor) -> Tensor:
        for i, p in enumerate(self.list):
            x = x + p * i
        for name, p in self.dict.items():
            x = x * p
        return x + self.list[1] + self.dict["a"] + len(self.list)


def test_parameter_containers():
    compiled = check(Parameters(), torch.randn(2))
    assert len(list(compiled.parameters())) == 5


class OwnSequence(nn.Sequential):
    def forward(self, x: Tensor, k: int) -> Tensor:
        for module in self:
            x = module(x) * k
        return x


def test_subclasses_of_containers():
    check(OwnSequence(nn.Linear(2, 2), nn.Tanh()), torch.randn(2), 3)


@ab.interface
class Op(nn.Module):
    def forward(self, x: Tensor, k: int) -> Tensor:
        pass


class Add(nn.Module):
    def __init__(self, c: float):
        super().__init__()
        self.c = nn.Parameter(torch.tensor(c))

    def forward(self, x: Tensor, k: int) -> Tensor:
        return x + self.c * k


class Times(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Add(2.0)

    def forward(self, x: Tensor, k: int) -> Tensor:
        return self.inner(x * k, 1)


class Dispatch(nn.Module):
    def __init__(self):
        super().__init__()
        self.ops = nn.ModuleList([Add(1.0), Times(), Add(-3.0)])
        self.named = nn.ModuleDict({"add": Add(1.0), "times": Times()})

    def forward(self, x: Tensor, order: List[int], names: List[str]) -> Tensor:
        for i in order:
            op: Op = self.ops[i]
            x = op.forward(x, i + 1)
        for name in names:
            chosen: Op = self.named[name]
            x = chosen(x, 2)
        return x


def test_run_time_indices_go_through_an_interface():
    compiled = check(Dispatch(), torch.ones(2), [0, 1, 2, -1], ["times", "add"])
    with pytest.raises(IndexError):
        compiled(torch.ones(2), [7], [])
    with pytest.raises(KeyError):
        compiled(torch.ones(2), [], ["nothing"])


class SameType(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 2) for _ in range(3)])

    def forward(self, x: Tensor, order: List[int]) -> Tensor:
        for i in order:
            x = self.layers[i](x)
        return x


def test_run_time_indices_into_modules_of_one_type():
    check(SameType(), torch.ones(2), [2, 0, 1])


class Mixed(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 2), nn.ReLU(), nn.Tanh()])
        self.named = nn.ModuleDict({"a": nn.Linear(2, 2), "b": nn.ReLU()})

    def forward(self, x: Tensor, order: List[int], key: str) -> Tensor:
        for i in order:
            x = self.layers[i](x)
        for i in range(len(self.layers)):
            x = x + self.layers[i].forward(x)
        return self.named[key](x)


def test_run_time_indices_into_modules_of_several_types():
    compiled = check(Mixed(), torch.ones(2), [2, 0, -2], "b")
    with pytest.raises(IndexError):
        compiled(torch.ones(2), [3], "a")
    with pytest.raises(KeyError):
        compiled(torch.ones(2), [], "c")


class AsValue(Mixed):
    def forward(self, x: Tensor, i: int) -> Tensor:
        layers = [self.layers[i]]
        return layers[0](x)


@pytest.mark.compiles_only
def test_an_item_of_unknown_type_is_no_value():
    with pytest.raises(CompileError, match="annotate it with a module interface"):
        ab.script(AsValue())


class Kinds(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 2), nn.ReLU(), nn.Sequential(nn.Tanh())])

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            if isinstance(layer, nn.Linear):
                x = x @ layer.weight
            elif isinstance(layer, (nn.ReLU, nn.Tanh)):
                x = layer(x) + 1
            else:
                x = layer(x) * 2
        return x


def test_isinstance_of_modules_is_decided_when_compiling():
    compiled = check(Kinds(), torch.randn(2, 2))
    assert "prim::isinstance" not in str(compiled.graph)


class Walks(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(2, 2)
        self.b = nn.Sequential(nn.Linear(2, 2))

    def forward(self) -> Tensor:
        total = torch.zeros(())
        for p in self.parameters():
            total = total + p.sum()
        for name, p in self.named_parameters():
            total = total + p.sum() * len(name)
        return total


def test_walks_over_parameters_unroll():
    check(Walks())
