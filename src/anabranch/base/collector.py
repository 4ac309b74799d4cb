"""Python's collector while much is made that stays: what it finds then is nothing, and all that PyTorch made is looked at.

A full collection after ``import torch`` takes as long as importing this package, or as compiling a layer.  Non-goal: keeping
anything from collection; the young generations are collected as ever, and the full one comes later.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_NEVER = 1 << 30


@contextmanager
def full_collections_later() -> Iterator[None]:
    """No full collection inside, in no thread; if several threads are inside, until the first one leaves."""
    young, middle, full = gc.get_threshold()
    if full != _NEVER:
        gc.set_threshold(young, middle, _NEVER)
    try:
        yield
    finally:
        young, middle, now = gc.get_threshold()
        if full != now == _NEVER:
            gc.set_threshold(young, middle, full)
