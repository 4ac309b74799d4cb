"""Makes a CUDA build of torch importable without CUDA: python tools/cuda_stubs.py TORCH_FOLDER

PyPI's torch for Linux links to gigabytes of CUDA libraries that its CPU kernels never call.  Each that is missing gets a
library of its name beside torch's own, whose functions answer "no device".  For tests of the CPU only; never for users.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

NO_DEVICE = 100  # cudaErrorNoDevice


def main() -> None:
    folder = Path(sys.argv[1]) / "lib"
    libraries = sorted(folder.glob("*.so*"))
    needed = {name for library in libraries for name in re.findall(r"NEEDED.*\[(.+)\]", read("readelf", "-dW", library))}
    missing = sorted(name for name in needed if not (folder / name).exists() and name not in system_libraries())
    if not missing:
        return print("nothing is missing")
    wanted = undefined_symbols(libraries)
    for name in missing:  # symbols without a library's name go into the first one
        make(folder / name, wanted[name] | (wanted[""] if name == missing[0] else {}))
    return print(f"{len(missing)} libraries made in {folder}: {' '.join(missing)}")


def read(*command: object) -> str:
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=True).stdout


def system_libraries() -> set[str]:
    """What the loader finds by itself."""
    listed = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"^\s+(\S+) \(", listed, re.MULTILINE))


def undefined_symbols(libraries: list[Path]) -> dict[str, dict[str, str]]:
    """By the library that should have them, symbol to version; under "" those that no library is named for."""
    wanted: dict[str, dict[str, str]] = defaultdict(dict)
    defined: set[str] = set()
    for library in libraries:
        owners = version_owners(library)
        for line in read("nm", "-D", "--with-symbol-versions", library).splitlines():
            kind, symbol = line.split()[-2:]
            name, _, version = symbol.partition("@")
            if kind not in "Uwv":
                defined.add(name)
            elif kind == "U":
                wanted[owners.get(version.lstrip("@"), "")][name] = version.lstrip("@")
    wanted[""] = {name: "" for name in wanted[""] if name not in defined}
    return wanted


def version_owners(library: Path) -> dict[str, str]:
    """Symbol versions to the libraries that define them."""
    owners, owner = {}, ""
    for file, version in re.findall(r"File: (\S+)|Name: (\S+)  Flags", read("readelf", "-VW", library)):
        owner = file or owner
        if version:
            owners[version] = owner
    return owners


def make(library: Path, symbols: dict[str, str]) -> None:
    by_version: dict[str, list[str]] = defaultdict(list)
    for name, version in symbols.items():
        by_version[version].append(name)
    with tempfile.TemporaryDirectory() as folder:
        source, script = Path(folder) / "stub.c", Path(folder) / "versions"
        source.write_text("".join(f"int {name}(void) {{ return {NO_DEVICE}; }}\n" for name in symbols))
        versioned = {version: names for version, names in by_version.items() if version}
        script.write_text("".join(f"{version} {{ {'; '.join(names)}; }};\n" for version, names in versioned.items()))
        options = [f"-Wl,--version-script={script}"] if versioned else []
        read("cc", "-shared", "-fPIC", "-w", "-fno-builtin", f"-Wl,-soname,{library.name}", *options, source, "-o", library)


if __name__ == "__main__":
    main()
