"""The logger ``anabranch`` says what is decided and made, to whom it is told to, and nothing elsewhere."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch import Tensor

import anabranch as ab


def double(x: Tensor) -> Tensor:
    return x + x


def test_what_is_made_is_told_at_debug(backend: str, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    def triple(x: Tensor) -> Tensor:  # compiled here for the first time
        return x + x + x

    with caplog.at_level(logging.DEBUG, "anabranch"):
        compiled = ab.script(triple)
        compiled(torch.ones(1))
        ab.save(compiled, tmp_path / "f.ab")
        ab.load(tmp_path / "f.ab")
    texts = [r.getMessage() for r in caplog.records if r.name == "anabranch"]
    assert all(any(text.startswith(word) for text in texts) for word in ("compiled", "saved", "loaded")), texts
    assert backend == "interpreter" or any("into the machine" in text for text in texts)


def test_workers_are_told(native: None, caplog: pytest.LogCaptureFixture) -> None:
    ab.script(double)(torch.ones(1))
    with caplog.at_level(logging.INFO, "anabranch"), ab.workers(2):
        pass
    assert [r.getMessage().split(" on ")[0] for r in caplog.records][:1] == ["2 pool workers"]


@pytest.mark.slow
@pytest.mark.xdist_group("log_processes")
@pytest.mark.parametrize("level, told", [("WARNING", ""), ("INFO", "programs run on the backend")])
def test_a_process_says_nothing_unless_asked(level: str, told: str, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        f"import logging\nlogging.basicConfig(level='{level}')\nimport torch, anabranch as ab\n"
        "def f(x: torch.Tensor):\n    return x + 1\n"
        "ab.script(f)(torch.ones(1))\n"
    )
    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, check=True)
    ours = [line for line in done.stderr.splitlines() if ":anabranch:" in line]
    assert any(told in line for line in ours) if told else ours == []
