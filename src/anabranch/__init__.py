"""fork and wait for PyTorch programs: a compiler and a parallel native runtime over PyTorch's operators.

``import anabranch as ab`` offers the names of ``torch.jit``.  Each is loaded when it is first used, so that importing
the package costs milliseconds.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .api import get_num_workers as get_num_workers
    from .api import set_num_workers as set_num_workers
    from .api import workers as workers
    from .compilation_unit import CompilationUnit as CompilationUnit
    from .eager import fork as fork
    from .eager import is_tracing as is_tracing
    from .eager import wait as wait
    from .eager import wait_all as wait_all
    from .errors import CancelledError as CancelledError
    from .errors import CompileError as CompileError
    from .errors import CycleError as CycleError
    from .errors import Error as Error
    from .errors import LostErrorWarning as LostErrorWarning
    from .errors import ScriptError as ScriptError
    from .errors import SerialWarning as SerialWarning
    from .errors import TracerWarning as TracerWarning
    from .errors import TracingError as TracingError
    from .futures import Future as Future
    from .ir.parser import parse_ir as parse_ir
    from .markers import Attribute as Attribute
    from .markers import Final as Final
    from .markers import annotate as annotate
    from .markers import export as export
    from .markers import ignore as ignore
    from .markers import interface as interface
    from .markers import is_scripting as is_scripting
    from .markers import isinstance_ as isinstance
    from .markers import script_method as script_method
    from .markers import unused as unused
    from .script import script as script
    from .script import script_if_tracing as script_if_tracing
    from .script_function import ScriptFunction as ScriptFunction
    from .script_module import ScriptModule as ScriptModule
    from .trace import trace as trace
    from .trace import trace_module as trace_module

__version__ = "0.1.0"

# Public name → where it lives: module, or module:name where the two differ.
_PLACES = {
    "Attribute": "markers",
    "CancelledError": "errors",
    "CompilationUnit": "compilation_unit",
    "CompileError": "errors",
    "CycleError": "errors",
    "Error": "errors",
    "Final": "markers",
    "Future": "futures",
    "LostErrorWarning": "errors",
    "ScriptError": "errors",
    "ScriptFunction": "script_function",
    "ScriptModule": "module_maker:ScriptModule",
    "SerialWarning": "errors",
    "TracerWarning": "errors",
    "TracingError": "errors",
    "annotate": "markers",
    "export": "markers",
    "fork": "eager",
    "get_num_workers": "api",
    "ignore": "markers",
    "interface": "markers",
    "is_scripting": "markers",
    "is_tracing": "eager",
    "isinstance": "markers:isinstance_",
    "parse_ir": "ir.parser",
    "script": "script",
    "script_if_tracing": "script",
    "script_method": "markers",
    "set_num_workers": "api",
    "trace": "trace",
    "trace_module": "trace",
    "unused": "markers",
    "wait": "eager",
    "wait_all": "eager",
    "workers": "api",
}
__all__ = sorted(_PLACES)


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'anabranch' has no attribute {name!r}")
    module, _, inside = _PLACES[name].partition(":")
    value = getattr(import_module(f".{module}", __name__), inside or name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """``script`` and ``trace`` name a file and the function in it: for the package's users it is the function.

    The import system sets the submodule as an attribute after it was loaded; here that gives the function instead.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if name in _PLACES and isinstance(value, ModuleType):
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
