"""Makes a release: python tools/release.py 0.2.0 [--dry-run]

The version goes to where it stands, CHANGELOG's part for it gets today's date, both become a commit and that an annotated tag
v0.2.0 whose text is the part.  Nothing is pushed: the last line says how.  Refuses, before anything changes, a tree with
changes, a version that is not newer, and a CHANGELOG with nothing to release.
"""

from __future__ import annotations

import argparse
import datetime
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERSION = r"\d+\.\d+\.\d+"
PLACES = {  # file: what stands before the version, and behind it
    "pyproject.toml": (r'^version = "', '"'),
    "src/anabranch/base/package.py": (r'^VERSION = "', '"'),
    "CMakeLists.txt": (r"anabranchConfigVersion\.cmake VERSION ", " "),
}
HEADING = re.compile(rf"^## ({VERSION}) \(unreleased\)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes a release: versions, date, commit, tag.")
    parser.add_argument("version")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done")
    chosen = parser.parse_args()
    texts = {name: (ROOT / name).read_text(encoding="utf-8") for name in [*PLACES, "CHANGELOG.md"]}
    changed = released(texts, chosen.version, datetime.date.today())
    notes = section(texts["CHANGELOG.md"])
    if git("status", "--porcelain") and not chosen.dry_run:
        raise SystemExit("release: the tree has changes\nhelp: commit them, or put them away")
    if chosen.dry_run:
        return print(f"would change {', '.join(changed)} and tag v{chosen.version} with\n\n{notes[:400]}")
    for name, text in changed.items():
        (ROOT / name).write_text(text, encoding="utf-8")
    git("commit", "--all", "--message", f"Release {chosen.version}")
    git("tag", "--annotate", f"v{chosen.version}", "--cleanup=verbatim", "--message", f"{chosen.version}\n\n{notes}")
    return print(f"v{chosen.version} is made; to publish it: git push --follow-tags")


def released(texts: dict[str, str], version: str, today: datetime.date) -> dict[str, str]:
    """The files with the new version and the date.  Raises SystemExit with words."""
    before = current(texts)
    if not re.fullmatch(VERSION, version) or _numbers(version) < _numbers(before):
        raise SystemExit(f"release: expected a version X.Y.Z from {before} on, got {version}")
    section(texts["CHANGELOG.md"])
    changed = {name: _pattern(name).sub(rf"\g<1>{version}\g<3>", texts[name]) for name in PLACES}
    return {**changed, "CHANGELOG.md": HEADING.sub(rf"## {version} ({today})\n\2", texts["CHANGELOG.md"], count=1)}


def current(texts: dict[str, str]) -> str:
    """The version that all places say.  Raises SystemExit where they do not agree."""
    found = {name: [match[2] for match in _pattern(name).finditer(texts[name])] for name in PLACES}
    if len({tuple(versions) for versions in found.values()}) != 1 or any(len(v) != 1 for v in found.values()):
        raise SystemExit(f"release: the places of the version do not agree: {found}")
    return next(iter(found.values()))[0]


def section(changelog: str) -> str:
    """What CHANGELOG says of the version to come."""
    found = HEADING.search(changelog)
    if found is None or not found[2].strip():
        raise SystemExit("release: CHANGELOG.md has nothing under a heading '## X.Y.Z (unreleased)'")
    return found[2].strip()


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def _pattern(name: str) -> re.Pattern[str]:
    before, behind = PLACES[name]
    return re.compile(f"({before})({VERSION})({behind})", re.MULTILINE)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


if __name__ == "__main__":
    main()
