"""``to_dot`` and ``_repr_html_``: what they say of a graph, and that it is well formed for every graph of the corpus."""

import re
from html.parser import HTMLParser

import pytest
import torch
from torch import Tensor, nn

import anabranch as ab
from anabranch.ir.graph import Graph
from anabranch.text.dot import quoted
from anabranch.text.html import MOST_LINES
from anabranch.text.printer import walk_all
from support import corpus

pytestmark = pytest.mark.compiles_only

# The lines of Graphviz's language that we write.
STRING = r'"(?:[^"\\]|\\.)*"'
ATTRIBUTES = rf"\w+=(?:{STRING}|\w+)(?:, \w+=(?:{STRING}|\w+))*"
BOX = re.compile(rf" *(n\d+|node) \[{ATTRIBUTES}\];")
EDGE = re.compile(r" *(n\d+) -> (n\d+)(?: \[style=dotted\])?;")
STYLE = re.compile(rf" *label={STRING};(?: \w+=(?:{STRING}|\w+);)+")
OPEN = re.compile(r" *subgraph (cluster_\d+) \{|digraph \{")


def check_dot(text: str) -> tuple[list[str], list[tuple[str, str]], int]:
    """Boxes, edges and the number of clusters of a text.  Raises AssertionError where Graphviz would not read it."""
    boxes: list[str] = []
    edges: list[tuple[str, str]] = []
    clusters: list[str] = []
    depth = 0
    for line in text.splitlines():
        if opened := OPEN.fullmatch(line):
            depth += 1
            clusters += [opened[1]] if opened[1] else []
        elif line.strip() == "}":
            depth -= 1
        elif found := EDGE.fullmatch(line):
            edges.append((found[1], found[2]))
        elif box := BOX.fullmatch(line):
            boxes += [box[1]] if box[1] != "node" else []
        else:
            assert STYLE.fullmatch(line), line
        assert depth >= 1 or line == "}"
    assert depth == 0 and text.endswith("}\n")
    assert len(set(boxes)) == len(boxes) and len(set(clusters)) == len(clusters)
    assert {end for edge in edges for end in edge} <= set(boxes)
    return boxes, edges, len(clusters)


def clusters_of(graph: Graph) -> int:
    return sum(len(list(n.blocks())) + len(n.subgraphs()) for n in walk_all(graph))


def double(x: Tensor) -> Tensor:
    return x * 2


def forked(x: Tensor, n: int) -> Tensor:
    future = ab.fork(double, x)
    for i in range(n):
        if i > 1:
            x = x + i
    return ab.wait(future) + x


def test_tasks_and_blocks_are_clusters() -> None:
    graph = ab.script(forked).graph
    text = graph.to_dot()
    boxes, edges, clusters = check_dot(text)
    assert clusters == 4  # the task, the loop's body, two branches
    assert text.count("fillcolor") == 1 and 'label="task 1"' in text and 'label="prim::Loop block0"' in text
    assert 'label="%x.1 : Tensor"' in text and "aten::add(" in text
    named = dict(re.findall(r'(n\d+) \[label="([^"]*)"', text))
    flow = {(named[a], named[b]) for a, b in edges if a in named and b in named}
    assert any(a == "%x.1 : Tensor" and "prim::fork" in b for a, b in flow)
    assert any("prim::fork" in a and "aten::wait" in b for a, b in flow)


def test_text_is_quoted() -> None:
    assert quoted('a "b"\\n\n') == r'"a \"b\"\\n\n"'

    def f(x: str) -> str:
        return x + 'say "no\\"\n}'

    check_dot(ab.script(f).graph.to_dot())


class Page(HTMLParser):
    """Checks that tags are closed in order; keeps what is written and in which tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.text = ""
        self.attributes: set[str] = set()
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def check_html(html: str) -> Page:
    page = Page(html)
    assert page.tags <= {"div", "b", "i", "pre"} and page.attributes <= {"style"}, "no script, nothing to load"
    assert "url(" not in html
    return page


def test_source_stands_beside_the_graph() -> None:
    html = ab.script(forked)._repr_html_()
    page = check_html(html)
    assert "forked(Tensor x, int n)" in page.text
    assert "future = ab.fork(double, x)" in page.text and "test_graph_pictures.py:" in page.text
    assert "with prim::fork_0 = graph(" in page.text and "aten::wait" in page.text
    assert html.count("#e8f1fb") == 1  # the task's colour


def test_what_a_program_says_is_escaped() -> None:
    def f(x: str) -> str:
        return x + "<script>alert(1)</script>&amp;"

    html = ab.script(f)._repr_html_()
    assert "<script" not in html
    assert "<script>alert(1)</script>&amp;" in check_html(html).text


def test_a_large_graph_is_cut_with_a_note() -> None:
    lines = "\n".join(f"    x = x + {i}" for i in range(MOST_LINES * 2))
    unit = ab.CompilationUnit(f"def f(x: Tensor) -> Tensor:\n{lines}\n    return x\n")
    html = unit.f._repr_html_()
    page = check_html(html)
    assert re.search(r"\d+ more lines: print\(graph\)", page.text)
    assert page.text.count("aten::add") < MOST_LINES + 1


def test_modules_and_read_graphs_have_pictures() -> None:
    module = ab.script(nn.Sequential(nn.Linear(2, 2), nn.ReLU()))
    assert module.to_dot() == module.graph.to_dot() and "forward" in check_html(module._repr_html_() or "").text
    assert ab.script(nn.ModuleList([nn.ReLU()]))._repr_html_() is None
    read = ab.parse_ir("graph(%x : Tensor):\n  %y : Tensor = aten::relu(%x)\n  return (%y)\n")
    check_dot(read.to_dot())
    assert "aten::relu" in check_html(read._repr_html_()).text
    traced = ab.trace(module, (torch.ones(1, 2),))
    check_dot(traced.to_dot())
    check_html(traced._repr_html_() or "")


@pytest.mark.slow
def test_every_graph_of_the_corpus_has_pictures() -> None:
    count = 0
    for name, graph in corpus.graphs():
        _, _, clusters = check_dot(graph.to_dot())
        assert clusters == clusters_of(graph), name
        check_html(graph._repr_html_())
        count += 1
    assert count > 300
