"""``pytest --cpu-times N``: the slowest tests and files by CPU time, which a loaded machine does not stretch."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

LIMIT = 0.25  # above it a test carries the marker slow


def used() -> float:
    """Seconds of this process and of those it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--cpu-times", type=int, default=0, metavar="N", help="show the N slowest tests by CPU time")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    before = used()
    result = yield
    item.config.stash.setdefault(TIMES, {})[item.nodeid] = (used() - before, bool(item.get_closest_marker("slow")))
    return result


TIMES = pytest.StashKey[dict[str, tuple[float, bool]]]()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    most, times = config.getoption("--cpu-times"), config.stash.get(TIMES, {})
    if not most or not times:
        return
    terminalreporter.section("CPU seconds")
    for name, (seconds, is_slow) in sorted(times.items(), key=lambda item: -item[1][0])[:most]:
        note = "" if is_slow or seconds < LIMIT else "  (not marked slow)"
        terminalreporter.write_line(f"{seconds:8.2f} {name}{note}")
    files = Counter[str]()
    for name, (seconds, _) in times.items():
        files[name.partition("::")[0]] += seconds
    for file, seconds in files.most_common(most):
        terminalreporter.write_line(f"{seconds:8.2f} {file}")
    terminalreporter.write_line(f"{files.total():8.2f} together")
