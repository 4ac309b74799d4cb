"""``freeze`` and ``optimize_for_inference``: modules whose weights are constants of their programs.

Source of the semantics: torch.jit.freeze, torch.jit.optimize_for_inference.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import nn

from ..base.tracebacks import keep_users_frames
from ..objects.freezing import frozen
from ..objects.frozen_module import FrozenModule
from ..objects.measured import Candidate, fastest
from ..objects.script_module import ScriptModule
from ..passes import inference
from ..passes.context import Pass


def freeze(mod: nn.Module, preserved_attrs: Sequence[str] | None = None, optimize_numerics: bool = True) -> FrozenModule:
    """A copy of ``mod`` in which parameters, buffers and attributes are constants of ``forward``, and what depends on them
    is folded.

    ``preserved_attrs`` names attributes and methods to keep; an attribute that some method sets or writes to stays one.  With
    ``optimize_numerics`` batch norms go into the convolutions beside them, which changes the rounding of results.  Tensors
    are shared with ``mod``, so change them no more; the frozen module refuses ``to()``, ``load_state_dict``, ``train()`` and
    hooks.

    Raises TypeError for what is not compiled, RuntimeError in training mode, AttributeError for a name that the module has
    not.

    >>> frozen = ab.freeze(ab.script(nn.Linear(2, 2).eval()))
    >>> frozen(torch.ones(1, 2)).shape
    torch.Size([1, 2])
    """
    mod = _compiled(mod, "freeze")
    if mod.training:
        raise RuntimeError("freeze: the module is in training mode\nhelp: call .eval() before")
    return _frozen(mod, preserved_attrs or (), inference.FROZEN if optimize_numerics else ())


def optimize_for_inference(
    mod: nn.Module, other_methods: Sequence[str] | None = None, example_inputs: Sequence[Any] | None = None
) -> FrozenModule:
    """``freeze``, after ``eval()``, with further rewrites: convolutions and linear layers have packed weights and do the
    activation behind them, images are channels-last inside, embedding bags that are concatenated are one call.  While it is
    made, the weights are in memory three times at most; afterwards once more than the module's own.

    With ``example_inputs``, the arguments of a call, the module is run in each form: what gives other results than ``mod`` (by
    more than 1e-4 of the largest) is not taken, and of the rest the fastest is; ``report()`` has the times.
    ``other_methods`` as ``preserved_attrs`` of ``freeze``.  Raises as ``freeze`` does.

    >>> model = nn.Sequential(nn.Conv2d(1, 2, 1), nn.BatchNorm2d(2)).eval()
    >>> fast = ab.optimize_for_inference(ab.script(model))
    >>> fast(torch.ones(1, 1, 2, 2)).shape
    torch.Size([1, 2, 2, 2])
    """
    mod = _compiled(mod, "optimize_for_inference")
    if isinstance(mod, FrozenModule):
        return mod
    mod = mod.eval()
    kept = other_methods or ()
    packed = (*inference.FROZEN, *inference.PACKED)
    if example_inputs is None:
        return _frozen(mod, kept, packed)
    forms = {"packed": packed, "channels-last": (*inference.FROZEN, *inference.INFERENCE), "frozen": inference.FROZEN}
    candidates = [Candidate(name, _frozen(mod, kept, passes)) for name, passes in forms.items()]
    return fastest(mod, candidates, tuple(example_inputs))


def _compiled(mod: object, name: str) -> ScriptModule:
    if not isinstance(mod, ScriptModule):
        raise TypeError(f"{name}: expected a ScriptModule, got {type(mod).__name__}\nhelp: {name}(script(module))")
    return mod


def _frozen(mod: ScriptModule, kept: Sequence[str], passes: Sequence[Pass]) -> FrozenModule:
    try:
        return frozen(mod, kept, passes)
    except Exception as error:
        keep_users_frames(error)
        raise
