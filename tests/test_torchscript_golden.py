"""Files that versions of PyTorch wrote, read without torch.jit; ``archives/torchscript`` made them."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
import torch

import anabranch as ab
from archives import torchscript
from archives.torchscript.__main__ import example
from support.torchscript_mutants import mutant, outcome

HERE = Path(torchscript.__file__).parent
VERSIONS = sorted({path.name.partition("-")[0] for path in HERE.glob("*.pt")})


def loaded(version: str, name: str) -> tuple[Any, Any]:
    """The module, and what it gave to whom it was saved by."""
    files = {"answer.json": b""}
    return ab.load(HERE / f"{version}-{name}.pt", _extra_files=files), json.loads(files["answer.json"])


def test_there_are_files_of_several_versions() -> None:
    assert len(VERSIONS) >= 2


@pytest.mark.parametrize("version", VERSIONS)
def test_scripted(version: str, backend: str) -> None:
    net, answer = loaded(version, "net")
    reduced, y, count, table = net(torch.arange(6.0).reshape(2, 3))
    found = [reduced.value.tolist(), reduced.name, y.tolist(), count, table]
    assert found[1] == "größe日" and found[1] == answer[1] and found[3:] == answer[3:]
    torch.testing.assert_close([found[0], found[2]], [answer[0], answer[2]])
    assert net.packed.numbers.tolist() == [0, 1, 2, 3] and net.kind.name == "MEAN" and not net.norm.training
    with pytest.raises(AssertionError, match="no label") as caught:
        net(torch.zeros(2, 3), 2, "")
    assert 'assert len(label) > 1, "no label"' in caught.value.__notes__[0]


@pytest.mark.parametrize("version", VERSIONS)
def test_traced(version: str, backend: str) -> None:
    net, answer = loaded(version, "trace")
    torch.testing.assert_close(net(example()).tolist(), answer)


@pytest.mark.slow
def test_mutants() -> None:
    """Each is loaded and compiled, or refused in words; nothing of Python runs."""
    files, chance = [path.read_bytes() for path in sorted(HERE.glob("*.pt"))], random.Random(11)
    outcomes = [outcome(mutant(chance.choice(files), chance)) for _ in range(250)]
    assert {"loaded", "refused"} == set(outcomes)
