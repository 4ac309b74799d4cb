"""fork and wait for PyTorch programs: a compiler and a parallel native runtime over PyTorch's operators.

``import anabranch as ab`` offers the names of ``torch.jit``.  Each is loaded when it is first used, so that importing
the package costs milliseconds.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .base.absent_names import absent
from .base.collector import full_collections_later
from .base.package import VERSION as __version__  # noqa: F401

if TYPE_CHECKING:
    from .api.archives import load as load
    from .api.archives import save as save
    from .api.check import check as check
    from .api.compilation_unit import CompilationUnit as CompilationUnit
    from .api.freezing import freeze as freeze
    from .api.freezing import optimize_for_inference as optimize_for_inference
    from .api.script import script as script
    from .api.script import script_if_tracing as script_if_tracing
    from .api.to_fx import to_fx as to_fx
    from .api.torch_names import enable_onednn_fusion as enable_onednn_fusion
    from .api.torch_names import export_opnames as export_opnames
    from .api.torch_names import fuser as fuser
    from .api.torch_names import onednn_fusion_enabled as onednn_fusion_enabled
    from .api.torch_names import optimized_execution as optimized_execution
    from .api.torch_names import run_frozen_optimizations as run_frozen_optimizations
    from .api.torch_names import set_fusion_strategy as set_fusion_strategy
    from .api.torch_names import strict_fusion as strict_fusion
    from .api.trace import trace as trace
    from .api.trace import trace_module as trace_module
    from .api.workers import get_num_workers as get_num_workers
    from .api.workers import set_num_workers as set_num_workers
    from .api.workers import workers as workers
    from .base.awaits import _Await as _Await
    from .base.awaits import _awaitable as _awaitable
    from .base.awaits import _awaitable_nowait as _awaitable_nowait
    from .base.awaits import _awaitable_wait as _awaitable_wait
    from .base.eager import fork as fork
    from .base.eager import is_tracing as is_tracing
    from .base.eager import wait as wait
    from .base.eager import wait_all as wait_all
    from .base.errors import ArchiveError as ArchiveError
    from .base.errors import CancelledError as CancelledError
    from .base.errors import CompileError as CompileError
    from .base.errors import CycleError as CycleError
    from .base.errors import Error as Error
    from .base.errors import ExportError as ExportError
    from .base.errors import LostErrorWarning as LostErrorWarning
    from .base.errors import ScriptError as ScriptError
    from .base.errors import ScriptTypeError as ScriptTypeError
    from .base.errors import SerialWarning as SerialWarning
    from .base.errors import TracerWarning as TracerWarning
    from .base.errors import TracingCheckError as TracingCheckError
    from .base.errors import TracingError as TracingError
    from .base.futures import Future as Future
    from .base.markers import Attribute as Attribute
    from .base.markers import Final as Final
    from .base.markers import annotate as annotate
    from .base.markers import export as export
    from .base.markers import ignore as ignore
    from .base.markers import interface as interface
    from .base.markers import is_scripting as is_scripting
    from .base.markers import isinstance_ as isinstance  # noqa: F401  (the public name)
    from .base.markers import script_method as script_method
    from .base.markers import unused as unused
    from .objects.script_function import ScriptFunction as ScriptFunction
    from .objects.script_module import ScriptModule as ScriptModule
    from .ops.by_name import language_operators as operators  # noqa: F401  (the public name)
    from .profiling.profile import Profile as Profile
    from .profiling.profile import profile as profile
    from .profiling.records import ProfileError as ProfileError
    from .races.report import Check as Check
    from .races.report import Race as Race
    from .text.parser import parse_ir as parse_ir

# Public name → where it lives: module, or module:name where the two differ.
_PLACES = {
    "ArchiveError": "base.errors",
    "Attribute": "base.markers",
    "CancelledError": "base.errors",
    "Check": "races.report",
    "CompilationUnit": "api.compilation_unit",
    "CompileError": "base.errors",
    "CycleError": "base.errors",
    "Error": "base.errors",
    "ExportError": "base.errors",
    "Final": "base.markers",
    "Future": "base.futures",
    "LostErrorWarning": "base.errors",
    "Profile": "profiling.profile",
    "ProfileError": "profiling.records",
    "Race": "races.report",
    "ScriptError": "base.errors",
    "ScriptFunction": "objects.script_function",
    "ScriptModule": "objects.script_module",
    "ScriptTypeError": "base.errors",
    "SerialWarning": "base.errors",
    "TracerWarning": "base.errors",
    "TracingCheckError": "base.errors",
    "TracingError": "base.errors",
    "_Await": "base.awaits",
    "_awaitable": "base.awaits",
    "_awaitable_nowait": "base.awaits",
    "_awaitable_wait": "base.awaits",
    "annotate": "base.markers",
    "check": "api.check",
    "enable_onednn_fusion": "api.torch_names",
    "export": "base.markers",
    "export_opnames": "api.torch_names",
    "fork": "base.eager",
    "freeze": "api.freezing",
    "fuser": "api.torch_names",
    "get_num_workers": "api.workers",
    "ignore": "base.markers",
    "interface": "base.markers",
    "is_scripting": "base.markers",
    "is_tracing": "base.eager",
    "isinstance": "base.markers:isinstance_",
    "load": "api.archives",
    "onednn_fusion_enabled": "api.torch_names",
    "operators": "ops.by_name:language_operators",
    "optimize_for_inference": "api.freezing",
    "optimized_execution": "api.torch_names",
    "parse_ir": "text.parser",
    "profile": "profiling.profile",
    "run_frozen_optimizations": "api.torch_names",
    "save": "api.archives",
    "script": "api.script",
    "script_if_tracing": "api.script",
    "script_method": "base.markers",
    "set_fusion_strategy": "api.torch_names",
    "set_num_workers": "api.workers",
    "strict_fusion": "api.torch_names",
    "to_fx": "api.to_fx",
    "trace": "api.trace",
    "trace_module": "api.trace",
    "unused": "base.markers",
    "wait": "base.eager",
    "wait_all": "base.eager",
    "workers": "api.workers",
}
__all__ = sorted(_PLACES)

if not TYPE_CHECKING:  # else every misspelt name would be there, as Any

    def __getattr__(name: str) -> Any:
        if name not in _PLACES:
            raise absent(name, sys._getframe(1))
        module, _, inside = _PLACES[name].partition(":")
        with full_collections_later():
            value = getattr(import_module(f".{module}", __name__), inside or name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return [name for name in __all__ if not name.startswith("_")]
