"""What class an error has in eager."""

from __future__ import annotations

import builtins


def python_class(error: BaseException) -> type[BaseException]:
    """The error's class; Python's own where a compiled program raised it by itself, as one that is a RuntimeError too."""
    kind = type(error)
    own = getattr(builtins, kind.__name__, kind)
    return own if kind.__bases__ == (own, RuntimeError) else kind
