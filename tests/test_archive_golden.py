"""Archives that earlier versions wrote are read as what they were saved from."""

from __future__ import annotations

import re
from typing import Any

import pytest
import torch

import anabranch as ab
from anabranch.archive.reader import OLDEST_FORMAT
from anabranch.archive.writer import FORMAT
from archives import HERE, compiled

FORMATS = range(OLDEST_FORMAT, FORMAT + 1)


def loaded(form: int, name: str) -> Any:
    return ab.load(HERE / f"format{form}-{name}.ab")


@pytest.mark.parametrize("form", FORMATS)
def test_module(form: int, backend: str) -> None:
    net = loaded(form, "module")
    result = net(torch.ones(1, 3))
    assert result.value.tolist() == [[6.5, 15.5]] and (result.calls, net(torch.ones(1, 3)).calls) == (1, 2)
    assert list(net.state_dict()) == ["row", "linear.weight", "linear.bias"]
    assert net.row.data_ptr() == net.linear.weight.data_ptr()
    mean = type(net.forward.schema.arguments[2].default)["MEAN"]
    with pytest.raises(ValueError, match="no mean") as caught:
        net(torch.ones(1, 3), mean)
    assert 'raise ValueError(f"no {kind.value}")' in caught.value.__notes__[0]


@pytest.mark.parametrize("form", FORMATS)
def test_functions(form: int, backend: str) -> None:
    assert loaded(form, "function")(torch.ones(2), 2).tolist() == [0.25, 0.0625]
    assert loaded(form, "trace")(torch.zeros(2, 3, 1)).tolist() == [[1.5] * 3] * 2


@pytest.mark.compiles_only
@pytest.mark.parametrize("form", FORMATS)
def test_graphs(form: int, backend: str) -> None:
    """Passes change from version to version; what is written must still be what was read."""
    for name, program in compiled().items():
        text = re.sub(r"___torch_mangle_\d+\.|archives\.|__main__\.", "", loaded(form, name).graph.str(False))
        assert "graph(" in text and (form < FORMAT or text.count("\n") == program.graph.str(False).count("\n"))
