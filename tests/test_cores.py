"""The cores of the process, in made-up trees of control groups, and under a real quota where the machine lets us set one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import anabranch
from anabranch.base import config
from anabranch.base.cores import cores
from conftest import NEEDS_CORE
from support.processes import environment

V2 = "31 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n"
HYBRID = (
    "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:15 - cgroup cgroup rw,cpu,cpuacct\n"
    "33 31 0:30 / /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset\n"
    "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n"
)


def tree(root: Path, groups: str, mounts: str, **files: str) -> Path:
    """``files`` are named by their path with ``__`` for a slash and ``_dot_`` for a dot."""
    given = {"proc/self/cgroup": groups, "proc/self/mountinfo": mounts, **{_path(name): text for name, text in files.items()}}
    for name, text in given.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def _path(name: str) -> str:
    return "sys/fs/cgroup/" + name.replace("__", "/").replace("_dot_", ".")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("max 100000\n", 64),
        ("max", 64),
        ("200000 100000\n", 2),
        ("150000 100000\n", 2),  # a core and a half: two threads, one of them half the time
        ("100001 100000\n", 2),
        ("50000 100000\n", 1),
        ("1000 100000\n", 1),
        ("400000\n", 4),  # the period is 100 ms where it is not written
        ("9000000 100000\n", 64),  # more than the affinity allows
        ("", 64),
        ("\n", 64),
        ("a lot\n", 64),
        ("100000 0\n", 64),
        ("-1 100000\n", 64),
    ],
)
def test_v2(tmp_path: Path, text: str, expected: int) -> None:
    assert cores(tree(tmp_path, "0::/\n", V2, cpu_dot_max=text), 64) == expected


@pytest.mark.parametrize(
    ("inner", "middle", "outer", "expected"),
    [("300000", "max", "max", 3), ("max", "300000", "max", 3), ("max", "max", "300000", 3), ("800000", "200000", "300000", 2)],
)
def test_the_tightest_group_on_the_way_up_counts(tmp_path: Path, inner: str, middle: str, outer: str, expected: int) -> None:
    files = {"a__b_dot_slice__c__cpu_dot_max": inner, "a__b_dot_slice__cpu_dot_max": middle, "a__cpu_dot_max": outer}
    assert cores(tree(tmp_path, "0::/a/b.slice/c\n", V2, other__cpu_dot_max="100000", **files), 64) == expected


@pytest.mark.parametrize(
    ("quota", "period", "expected"),
    [("-1", "100000", 64), ("250000\n", "100000\n", 3), ("20000", "10000", 2), ("?", "100000", 64), ("100000", "", 64)],
)
@pytest.mark.parametrize("group", ["/", "/docker/abc"])
def test_v1(tmp_path: Path, group: str, quota: str, period: str, expected: int) -> None:
    place = "cpu,cpuacct__" + group.strip("/").replace("/", "__")
    files = {f"{place}__cpu_dot_cfs_quota_us": quota, f"{place}__cpu_dot_cfs_period_us": period}
    groups = f"9:name=systemd:/x\n4:cpu,cpuacct:{group}\n3:cpuset:/elsewhere\n"
    assert cores(tree(tmp_path, groups, HYBRID, **files), 64) == expected


def test_hybrid(tmp_path: Path) -> None:
    """Both versions at once: each hierarchy has a group of the process, and the tighter quota counts."""
    files = {"cpu,cpuacct__a__cpu_dot_cfs_quota_us": "500000", "cpu,cpuacct__a__cpu_dot_cfs_period_us": "100000"}
    groups = "4:cpu,cpuacct:/a\n0::/b\n"
    assert cores(tree(tmp_path, groups, HYBRID, **files), 64) == 5
    assert cores(tree(tmp_path, groups, HYBRID, unified__b__cpu_dot_max="300000 100000", **files), 64) == 3
    assert cores(tree(tmp_path, groups, HYBRID, unified__b__cpu_dot_max="700000 100000", **files), 64) == 5


def test_a_container_that_sees_its_own_group_as_the_top(tmp_path: Path) -> None:
    """Without a namespace of groups the names are the host's, while the mount begins at the container's group."""
    mounts = "31 23 0:26 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup2 ro\n"
    files = {"cpu_dot_max": "200000 100000", "inner__cpu_dot_max": "100000 100000"}
    assert cores(tree(tmp_path, "0::/docker/abc\n", mounts, **files), 64) == 2
    assert cores(tree(tmp_path, "0::/docker/abc/inner\n", mounts, **files), 64) == 1
    assert cores(tree(tmp_path, "0::/elsewhere\n", mounts, **files), 64) == 2
    assert cores(tree(tmp_path, "0::/../../docker/abc/../xyz\n", mounts, **files), 64) == 2


def test_a_mount_with_a_space_in_its_name(tmp_path: Path) -> None:
    mounts = V2.replace("/sys/fs/cgroup", "/sys/fs/my\\040groups")
    root = tree(tmp_path, "0::/\n", mounts)
    (root / "sys/fs/my groups").mkdir(parents=True)
    (root / "sys/fs/my groups/cpu.max").write_text("300000 100000")
    assert cores(root, 64) == 3


def test_what_cannot_be_read_limits_nothing(tmp_path: Path) -> None:
    assert cores(tmp_path, 7) == 7
    assert cores(tree(tmp_path, "0::/a\n", V2), 7) == 7
    (tmp_path / "sys/fs/cgroup/a/cpu.max").mkdir(parents=True)
    assert cores(tmp_path, 7) == 7
    assert cores(tree(tmp_path, "junk\n:::\n0::\n\x00", "junk\n - \n1 2 3 - cgroup2\n"), 7) == 7


def test_the_affinity() -> None:
    one = min(os.sched_getaffinity(0))
    code = "from anabranch.base import config; from anabranch.base.cores import cores; print(cores(), config.workers())"
    assert answer([sys.executable, "-c", f"import os; os.sched_setaffinity(0, {{{one}}}); {code}"]) == ["1", "0"]


def answer(command: list[str]) -> list[str]:
    given = environment()
    given.pop("ANABRANCH_WORKERS", None)
    return subprocess.run(command, capture_output=True, text=True, check=True, env=given).stdout.split()


@pytest.fixture
def quota_of_one_core() -> Iterator[Path]:
    """A control group of the machine's with a quota of one core; the file that takes in processes."""
    for top, write in ((Path("/sys/fs/cgroup/cpu"), _write_v1), (Path("/sys/fs/cgroup"), _write_v2)):
        group = top / f"anabranch-test-{os.getpid()}"
        try:
            group.mkdir()
        except OSError:
            continue
        try:
            write(group)
            yield group / "cgroup.procs"
            return
        except OSError:
            continue
        finally:
            group.rmdir()
    pytest.skip("no control group with a CPU quota can be made here: it takes root and a mounted cpu controller")


def _write_v1(group: Path) -> None:
    (group / "cpu.cfs_period_us").write_text("100000")
    (group / "cpu.cfs_quota_us").write_text("100000")


def _write_v2(group: Path) -> None:
    (group / "cpu.max").write_text("100000 100000")


@NEEDS_CORE
@pytest.mark.slow
def test_a_real_quota(quota_of_one_core: Path) -> None:
    """The process joins the group before it imports anything; the machine makes no thread of its own then."""
    if cores() < 2:
        pytest.skip("this process has one core anyway")
    code = (
        "import os, sys; open(sys.argv[1], 'w').write(str(os.getpid()))\n"
        "import anabranch as ab; from anabranch.base import config\n"
        "from anabranch.base.cores import cores; from anabranch.runtime import native\n"
        "def one(n: int) -> int: return n + 1\n"
        "def two(n: int) -> int:\n  a = ab.fork(one, n); b = ab.fork(one, n); return ab.wait(a) + ab.wait(b)\n"
    )
    script = quota_of_one_core.parent.name  # its name is ours alone
    path = Path("/tmp") / f"{script}.py"
    path.write_text(code + "print(cores(), config.workers(), ab.script(two)(1), native.core().threads())\n")
    try:
        assert answer([sys.executable, str(path), str(quota_of_one_core)]) == ["1", "0", "4", "0"]
    finally:
        path.unlink()


def test_a_setting_goes_before(native: None) -> None:
    with anabranch.workers(3):
        assert config.workers() == 3
    assert config.workers() == (config.settings.workers if config.settings.workers is not None else cores() - 1)
