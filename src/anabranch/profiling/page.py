"""A timeline as one page that any browser shows without a network: lanes a thread, bars of tasks, operators and gaps, arrows.

Plotly draws (zoom, tooltips, its script within the page); it is imported here alone.
Non-goal: what the bars mean (``drawing``).
"""

from __future__ import annotations

from typing import Any

from .drawing import figure
from .model import Timeline
from .records import ProfileError

_CONFIG = {"scrollZoom": True, "displaylogo": False, "responsive": True, "doubleClick": "reset"}


def html(timeline: Timeline) -> str:
    page: str = _plotly().to_html(
        figure(timeline), config=_CONFIG, include_plotlyjs=True, full_html=True, validate=False, default_height="100vh"
    )
    return page.replace("<head>", "<head><title>anabranch: timeline</title>", 1)


def _plotly() -> Any:
    try:
        import plotly.io
    except ImportError:
        raise ProfileError(
            "the timeline's page is drawn by plotly, which is not installed\n"
            "help: pip install 'anabranch[profile]', or save to a .json file and open it in ui.perfetto.dev"
        ) from None
    return plotly.io
