"""``to_fx``: the door from compiled programs to torch.export, torch.compile and torch.fx."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import fx

from ..base.tracebacks import keep_users_frames
from ..base.transactions import run
from ..exporting.fx import Exporter
from ..frontend.modules import entry_points
from ..objects.script_module import ScriptModule
from .script import script


def to_fx(obj: Any, example_inputs: Sequence[Any] | None = None, **fixed: Any) -> fx.GraphModule:
    """A compiled function or module (another one is compiled first) as ``torch.fx.GraphModule``.

    Forks and calls stand in line, loops are unrolled, branches decided; parameters and buffers are shared with the module.
    A branch on data is a ``torch.cond``, one of whose sides only raises a ``torch._assert`` (an AssertionError then).
    ``example_inputs`` decide branches on shapes, dtypes and None, as they do in a trace (never on elements).
    ``fixed`` are arguments that the result does not take any more: ``to_fx(attention, mask=None)``.
    Raises ExportError, with the place, where only a call knows which way the program goes.

    >>> exported = torch.export.export(ab.to_fx(ab.script(nn.Linear(2, 2))), (torch.ones(1, 2),))
    """
    compiled = script(obj)
    is_module = isinstance(compiled, ScriptModule)
    function = run(entry_points.entry_point, compiled._type) if is_module else compiled.function
    try:
        return Exporter().program(function, compiled if is_module else None, fixed, example_inputs)
    except Exception as error:
        keep_users_frames(error)
        raise
