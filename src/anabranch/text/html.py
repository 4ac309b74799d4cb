"""Functions, modules and graphs as notebooks show them: source text beside the graph, tasks in colours.

The HTML is self-contained: no script, nothing from the network, everything that a program says escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from ..base.source import Span
from ..ir import graph as graphs
from ..ir.graph import Graph
from .dot import TASK_COLOURS
from .printer import walk_all

MOST_LINES = 400  # of a graph, and of a source
_PLAIN = "#ffffff"
_COLUMN = "flex:1 1 24em;min-width:0;overflow:auto;max-height:40em;margin:0 1em 0 0"
_PRE = "margin:0;padding:.4em;font:12px/1.4 monospace;white-space:pre;color:#1f2328;background:{}"


@graphs.html_text.is_given
def html_text(graph: Graph, title: str) -> str:
    """A title over two columns: the source that the graph came from, where that can be read, and the graph."""
    source = "".join(f"<div><i>{escape(place)}</i>{_pre(text, _PLAIN)}</div>" for place, text in _sources(graph))
    columns = [f'<div style="{_COLUMN}">{part}</div>' for part in (source, "".join(_sections(graph))) if part]
    return f'<div><b>{escape(title)}</b><div style="display:flex;flex-wrap:wrap">{"".join(columns)}</div></div>'


def _sections(graph: Graph) -> Iterator[str]:
    """The graph's own text, then each task's in its colour."""
    lines = graph.str(False).splitlines()
    starts = [0, *(i for i, line in enumerate(lines) if line.startswith("with "))]
    left = MOST_LINES
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(lines)])):
        colour = TASK_COLOURS[(number - 1) % len(TASK_COLOURS)] if number else _PLAIN
        shown = lines[start:end][:left]
        left -= len(shown)
        if shown:
            yield _pre("\n".join(shown), colour)
    if len(lines) > MOST_LINES:
        yield f"<i>{len(lines) - MOST_LINES} more lines: print(graph)</i>"


def _sources(graph: Graph) -> Iterator[tuple[str, str]]:
    """Of each file that the graph's nodes come from, the stretch of lines that they cover."""
    files: dict[str, list[int]] = {}
    for span in (node.span for node in walk_all(graph)):
        if span is not None and span.line:
            files.setdefault(span.file, []).extend((span.line, span.end_line or span.line))
    for file, numbers in files.items():
        first, last = min(numbers), max(numbers)
        found = [Span(file, n).source_line() for n in range(first, min(last, first + MOST_LINES) + 1)]
        if any(found):
            cut = [] if last <= first + MOST_LINES else ["…"]
            yield f"{Path(file).name}:{first}", "\n".join([*found, *cut])


def _pre(text: str, colour: str) -> str:
    return f'<pre style="{_PRE.format(colour)}">{escape(text)}</pre>'
