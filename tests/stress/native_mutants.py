"""Archives whose native part was changed, loaded and called by the C++ host: native_mutants.py [--count N] [--build DIR]

No mutant may end the process but by the alarm, which ends loops that a mutant never leaves.  With a build under
AddressSanitizer (``tools/sanitize.sh``) none may read what is not its own.  Exits 1 and names the seed and file of the first.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from torch import Tensor

import anabranch
from anabranch import Future, fork, wait
from anabranch.archive.zips import ZipReader, ZipWriter

ROOT = Path(__file__).resolve().parents[2]
SCRATCH = 200  # mutants of one process


class Pair:
    def __init__(self, a: int, b: Tensor) -> None:
        self.a = a
        self.b = b

    def total(self) -> Tensor:
        return self.b * self.a


def containers(xs: list[int], n: int = 3) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for i, x in enumerate(xs):
        found.setdefault(str(x % n), []).append(i * x)
    return found


def objects(x: Tensor, n: int) -> tuple[Tensor, list[float]]:
    pairs = [Pair(i, x + i) for i in range(n)]
    if n > 2:
        pairs[0].a = n
    return sum_of(pairs), [float(p.a) / 2 for p in pairs]


def sum_of(pairs: list[Pair]) -> Tensor:
    out = torch.zeros(2, 3)
    for p in pairs:
        out = out + p.total()
    return out


def tasks(x: Tensor, k: int = 2) -> Tensor:
    futures: list[Future[Tensor]] = [fork(shifted, x, i) for i in range(k)]
    with torch.no_grad():
        return torch.stack([wait(f) for f in futures])


def shifted(x: Tensor, i: int) -> Tensor:
    if i > 7:
        raise ValueError(f"{i} is too many")
    return x.relu() + i


def optional(x: Tensor | None, name: str = "a") -> str:
    if x is not None:
        return f"{name}{x.size(0)}"
    return name.upper() * 2


def save_all(folder: Path) -> list[Path]:
    net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.LSTM(4, 2))
    files = []
    for source in (containers, objects, tasks, optional, net.eval()):
        files.append(folder / f"{getattr(source, '__name__', 'net')}.ab")
        anabranch.save(anabranch.script(source), files[-1])
        store(files[-1])
    return files


def store(path: Path) -> None:
    """Deflates nothing of the archive: the mutants are changed in place."""
    archive = ZipReader(path.read_bytes())
    with path.open("wb") as file:
        out = ZipWriter(file.write)
        for name in archive:
            out.stored(name, bytes(archive[name]))
        out.close()


def run(build: Path, file: Path, seed: int, count: int) -> str:
    """What went wrong, if something did."""
    torch_lib = Path(torch.__file__).parent / "lib"
    environment = os.environ | {"LD_LIBRARY_PATH": f"{build}:{torch_lib}"}
    sanitized = ["any"] if "sanitize" in build.name else []
    environment["ASAN_OPTIONS"] = "detect_leaks=0:allocator_may_return_null=1:max_allocation_size_mb=2048"
    end = seed + count
    while seed < end:
        command = [str(build / "host_mutants"), str(seed), str(end - seed), str(file), *sanitized]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        reached = int(file.with_suffix(".ab.at").read_text())
        if done.returncode == 0:
            return ""
        if done.returncode != -signal.SIGALRM:
            return f"seed {reached} of {file}: ended with {done.returncode}\n{done.stderr[-3000:]}"
        seed = reached + 1
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(description="Mutants of native programs.")
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = save_all(Path(folder))
        done = 0
        while done < options.count:
            for file in files:
                if problem := run(options.build, file, options.seed + done, SCRATCH):
                    print(problem)
                    return 1
                done += SCRATCH
    print(f"{done} mutants of {len(files)} programs: no crash")
    return 0


if __name__ == "__main__":
    sys.exit(main())
