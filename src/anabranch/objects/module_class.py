"""The class of ScriptModule: what is derived from it is compiled when its constructor has ended.

Source of the semantics: torch.jit.ScriptModule with script_method and define.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any

from ..base.errors import CompileError
from ..base.given import Given
from ..base.tracebacks import keep_users_frames
from ..base.transactions import run
from ..frontend.classes import methods

if TYPE_CHECKING:
    from ..frontend.classes.module_types import ModuleType
    from .script_module import ScriptModule


compile_in_place: Given[[Any], None] = Given("anabranch.objects.module_maker")


class ModuleClass(type):
    """Making an instance ends with compiling it."""

    if not TYPE_CHECKING:  # to whom calling a class is calling its constructor

        def __call__(cls, *args: Any, **kwargs: Any) -> Any:
            module = super().__call__(*args, **kwargs)
            if "__anabranch_type__" not in vars(module):
                try:
                    compile_in_place(module)
                except Exception as error:
                    keep_users_frames(error)
                    raise
            return module


def define_methods(module: ScriptModule, functions: Mapping[str, FunctionType]) -> None:
    """Adds methods to a module; while its constructor runs they are compiled with the others at its end."""
    t: ModuleType | None = vars(module).get("__anabranch_type__")
    if t is None:
        vars(module).update({name: MethodType(function, module) for name, function in functions.items()})
        return
    for name in functions:
        if name in t.methods:
            raise CompileError(f"method '{name}' of '{module.original_name}' is defined already")
    t.overrides.update(functions)
    for name in functions:
        run(methods.by_name, t, name)
