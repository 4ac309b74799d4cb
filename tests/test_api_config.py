"""Settings: the environment, checks with a remedy, followers, the number of workers."""

from __future__ import annotations

import pytest

import anabranch as ab
from anabranch.base import config
from anabranch.base.config import ConfigError, settings
from anabranch.ir.graph_function import function_of
from anabranch.runtime import native_loader


def test_the_environment_presets_settings() -> None:
    found = config.from_environment(
        {"ANABRANCH_WORKERS": "3", "ANABRANCH_BACKEND": "interpreter", "ANABRANCH_DUMP": "ir, bytecode", "OTHER": "x"}
    )
    assert (found.workers, found.backend, found.dump) == (3, "interpreter", {"ir", "bytecode"})
    assert config.from_environment({}) == config.Settings()
    assert config.from_environment({"ANABRANCH_WORKERS": "auto"}).workers is None


@pytest.mark.parametrize(
    ("variable", "text", "expected"),
    [
        ("ANABRANCH_WORKERS", "many", "a whole number from 0"),
        ("ANABRANCH_WORKERS", "-1", "a whole number from 0"),
        ("ANABRANCH_BACKEND", "cuda", "one of auto, native, interpreter"),
        ("ANABRANCH_DUMP", "ir,asm", "names from ir, passes, bytecode"),
        ("ANABRANCH_RECURSION_LIMIT", "0", "1 or more"),
    ],
)
def test_a_wrong_value_says_what_was_expected_and_what_to_do(variable: str, text: str, expected: str) -> None:
    with pytest.raises(ConfigError) as raised:
        config.from_environment({variable: text})
    message = str(raised.value)
    assert variable in message and expected in message and "help:" in message


def test_an_unknown_setting_names_the_known_ones() -> None:
    with pytest.raises(ConfigError, match="no setting named thread"):
        settings.update(thread=3)


def test_followers_hear_the_present_and_each_change() -> None:
    heard: list[int | None] = []
    settings.subscribe(lambda now: heard.append(now.workers))
    with settings.override(workers=2):
        pass
    assert heard[-2:] == [2, heard[0]]


def test_number_of_workers() -> None:
    before = ab.get_num_workers()
    with ab.workers(3):
        assert ab.get_num_workers() == 3
        ab.set_num_workers(5)
        assert ab.get_num_workers() == 5
    assert ab.get_num_workers() == before
    for wrong in (-1, 1.5, True, "2"):
        with pytest.raises(ConfigError):
            ab.set_num_workers(wrong)  # type: ignore[arg-type]


def test_workers_restores_after_an_error() -> None:
    before = ab.get_num_workers()
    with pytest.raises(ZeroDivisionError), ab.workers(7):
        _ = 1 / 0
    assert ab.get_num_workers() == before


def test_a_dump_shows_every_stage_and_changes_no_graph(native: None, capsys: pytest.CaptureFixture[str]) -> None:
    graph = ab.parse_ir("graph(%x : Tensor):\n  %1 : int = prim::Constant[value=1]()\n  return (%x)\n")
    before = str(graph)
    with settings.override(dump=frozenset({"ir", "passes", "bytecode"})):
        native_loader.load(function_of("dumped", graph))
    said = capsys.readouterr().out
    ir, _, rest = said.partition("after drop_dead_constants")
    passes, _, bytecode = rest.partition("dumped(v0)")
    assert ["prim::Constant" in text for text in (ir, passes)] == [True, False]
    assert "RET" in bytecode
    assert str(graph) == before
