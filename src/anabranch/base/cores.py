"""How many cores the process may use: its affinity, cut by the CPU quotas of its control groups (v1, v2 and both at once).

The one reader; the native core is told.  A quota may stand at the group of the process or at any group above it that is
mounted; files that are missing, unreadable or odd limit nothing.  Non-goal: noticing a quota that changes later.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple


def cores(root: Path = Path("/"), allowed: int | None = None) -> int:
    """At least 1.  ``root`` is where ``proc`` and the mounts of the groups are, ``allowed`` what the affinity allows."""
    if allowed is None:
        allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, math.ceil(min([allowed, *_quotas(root)])))


class _Mount(NamedTuple):
    """A mounted hierarchy of groups: ``top`` is the group that one sees at ``point``."""

    is_v2: bool
    top: PurePosixPath
    point: PurePosixPath


def _quotas(root: Path) -> Iterator[float]:
    """In cores, of every group that the process is in."""
    groups = dict(_groups(_text(root / "proc/self/cgroup")))
    for mount in _mounts(_text(root / "proc/self/mountinfo")):
        group = groups.get(mount.is_v2)
        if group is not None:
            for folder in _folders(mount, group):
                yield (_v2_quota if mount.is_v2 else _v1_quota)(root / folder.relative_to("/"))


def _groups(text: str) -> Iterator[tuple[bool, PurePosixPath]]:
    """Of lines ``0::/a/b`` (v2) and ``4:cpu,cpuacct:/a/b`` (v1): the group that limits the CPU, is it v2."""
    for line in text.splitlines():
        number, controllers, path = [*line.split(":", 2), "", ""][:3]
        if path.startswith("/") and (number == "0" or "cpu" in controllers.split(",")):
            yield number == "0", PurePosixPath(path)


def _mounts(text: str) -> Iterator[_Mount]:
    """Of lines ``31 23 0:28 <top> <point> <options> … - <type> <source> <options>``."""
    for line in text.splitlines():
        before, _, after = line.partition(" - ")
        fields, kinds = before.split(), after.split()
        if len(fields) < 6 or len(kinds) < 3:
            continue
        top, point = (PurePosixPath(_unescaped(name)) for name in fields[3:5])
        if kinds[0] == "cgroup2" or (kinds[0] == "cgroup" and "cpu" in kinds[2].split(",")):
            yield _Mount(kinds[0] == "cgroup2", top, point)


def _unescaped(name: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda digits: chr(int(digits[1], 8)), name)


def _folders(mount: _Mount, group: PurePosixPath) -> Iterator[PurePosixPath]:
    """From the process's group up to the mount.  A group that lies elsewhere cannot be seen: then the mount alone."""
    inside = group.relative_to(mount.top) if group.is_relative_to(mount.top) else PurePosixPath()
    if ".." not in inside.parts:
        folder = mount.point / inside
        yield from [folder, *folder.parents][: len(inside.parts) + 1]


def _v2_quota(folder: Path) -> float:
    quota, period, *_ = [*_text(folder / "cpu.max").split(), "", ""]
    return _in_cores(quota, period or "100000")


def _v1_quota(folder: Path) -> float:
    return _in_cores(_text(folder / "cpu.cfs_quota_us"), _text(folder / "cpu.cfs_period_us"))


def _in_cores(quota: str, period: str) -> float:
    """``max`` and −1 are no limit; so is what is no number."""
    try:
        microseconds, each = int(quota), int(period)
    except ValueError:
        return math.inf
    return microseconds / each if microseconds > 0 and each > 0 else math.inf


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
