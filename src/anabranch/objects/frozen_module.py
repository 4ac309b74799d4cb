"""``FrozenModule``: a ScriptModule whose weights are in its program, so that nothing may ask it to change them."""

from __future__ import annotations

from typing import Any, NoReturn

from ..base.runtime_errors import own_error
from . import script_module
from .script_module import ScriptModule


def _refusing(what: str, name: str) -> Any:
    def refused(self: FrozenModule, *args: Any, **kwargs: Any) -> NoReturn:
        reason = f"'{self.original_name}' is frozen, its weights are constants of its program"
        raise own_error(RuntimeError(f"{what}: {reason}\n{_REMEDY}"))

    refused.__name__ = name
    return refused


_REMEDY = "help: change the module it was made from, and freeze that again"


class FrozenModule(ScriptModule):
    """Made by ``freeze`` and ``optimize_for_inference``; ``report()`` says what they did."""

    def report(self) -> str:
        """One line for each thing that was done, with its place in the source; of a loaded module nothing is known."""
        return "\n".join(self.__dict__.get("_notes", ()))

    _apply = _refusing("to(), half(), cuda() and the like", "_apply")
    load_state_dict = _refusing("load_state_dict", "load_state_dict")
    requires_grad_ = _refusing("requires_grad_", "requires_grad_")
    register_forward_hook = _refusing("register_forward_hook", "register_forward_hook")
    register_forward_pre_hook = _refusing("register_forward_pre_hook", "register_forward_pre_hook")
    register_full_backward_hook = _refusing("register_full_backward_hook", "register_full_backward_hook")
    register_full_backward_pre_hook = _refusing("register_full_backward_pre_hook", "register_full_backward_pre_hook")
    register_backward_hook = _refusing("register_backward_hook", "register_backward_hook")

    def train(self, mode: bool = True) -> FrozenModule:
        """Nothing for ``False``.  Raises RuntimeError for ``True``: what training would do differently is gone."""
        return _refusing("train", "train")(self) if mode else self


@script_module.frozen_class.is_given
def _frozen_class() -> type[ScriptModule]:
    return FrozenModule
