"""Tables and plots of the documentation, from measured JSON: python -m benchmarks.report

In ``docs/performance``, ``benchmarks.json`` is what ``python -m benchmarks --json FILE`` wrote, ``gallery.json`` what
``--gallery`` measures.
Plots are SVG written here: a bar a row, lengths by the logarithm of the ratio.  Non-goal: measuring (``run``).
"""

from __future__ import annotations

import argparse
import json
import math
import re
import subprocess
import sys
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "performance"
EXAMPLES = "recommender ensemble speech mixture_of_experts post_processing beam_search training asyncio_server".split()
STYLE = """<style>
text { font: 13px sans-serif; fill: #444 } .value { font-weight: bold } line { stroke: #999 }
.gain { fill: #00897b } .loss { fill: #e57373 }
@media (prefers-color-scheme: dark) { text { fill: #ccc } }
</style>"""


class Bar(NamedTuple):
    name: str
    ratio: float


def main() -> None:
    parser = argparse.ArgumentParser(description="Tables and plots of the documentation.", prog="python -m benchmarks.report")
    parser.add_argument("--gallery", type=int, metavar="TURNS", help="first run each example so often, and keep the medians")
    turns = parser.parse_args().gallery
    if turns:
        (FOLDER / "gallery.json").write_text(json.dumps(gallery(turns), indent=1) + "\n")
    for name, text in files(FOLDER).items():
        (FOLDER / name).write_text(text, encoding="utf-8")


def files(folder: Path) -> dict[str, str]:
    """What the JSON in the folder becomes, by file name."""
    rows = json.loads((folder / "benchmarks.json").read_text())
    examples = json.loads((folder / "gallery.json").read_text())
    beside_torch = [Bar(row["name"], row["seconds"]["torch.jit"] / row["seconds"]["ours"]) for row in rows if compared(row)]
    gains = [Bar(name.replace("_", " "), taken["serial"] / taken["forked"]) for name, taken in examples.items()]
    return {
        "benchmarks.svg": plot("torch.jit's time ÷ ours", beside_torch),
        "gallery.svg": plot("serial time ÷ forked time, two cores", gains),
        "gallery.md": table(examples),
    }


def compared(row: dict[str, dict[str, float]]) -> bool:
    return {*row.get("seconds", {})} == {"ours", "torch.jit"}


# -- the gallery


def gallery(turns: int) -> dict[str, dict[str, float]]:
    """Milliseconds of each example: of several runs, the one whose gain is the median."""
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in EXAMPLES}
    for _ in range(turns):
        for name in EXAMPLES:
            runs[name].append(times(name))
    return {name: sorted(found, key=lambda t: t["serial"] / t["forked"])[len(found) // 2] for name, found in runs.items()}


def times(name: str) -> dict[str, float]:
    command = [sys.executable, str(ROOT / "examples" / f"{name}.py")]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {way: float(taken) for way, taken in re.findall(r"^(serial|forked) +([\d.]+) ms$", printed, re.MULTILINE)}


def table(examples: dict[str, dict[str, float]]) -> str:
    lines = ["| example | serial | forked | gain |", "|---|---|---|---|"]
    for name, taken in examples.items():
        gain = taken["serial"] / taken["forked"]
        lines.append(f"| `{name}` | {taken['serial']:.2f} ms | {taken['forked']:.2f} ms | {gain:.2f} |")
    return "\n".join(lines) + "\n"


# -- plots


def plot(title: str, bars: Iterable[Bar]) -> str:
    """Bars to the right of 1 are gains, to the left losses; a doubling is the same length everywhere."""
    bars = list(bars)
    low, high = (bound(math.log2(bar.ratio) for bar in bars) for bound in (min, max))
    low, high = min(low, -0.3), max(high, 0.3)
    scale = 330 / (high - low)
    one = 400 - low * scale
    height = 50 + 22 * len(bars)
    lines = [f'<text x="8" y="20" class="value">{escape(title)}</text>']
    lines.append(f'<line x1="{one:.1f}" x2="{one:.1f}" y1="32" y2="{height}"/>')
    for number, bar in enumerate(bars):
        lines += drawn(bar, 40 + 22 * number, one, scale)
    size = f'width="800" height="{height}" viewBox="0 0 800 {height}"'
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" {size}>', STYLE, *lines, "</svg>"]) + "\n"


def drawn(bar: Bar, y: int, one: float, scale: float) -> list[str]:
    end = one + math.log2(bar.ratio) * scale
    left, kind = min(one, end), "gain" if bar.ratio >= 1 else "loss"
    return [
        f'<text x="8" y="{y + 12}">{escape(bar.name if len(bar.name) < 58 else bar.name[:56] + "…")}</text>',
        f'<rect x="{left:.1f}" y="{y}" width="{abs(end - one):.1f}" height="15" class="{kind}"/>',
        f'<text x="{max(one, end) + 6:.1f}" y="{y + 12}" class="value">{bar.ratio:.2g}</text>',
    ]


if __name__ == "__main__":
    main()
