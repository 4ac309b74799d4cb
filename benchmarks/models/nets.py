"""The models, as users write them: modules in eval mode and inputs.  Forks are written as torch.jit's, which all sides read.

A row is a function of a size: ``size`` 1 is the named one, others are drawn around it.
"""

# ruff: noqa: UP006, UP035, PERF401 - the language spells it so

from __future__ import annotations

import importlib.util
from collections.abc import Callable

import torch
from torch import Tensor, nn

Net = tuple[nn.Module, tuple[Tensor, ...]]


def convolution(i: int, o: int, kernel: int, padding: int = 0) -> nn.Module:
    return nn.Sequential(nn.Conv2d(i, o, kernel, padding=padding, bias=False), nn.BatchNorm2d(o), nn.ReLU())


class Branches(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.one = convolution(width, width // 4, 1)
        self.three = nn.Sequential(convolution(width, width // 4, 1), convolution(width // 4, width // 4, 3, 1))
        self.five = nn.Sequential(convolution(width, width // 4, 1), convolution(width // 4, width // 4, 5, 2))
        self.pool = nn.Sequential(nn.MaxPool2d(3, 1, 1), convolution(width, width // 4, 1))

    def forward(self, x: Tensor) -> Tensor:
        one, three, five = torch.jit.fork(self.one, x), torch.jit.fork(self.three, x), torch.jit.fork(self.five, x)
        pooled = self.pool(x)
        return torch.cat([torch.jit.wait(one), torch.jit.wait(three), torch.jit.wait(five), pooled], 1)


def inception(size: float) -> Net:
    width = 4 * round(16 * size)
    return nn.Sequential(*(Branches(width) for _ in range(6))), (torch.randn(1, width, 28, 28),)


class Experts(nn.Module):
    def __init__(self, count: int, width: int, hidden: int) -> None:
        super().__init__()
        self.gate = nn.Linear(width, count)
        self.experts = nn.ModuleList(
            nn.Sequential(nn.Linear(width, hidden), nn.ReLU(), nn.Linear(hidden, width)) for _ in range(count)
        )

    def forward(self, x: Tensor) -> Tensor:
        weights = torch.softmax(self.gate(x), 1)
        tasks: list[torch.jit.Future[Tensor]] = []
        for expert in self.experts:
            tasks.append(torch.jit.fork(expert, x))
        out = torch.zeros_like(x)
        for i, task in enumerate(tasks):
            out = out + weights[:, i : i + 1] * torch.jit.wait(task)
        return out


def experts(size: float) -> Net:
    return Experts(8, round(128 * size), 512), (torch.randn(round(256 * size), round(128 * size)),)


class Recommender(nn.Module):
    def __init__(self, tables: int, width: int) -> None:
        super().__init__()
        self.tables = nn.ModuleList(nn.EmbeddingBag(1000, width, mode="sum") for _ in range(tables))
        self.bottom = nn.Sequential(nn.Linear(13, 64), nn.ReLU(), nn.Linear(64, width), nn.ReLU())
        self.top = nn.Sequential(nn.Linear((tables + 1) * width, 64), nn.ReLU(), nn.Linear(64, 1))

    def forward(self, dense: Tensor, indices: Tensor) -> Tensor:
        parts = [self.bottom(dense)]
        for i, table in enumerate(self.tables):
            parts.append(table(indices[i]))
        return torch.sigmoid(self.top(torch.cat(parts, 1)))


def recommender(size: float) -> Net:
    batch = round(64 * size)
    return Recommender(26, 16), (torch.randn(batch, 13), torch.randint(0, 1000, (26, batch, 4)))


class Ensemble(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.members = nn.ModuleList(nn.LSTM(width, width) for _ in range(4))

    def forward(self, x: Tensor) -> Tensor:
        tasks: list[torch.jit.Future[tuple[Tensor, tuple[Tensor, Tensor]]]] = []
        for member in self.members:
            tasks.append(torch.jit.fork(member, x))
        outputs: list[Tensor] = []
        for task in tasks:
            outputs.append(torch.jit.wait(task)[0])
        return torch.stack(outputs).sum(0)


def lstm_ensemble(size: float) -> Net:
    return Ensemble(round(128 * size)), (torch.randn(20, 50, round(128 * size)),)


class Tagger(nn.Module):
    def __init__(self, width: int, bidirectional: bool) -> None:
        super().__init__()
        self.lstm = nn.LSTM(width, width, bidirectional=bidirectional)
        self.head = nn.Linear(width * (2 if bidirectional else 1), 16)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.lstm(x)[0])


def bidirectional(size: float) -> Net:
    return Tagger(round(256 * size), True), (torch.randn(50, 50, round(256 * size)),)


def tagger(size: float) -> Net:
    return Tagger(round(64 * size), False), (torch.randn(30, 8, round(64 * size)),)


class Cells(nn.Module):
    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.cell = nn.LSTMCell(hidden, hidden)

    def forward(self, x: Tensor) -> Tensor:
        h = torch.zeros_like(x)
        c = torch.zeros_like(x)
        for _ in range(50):
            h, c = self.cell(x, (h, c))
        return h


def cell_loop(size: float) -> Net:
    return Cells(round(32 * size)), (torch.randn(1, round(32 * size)),)


def deep_mlp(size: float) -> Net:
    width = round(8 * size)
    return nn.Sequential(*(nn.Sequential(nn.Linear(width, width), nn.ReLU()) for _ in range(100))), (torch.randn(1, width),)


def small_mlp(size: float) -> Net:
    layers = [nn.Linear(64, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 10)]
    return nn.Sequential(*layers), (torch.randn(round(8 * size), 64),)


def encoder(size: float) -> Net:
    width = 64 * round(2 * size)
    return nn.TransformerEncoderLayer(width, 4, batch_first=True), (torch.randn(2, 32, width),)


NETS: dict[str, Callable[[float], Net]] = {
    "inception branches": inception, "experts": experts, "recommender": recommender, "LSTM ensemble": lstm_ensemble,
    "bidirectional LSTM": bidirectional, "LSTM tagger": tagger, "LSTM-cell loop": cell_loop, "100-layer MLP": deep_mlp,
    "MLP 64-256-256-10": small_mlp, "transformer encoder": encoder,
}  # fmt: skip
ZOO = ("googlenet", "inception_v3", "resnet18", "mobilenet_v3_small", "densenet121", "squeezenet1_1")


def of_the_zoo(name: str) -> Callable[[float], Net]:
    """torchvision's, where it is installed; size is that of the image."""

    def made(size: float) -> Net:
        import torchvision.models as models

        more = {"init_weights": True} if name in ("googlenet", "inception_v3") else {}
        side = 32 * round((299 if name == "inception_v3" else 224) * size / 32)
        return getattr(models, name)(weights=None, **more), (torch.randn(1, 3, side, side),)

    return made


if importlib.util.find_spec("torchvision"):
    NETS |= {name: of_the_zoo(name) for name in ZOO}


def net(name: str, size: float) -> Net:
    """In eval mode, with statistics of batch norms that are not those of an untouched one."""
    torch.manual_seed(0)
    module, inputs = NETS[name](size)
    for part in module.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.running_mean.normal_(0, 0.1)  # type: ignore[union-attr]
            part.running_var.uniform_(0.5, 1.5)  # type: ignore[union-attr]
    return module.eval(), inputs
