"""Every setting of the library, typed, in one table; the environment gives the first values.

A setting is a field of ``Settings``: its type, its default, the environment variable that presets it, how text becomes
a value and what is wrong with a value.  Parts read ``settings.backend``; those that must follow a change
``subscribe``. Settings belong to the process, not to a thread.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from typing import Any

from .cores import cores
from .errors import Error

BACKENDS = ("auto", "native", "interpreter")
DUMPS = ("ir", "passes", "bytecode")
MAX_WORKERS = 1024


class ConfigError(Error, ValueError):
    """A setting has no such value."""


def _whole(text: str) -> int | str:
    return int(text) if text.strip().lstrip("+-").isdigit() else text


def _names(text: str) -> frozenset[str]:
    return frozenset(name.strip() for name in text.split(",") if name.strip())


def _is_whole(value: object, low: int, high: int) -> bool:
    return type(value) is int and low <= value <= high


def _setting(default: Any, env: str, parse: Callable[[str], Any], valid: Callable[[Any], bool], expected: str) -> Any:
    return field(default=default, metadata={"env": env, "parse": parse, "valid": valid, "expected": expected})


@dataclass(frozen=True)
class Settings:
    """The table.  ``None`` for ``workers`` means: one less than the cores this process may use."""

    workers: int | None = _setting(
        None,
        "ANABRANCH_WORKERS",
        lambda text: None if text.strip() == "auto" else _whole(text),
        lambda value: value is None or _is_whole(value, 0, MAX_WORKERS),
        f"a whole number from 0 to {MAX_WORKERS}, or auto",
    )
    backend: str = _setting(
        "auto", "ANABRANCH_BACKEND", str.strip, lambda value: value in BACKENDS, f"one of {', '.join(BACKENDS)}"
    )
    dump: frozenset[str] = _setting(
        frozenset(),
        "ANABRANCH_DUMP",
        _names,
        lambda value: isinstance(value, frozenset) and value <= set(DUMPS),
        f"names from {', '.join(DUMPS)}, separated by commas",
    )
    recursion_limit: int = _setting(
        1_000_000,
        "ANABRANCH_RECURSION_LIMIT",
        _whole,
        lambda value: _is_whole(value, 1, 2**62),
        "a whole number of nested calls, 1 or more",
    )
    verify: bool | str = _setting(
        False,
        "ANABRANCH_VERIFY",
        lambda text: {"0": False, "1": True}.get(text.strip(), text),
        lambda value: isinstance(value, bool),
        "0 or 1",
    )
    optimise: bool | str = _setting(
        True,
        "ANABRANCH_OPTIMISE",
        lambda text: {"0": False, "1": True}.get(text.strip(), text),
        lambda value: isinstance(value, bool),
        "0 or 1",
    )
    full_tracebacks: bool | str = _setting(
        False,
        "ANABRANCH_FULL_TRACEBACKS",
        lambda text: {"0": False, "1": True}.get(text.strip(), text),
        lambda value: isinstance(value, bool),
        "0 or 1",
    )

    def __post_init__(self) -> None:
        for entry in fields(self):
            _check(entry.name, getattr(self, entry.name), entry.metadata)


def _check(name: str, value: object, metadata: Mapping[str, Any]) -> None:
    if not metadata["valid"](value):
        raise ConfigError(
            f"setting {name} ({metadata['env']}): expected {metadata['expected']}, got {value!r}\n"
            f"help: unset {metadata['env']} or pass a value of that form"
        )


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings preset by the ``ANABRANCH_…`` variables.  Raises ``ConfigError`` for a value that no setting can have.
    """
    given = {
        entry.name: entry.metadata["parse"](environment[entry.metadata["env"]])
        for entry in fields(Settings)
        if environment.get(entry.metadata["env"], "").strip()
    }
    return Settings(**given)


class _Current:
    """The settings in force: attribute access reads, ``update`` replaces them and tells the subscribers."""

    def __init__(self) -> None:
        self._settings = from_environment()
        self._subscribers: list[Callable[[Settings], None]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._settings, name)

    def update(self, **changes: Any) -> Settings:
        """Checks and applies changes; returns the settings that were in force before."""
        before = self._settings
        unknown = sorted(changes.keys() - {entry.name for entry in fields(Settings)})
        if unknown:
            known = ", ".join(entry.name for entry in fields(Settings))
            raise ConfigError(f"no setting named {unknown[0]}\nhelp: the settings are {known}")
        self._put(replace(before, **changes))
        return before

    def subscribe(self, follow: Callable[[Settings], None]) -> None:
        """Calls ``follow`` with the settings now, and again after every change."""
        self._subscribers.append(follow)
        follow(self._settings)

    @contextmanager
    def override(self, **changes: Any) -> Iterator[None]:
        """Changes settings for the length of a ``with`` block."""
        before = self.update(**changes)
        try:
            yield
        finally:
            self.update(**{name: getattr(before, name) for name in changes})

    def _put(self, new: Settings) -> None:
        self._settings = new
        for follow in self._subscribers:
            follow(new)


settings = _Current()


def workers() -> int:
    """Pool workers in force: the setting, or cores − 1."""
    chosen: int | None = settings.workers
    return cores() - 1 if chosen is None else chosen
