"""The number of pool workers, as users set it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..base import config


def set_num_workers(n: int | None) -> None:
    """Sets the number of pool workers (threads beside the calling ones) for the process; None: one less than the cores.

    Calls that run now go on; the pool grows or shrinks as they reach their next task.  0 means that calling threads do
    all the work; one worker still appears while a future outlives its call.  Raises ConfigError for anything else.

    >>> before = ab.get_num_workers()
    >>> ab.set_num_workers(2)
    >>> ab.set_num_workers(before)
    """
    config.settings.update(workers=n)


def get_num_workers() -> int:
    """The number of pool workers in force (threads).

    >>> with ab.workers(3):
    ...     ab.get_num_workers()
    3
    """
    return config.workers()


@contextmanager
def workers(n: int) -> Iterator[None]:
    """``with workers(4): …`` sets the number of pool workers for the block.  It holds for the process, not the thread.

    >>> with ab.workers(2):
    ...     _ = ab.script(nn.Linear(2, 2))(torch.ones(1, 2))
    """
    with config.settings.override(workers=n):
        yield
