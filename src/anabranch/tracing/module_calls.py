"""Which submodule's call a node stands in, read off the stack of frames when the node is written.

So nothing is patched or hooked while a trace runs: what others do to ``nn.Module`` stays as they left it, and no other
thread can be seen.  A call that records nothing leaves nothing in the graph.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any

from .frames import Frames
from .module_paths import ModulePaths

if TYPE_CHECKING:
    from .recorder import Recorder

# A call that runs, and its region; None where it needs none.
Call = tuple[FrameType, AbstractContextManager[Any] | None]


class ModuleCalls:
    """The calls of modules that run, outermost first, as far as nodes have been written in them."""

    def __init__(self, recorder: Recorder, frames: Frames, paths: ModulePaths) -> None:
        self.recorder = recorder
        self.frames = frames
        self.paths = paths
        self.running: list[Call] = []

    def follow(self) -> None:
        """Nodes are written in the region of the call that runs now."""
        frames = self.frames.module_calls()
        self._leave(_common(self.running, frames))
        for frame in frames[len(self.running) :]:
            self.running.append((frame, self._entered(frame.f_locals.get("self"))))

    @contextmanager
    def left_at_end(self) -> Iterator[None]:
        """The calls that are entered inside are left, so that no frame is kept longer."""
        depth = len(self.running)
        try:
            yield
        finally:
            self._leave(depth)

    def _entered(self, module: Any) -> AbstractContextManager[Any] | None:
        """Calls of modules that the traced one does not hold, and of the one that runs already, stay in line."""
        path = self.paths.of_module(module)
        if path is None or path == self.recorder.regions[-1].path:
            return None
        region = self.recorder.module_region(path)
        region.__enter__()
        return region

    def _leave(self, depth: int) -> None:
        while len(self.running) > depth:
            _, region = self.running.pop()
            if region is not None:
                region.__exit__(None, None, None)


def _common(calls: list[Call], frames: list[FrameType]) -> int:
    """How many of the calls still run."""
    return next((i for i, call in enumerate(calls) if i == len(frames) or call[0] is not frames[i]), len(calls))
