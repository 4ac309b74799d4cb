"""``FrozenModule``: a ScriptModule whose weights are in its program, so that nothing may ask it to change them."""

from __future__ import annotations

from typing import Any, NoReturn

from ..base.runtime_errors import own_error
from . import script_module
from .script_module import ScriptModule

_REMEDY = "help: change the module it was made from, and freeze that again"
_REFUSED = (
    "load_state_dict", "requires_grad_", "register_forward_hook", "register_forward_pre_hook", "register_full_backward_hook",
    "register_full_backward_pre_hook", "register_backward_hook",
)  # fmt: skip


class FrozenModule(ScriptModule):
    """Made by ``freeze`` and ``optimize_for_inference``; ``report()`` says what they did."""

    def report(self) -> str:
        """One line for each thing that was done, with its place in the source; of a loaded module nothing is known."""
        return "\n".join(self.__dict__.get("_notes", ()))

    def train(self, mode: bool = True) -> FrozenModule:
        """Nothing for ``False``.  Raises RuntimeError for ``True``: what training would do differently is gone."""
        if mode:
            _refuse(self, "train")
        return self

    def _apply(self, fn: Any, recurse: bool = True) -> NoReturn:
        _refuse(self, "to(), half(), cuda() and the like")


def _refuse(module: FrozenModule, what: str) -> NoReturn:
    reason = f"'{module.original_name}' is frozen, its weights are constants of its program"
    raise own_error(RuntimeError(f"{what}: {reason}\n{_REMEDY}"))


def _refusing(name: str) -> Any:
    def refused(self: FrozenModule, *args: Any, **kwargs: Any) -> NoReturn:
        _refuse(self, name)

    refused.__name__ = name
    return refused


for _name in _REFUSED:
    setattr(FrozenModule, _name, _refusing(_name))


@script_module.frozen_class.is_given
def _frozen_class() -> type[ScriptModule]:
    return FrozenModule
