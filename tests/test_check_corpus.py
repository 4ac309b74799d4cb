"""``check`` on the conformance programs that fork: they give what plain Python gives, so none races; edited ones do."""

from __future__ import annotations

import contextlib
import io
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

import anabranch as ab
from conformance import catalogue
from conformance.judge import Trial, arguments, prepare

pytestmark = [pytest.mark.slow, pytest.mark.compiles_only]

# program: what to write for what, what the race is about
EDITS = {
    "fork_basic/stdout_order": (
        [("        total += jit.wait(jit.fork(speak, n, w))\n", "        jit.fork(speak, n, w)\n")],
        "the order of what is printed",
    ),
    "fork_state/inplace_visible_after_wait": (
        [
            ("n = jit.wait(jit.fork(fill, t, xs, d, 2))", "f = jit.fork(fill, t, xs, d, 2)"),
            ("    alias =", "    n = f.wait()\n    alias ="),
        ],
        "elements of a tensor",
    ),
    "fork_state/stripes_of_one_tensor": ([("canvas, row, float", "canvas, row // 2, float")], "elements of a tensor"),
    "fork_state/columns_in_place": ([("self.board[:, j]", "self.board[:, j // 2]")], "elements of a tensor"),
    "fork_state/buffers_in_forks": (
        [("fs.append(jit.fork(p, x))", "fs.append(jit.fork(p, x)); fs.append(jit.fork(p, x))")],
        "elements of a tensor",
    ),
    "fork_state/object_mutation": (
        [('deltas.append(jit.wait(jit.fork(work, c, "w" + str(i), i * i)))', 'jit.fork(work, c, "w" + str(i), i * i)')],
        "attribute n of Counter",
    ),
    "fork_state/attribute_updates_between": (
        [("out.append(jit.wait(jit.fork(self.total, 2)))", "jit.fork(self.total, 2)")],
        "a list",
    ),
    "fork_state/counters_in_module": (
        [("both = torch.stack([up.wait(), down.wait()])", "both = torch.ones(2)")],
        "attribute reads",
    ),
    "fork_state/seeded_noise": (
        [("    return (x + strength * noise)", "    return (x + strength * torch.randn(x.size(0)))")],
        "the generator of random numbers",
    ),
    "fork_state/training_flag": (
        [
            ("return Net().eval()", "return Net()"),
            ("x * 100", "self.drop(x)"),
            ("jit.wait(f) + 1", "self.drop(x) + jit.wait(f)"),
        ],
        "the generator of random numbers",
    ),
}  # fmt: skip


def trial(path: Path) -> Trial:
    prepare()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Trial(path, ab)


def checks(t: Trial) -> Iterator[ab.Check]:
    """On all inputs of the program."""
    compiled = t.compile()
    for group in ("OK_INPUTS", "INPUTS"):
        for i, producer in enumerate(t.has(group, [])):
            args, kwargs = arguments(producer, i)
            with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield ab.check(compiled, *args, **kwargs)


def test_no_program_of_the_corpus_races() -> None:
    forking = [p for p in catalogue.find() if re.search(r"\bfork\(", p.source)]
    tried, reported = 0, {}
    for program in forking:
        t = trial(program.path)
        outcome, _ = t.has("EXPECT", ("result", ""))
        if outcome == "compile":
            continue
        tried += 1
        for found in checks(t):
            assert found.error is None or outcome == "runtime", f"{program.name}: {found}"
            if found.races:
                reported[program.name] = str(found)
    print(f"{tried} programs that fork: {len(reported)} reported, {tried - len(reported)} not")
    assert tried > 100 and not reported


@pytest.mark.parametrize("name", EDITS)
def test_a_program_edited_to_race_is_reported(name: str, tmp_path: Path) -> None:
    (program,) = catalogue.find(only=f"^{name}$")
    edits, about = EDITS[name]
    text = program.source
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    path = tmp_path / program.category / program.path.name
    path.parent.mkdir()
    path.write_text(text)
    races = [race for found in checks(trial(path)) for race in found.races]
    assert any(race.what.startswith(about) for race in races), [race.what for race in races]
