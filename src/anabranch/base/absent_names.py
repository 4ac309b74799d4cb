"""Names of torch.jit that the package has not, with what to use in their place."""

from __future__ import annotations

from opcode import opmap
from types import FrameType

_MODULE = "ask isinstance(m, anabranch.ScriptModule)"
_OVERLOAD = "use typing.overload: script reads it"
_NO_FLATBUFFERS = "use anabranch.save and anabranch.load"
_INSTEAD = {
    "RecursiveScriptModule": _MODULE,
    "TopLevelTracedModule": _MODULE,
    "TracedModule": _MODULE,
    "ONNXTracedModule": "torch.onnx.export takes anabranch.to_fx(m)",
    "RecursiveScriptClass": "objects of compiled classes are those of the class itself",
    "ScriptWarning": "warnings here are UserWarnings, and the classes anabranch.*Warning",
    "_fork": "use anabranch.fork",
    "_wait": "use anabranch.wait",
    "_isinstance": "use anabranch.isinstance",
    "_script_if_tracing": "use anabranch.script_if_tracing",
    "_drop": "use anabranch.unused",
    "_unwrap_optional": "use `assert x is not None`",
    "_overload": _OVERLOAD,
    "_overload_method": _OVERLOAD,
    "_IgnoreContextManager": "move the block to a function marked anabranch.ignore",
    "_get_trace_graph": "use anabranch.trace(f, inputs).graph",
    "_ScriptProfile": "use anabranch.profile",
    "_flatten": "use torch.utils._pytree.tree_flatten",
    "_hide_source_ranges": "print graphs without places: graph.dumps()",
    "_set_fusion_strategy": "use anabranch.set_fusion_strategy, which changes nothing: there is no fuser",
    "_unique_state_dict": "use m.state_dict()",
    "_freeze": "use anabranch.freeze",
    "last_executed_optimized_graph": "a program has one graph: f.graph; ANABRANCH_DUMP=passes shows how it came about",
    "jit_module_from_flatbuffer": _NO_FLATBUFFERS,
    "save_jit_module_to_flatbuffer": _NO_FLATBUFFERS,
    "set_module": "set f.__module__",
    "frontend": "the compiler is private; f.graph and f.code show what it made",
    "jit": "its names are here: anabranch.script, anabranch.trace",
    "compile": "use anabranch.script, or torch.compile of what it gives",
    "Module": "derive from torch.nn.Module",
}


def absent(name: str, frame: FrameType) -> Exception:
    """What ``anabranch.name`` raises in ``frame``.  ``from anabranch import name`` would hide the text of an AttributeError."""
    text = f"module 'anabranch' has no attribute {name!r}"
    if name not in _INSTEAD:
        return AttributeError(text)
    text += f"\nhelp: {_INSTEAD[name]}"
    is_import = frame.f_code.co_code[frame.f_lasti] == opmap["IMPORT_FROM"]
    return ImportError(text) if is_import else AttributeError(text)
