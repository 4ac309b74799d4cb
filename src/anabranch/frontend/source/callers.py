"""What the function that calls ``script`` has under a name: a class of its own that a type comment or a text names.

Python keeps a name for an inner function only where the code says it; comments and texts are no code.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any


class _State(threading.local):
    frame: FrameType | None = None


_state = _State()


@contextmanager
def called_from(frame: FrameType | None) -> Iterator[None]:
    """Annotations that are read inside may name what ``frame`` has."""
    before, _state.frame = _state.frame, frame
    try:
        yield
    finally:
        _state.frame = before


def local_names() -> Mapping[str, Any]:
    return _state.frame.f_locals if _state.frame is not None else {}
