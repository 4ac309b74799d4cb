"""Custom autograd functions under a trace: ``autograd.Function.apply`` stays a call to Python, as in torch's traces.

The hook fills a gap: the class between ``autograd.Function`` and PyTorch's C class defines no ``apply`` of its own, and
``Function.apply`` calls the next one.  So nothing that others patch is replaced, and an ``f = MyFunction.apply`` of long
ago is seen.  It stays from the first trace on and asks the tracer of its thread.
"""

from __future__ import annotations

from typing import Any

from ..base.eager import active_tracer
from ..base.torch_compat import AUTOGRAD_BASE
from .tracer import Tracer


def see_python_functions() -> None:
    if "apply" not in vars(AUTOGRAD_BASE):
        AUTOGRAD_BASE.apply = _apply


def _apply_traced(cls: Any, *args: Any, **kwargs: Any) -> Any:
    run = super(AUTOGRAD_BASE, cls).apply
    tracer = active_tracer()
    if not isinstance(tracer, Tracer):
        return run(*args, **kwargs)
    return tracer.call_python(cls.__name__, cls.apply, args, run)


_apply = classmethod(_apply_traced)
