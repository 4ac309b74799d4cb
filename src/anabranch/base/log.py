"""The logger ``anabranch``: what the library decides at INFO, what it makes and how long that took at DEBUG.

``logging.basicConfig(level="DEBUG")`` shows it.  Silent without: a program's output is its own.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

log = logging.getLogger("anabranch")


@contextmanager
def timed(what: str, *args: object) -> Iterator[None]:
    """Says at DEBUG how long the block took, if it succeeds and somebody listens."""
    began = time.perf_counter() if log.isEnabledFor(logging.DEBUG) else None
    yield
    if began is not None:
        log.debug(f"{what} in %.1f ms", *args, (time.perf_counter() - began) * 1e3)
