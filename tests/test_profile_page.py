"""The page of a timeline in a real browser: its lanes, zoom and tooltips, without a network."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from anabranch.profiling import page
from anabranch.profiling.drawing import figure
from anabranch.profiling.records import ProfileError
from test_profile_timeline import fork_join

BROWSER = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)


def test_the_figure_is_plain_data() -> None:
    made = figure(fork_join())
    assert made["layout"]["yaxis"]["ticktext"][1] == "worker 1"
    gaps, tasks, operators, *arrows = made["data"]
    assert (len(tasks["x"]), len(operators["x"])) == (3, 0)  # two turns of the root, one of its task
    assert any("idle: waits for f2 #2" in text for text in gaps["hovertext"])
    assert [len(a["x"]) for a in arrows] == [3, 3]


def test_without_plotly_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "plotly", None)
    monkeypatch.setitem(sys.modules, "plotly.io", None)
    with pytest.raises(ProfileError, match=r"pip install 'anabranch\[profile\]'"):
        page.html(fork_join())


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The page, opened; it may ask for nothing but itself."""
    pytest.importorskip("plotly", reason="plotly is not installed: pip install 'anabranch[profile]'")
    api = pytest.importorskip("playwright.sync_api", reason="playwright, which drives browsers, is not installed")
    if BROWSER is None:
        pytest.skip("no Chromium is installed: apt-get install chromium")
    file = tmp_path_factory.mktemp("page") / "timeline.html"
    file.write_text(page.html(fork_join()), encoding="utf-8")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 1200, "height": 700})
        tab.requests = []
        tab.on("request", lambda request: tab.requests.append(request.url))
        tab.goto(file.as_uri())
        tab.wait_for_selector(".barlayer .point")
        yield tab
        browser.close()


SLOW = [pytest.mark.slow, pytest.mark.xdist_group("profile_page")]


def lanes(tab: Any) -> list[str]:
    return [text.strip() for text in tab.locator(".ytick").all_text_contents()]


def time_range(tab: Any) -> list[float]:
    return [float(n) for n in tab.evaluate("document.querySelector('.js-plotly-plot')._fullLayout.xaxis.range")]


def bar_of(tab: Any, text: str) -> dict[str, float]:
    """Where on the screen the first bar of that text is."""
    box = tab.locator(".barlayer .point", has_text=re.compile(f"^{re.escape(text)}$")).first.bounding_box()
    assert box is not None
    return dict(box)


class TestInABrowser:
    pytestmark = SLOW

    def test_lanes_are_threads(self, shown: Any) -> None:
        found = lanes(shown)
        assert len(found) == 2 and found[1] == "worker 1"

    def test_it_needs_no_network(self, shown: Any) -> None:
        assert [url for url in shown.requests if not url.startswith(("file:", "data:", "blob:"))] == []

    def test_tooltips_say_what_and_where(self, shown: Any) -> None:
        box = bar_of(shown, "f2 #2")
        shown.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=3)
        tip = shown.locator(".hoverlayer .hovertext", has_text="f2 #2")
        tip.wait_for()
        text = tip.text_content()
        assert "f2 #2" in text and "forked at model.py:2" in text and "ran 50.0 µs" in text

    def test_zoom_in_and_back(self, shown: Any) -> None:
        before = time_range(shown)
        plot = shown.locator(".nsewdrag").first.bounding_box()
        y = plot["y"] + plot["height"] / 2
        shown.mouse.move(plot["x"] + 100, y)
        shown.mouse.down()
        shown.mouse.move(plot["x"] + 200, y, steps=5)
        shown.mouse.up()
        shown.wait_for_function(f"document.querySelector('.js-plotly-plot')._fullLayout.xaxis.range[1] < {before[1]}")
        after = time_range(shown)
        assert before[0] < after[0] < after[1] < before[1]
        shown.mouse.dblclick(plot["x"] + 150, y)
        shown.wait_for_function(f"document.querySelector('.js-plotly-plot')._fullLayout.xaxis.range[1] == {before[1]}")
        assert time_range(shown) == before

    def test_a_picture(self, shown: Any, tmp_path: Path) -> None:
        shown.screenshot(path=tmp_path / "timeline.png")
        assert (tmp_path / "timeline.png").stat().st_size > 10_000
