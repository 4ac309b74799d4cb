"""``pytest --cpu-times N``: the slowest tests and files by CPU time, which a loaded machine does not stretch."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator
from typing import Any

import pytest

LIMIT = 0.25  # above it a test carries the marker slow
# With xdist the reports bring the numbers to the process that prints them.
_seconds = Counter[str]()
_marked: set[str] = set()
_since = 0.0


def used() -> float:
    """Seconds of this process and of those it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--cpu-times", type=int, default=0, metavar="N", help="show the N slowest tests by CPU time")


def pytest_runtest_logstart() -> None:
    global _since
    _since = used()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    global _since
    report = yield
    now = used()
    report.cpu, report.is_slow, _since = now - _since, item.get_closest_marker("slow") is not None, now
    return report


def pytest_runtest_logreport(report: Any) -> None:
    _seconds[report.nodeid] += getattr(report, "cpu", 0.0)  # a worker that died reports without
    if getattr(report, "is_slow", False):
        _marked.add(report.nodeid)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    most = config.getoption("--cpu-times")
    if not most:
        return
    terminalreporter.section("CPU seconds")
    for name, seconds in _seconds.most_common(most):
        note = "" if name in _marked or seconds < LIMIT else "  (not marked slow)"
        terminalreporter.write_line(f"{seconds:8.2f} {name}{note}")
    files = Counter[str]()
    for name, seconds in _seconds.items():
        files[name.partition("::")[0]] += seconds
    for file, seconds in files.most_common(most):
        terminalreporter.write_line(f"{seconds:8.2f} {file}")
    terminalreporter.write_line(f"{files.total():8.2f} together")
