"""For the build backend ([[tool.dynamic-metadata]]): a package needs the minor version of torch that it was built beside.

PyTorch's C++ ABI changes with the minor version.  A build without isolation takes the torch that is installed; an isolated
one the torch that pyproject.toml pins.  A torch that the source does not know is refused before anything compiles.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import metadata
from typing import Any

KNOWN = ("2.12", "2.13", "2.14")
USUAL = "2.13.0"  # what pyproject.toml pins for isolated builds


class Refused(SystemExit):
    def __init__(self, what: str) -> None:
        super().__init__(f"anabranch: {what}\nhelp: pip install torch=={USUAL}, then build again with --no-build-isolation")


class Provider:
    """Dynamic metadata, version 0.3: the field ``dependencies``."""

    state = "wheel"

    def build_state(self, build_state: str) -> None:
        self.state = build_state

    def dynamic_metadata(self, settings: Mapping[str, Any], project: Mapping[str, Any]) -> dict[str, Any]:
        torch = minor(USUAL) if self.state == "sdist" else known(installed())
        return {"dependencies": [f"torch=={torch}.*", *settings["others"]]}

    def dynamic_wheel(self, settings: Mapping[str, Any]) -> dict[str, bool]:
        return {"dependencies": True}  # a source distribution does not know yet


def installed() -> str:
    try:
        return metadata.version("torch")
    except metadata.PackageNotFoundError:
        raise Refused("it is built against PyTorch, and there is none in this environment") from None


def known(version: str) -> str:
    """Its minor version.  Raises Refused if the source does not build beside it."""
    if minor(version) not in KNOWN:
        raise Refused(f"expected torch {', '.join(KNOWN[:-1])} or {KNOWN[-1]}, got {version}")
    return minor(version)


def minor(version: str) -> str:
    return ".".join(version.split(".")[:2])
