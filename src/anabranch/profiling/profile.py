"""``profile()``: a block whose calls of compiled functions are recorded, and what can be asked of it afterwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from ..base.log import log
from ..runtime import backend
from ..runtime.native import core
from . import advice, chrome, costs, drawing, page, summary
from .model import Timeline
from .records import ProfileError, Recorder
from .timeline import timeline

_WRITERS: dict[str, Callable[[Timeline], str]] = {".json": chrome.text, ".html": page.html}


class Profile:
    """What ran in the block of ``with profile() as p``; to be asked after the block.

    >>> with ab.profile() as p:
    ...     _ = ab.script(nn.Linear(2, 2))(torch.ones(1, 2))
    >>> isinstance(p, ab.Profile), p.work >= 0, p.speedup(cores=4) >= 1
    (True, True, True)
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._recorder: Recorder | None = None
        self._timeline: Timeline | None = None

    def __enter__(self) -> Profile:
        if backend().name == "native":
            self._recorder = Recorder(core(), self._limit)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._timeline = timeline(self._recorder.take()) if self._recorder else _nothing()
        self._recorder = None
        if self._timeline.lost:
            log.warning("a profile is incomplete: %d records found no room (profile(limit=...))", self._timeline.lost)

    @property
    def timeline(self) -> Timeline:
        """Everything that was seen, as data: calls, tasks, operators, and what each thread did.  Times in nanoseconds."""
        if self._timeline is None:
            raise ProfileError("the profile is not complete\nhelp: ask it behind the block: `with profile() as p: …`")
        return self._timeline

    @property
    def work(self) -> float:
        """Seconds that all tasks ran, on all threads together."""
        return costs.work(self.timeline) / 1e9

    @property
    def span(self) -> float:
        """Seconds of the longest chain of tasks that had to follow each other: no number of cores is faster."""
        return costs.span(self.timeline) / 1e9

    def speedup(self, cores: int) -> float:
        """How many times faster than on one core the same tasks would be on ``cores``, if moving them cost nothing."""
        if cores < 1:
            raise ValueError(f"cores: expected 1 or more, got {cores}")
        return costs.speedup(self.timeline, cores)

    def summary(self, calls: int = 3, lines: int = 30) -> str:
        """Text: totals, then the longest ``calls`` in full: which thread ran which task when, and its gaps with their reasons.

        ``lines`` bounds the list of each thread.
        """
        return summary.summary(self.timeline, calls, lines)

    def advice(self) -> list[str]:
        """What could make the calls faster, the place first; empty where nothing stands out."""
        return advice.advice(self.timeline)

    def save(self, path: str | Path) -> None:
        """Writes a file by its ending: ``.json`` for chrome://tracing and ui.perfetto.dev, ``.html`` for any browser, offline.

        The page needs ``pip install anabranch[profile]``.
        """
        path = Path(path)
        if path.suffix not in _WRITERS:
            raise ValueError(f"{path.name}: expected a name that ends in {' or '.join(_WRITERS)}")
        path.write_text(_WRITERS[path.suffix](self.timeline), encoding="utf-8")

    def __str__(self) -> str:
        return self.summary()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, object]:
        """What notebooks show: the figure of the page, where plotly is there to draw it, and the summary elsewhere."""
        return {"application/vnd.plotly.v1+json": drawing.figure(self.timeline), "text/plain": self.summary()}


def profile(limit: int = 1_000_000) -> Profile:
    """Records what the machine does while a block runs: ``with profile() as p: model(x)``, then ``print(p)``.

    >>> @ab.script
    ... def halves(x: Tensor) -> Tensor:
    ...     left = ab.fork(torch.sum, x[::2])
    ...     return torch.sum(x[1::2]) + ab.wait(left)
    >>> with ab.profile() as p:
    ...     _ = halves(torch.ones(4))
    >>> text = p.summary()  # who ran what when, and why threads were idle
    >>> p.work >= p.span > 0  # work / span is how parallel the program is
    True

    Calls of all threads are recorded.  ``limit`` is how many records each thread keeps (32 bytes each); records that find no
    room are counted, and the summary says so.  Programs that run on the interpreter of the IR leave no records.
    Raises ValueError if ``limit`` is under 1.
    """
    if limit < 1:
        raise ValueError(f"limit: expected 1 or more records, got {limit}")
    return Profile(limit)


def _nothing() -> Timeline:
    return Timeline(0.0, {}, set(), [], {}, {}, {}, [], [], [], {}, 0)
