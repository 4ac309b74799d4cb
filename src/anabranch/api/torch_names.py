"""The rest of ``torch.jit``'s public names: programs that use them move by changing an import.

They are about TorchScript's fusers, of which there is nothing here to switch: results are the same with and
without.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import NoReturn

from ..analysis.reachable import reachable
from ..ir.node import Node
from ..objects.script_module import ScriptModule
from ..overloads.overload_of import overload_of


def run_frozen_optimizations(
    mod: ScriptModule, optimize_numerics: bool = True, preserved_methods: Sequence[str] | None = None
) -> None:
    """Does nothing: ``freeze`` has done it.

    >>> ab.run_frozen_optimizations(ab.freeze(ab.script(nn.ReLU().eval())))
    """


@contextmanager
def optimized_execution(should_optimize: bool) -> Iterator[None]:
    """Does nothing: a program runs the same way every time.

    >>> with ab.optimized_execution(False):
    ...     pass
    """
    yield


def fuser(name: str) -> AbstractContextManager[None]:
    """Does nothing: there is no fuser.  Raises ValueError for a name that is none of torch.jit's.

    >>> with ab.fuser("fuser1"):
    ...     pass
    """
    if name not in ("fuser0", "fuser1", "fuser2", "fuser3"):
        raise ValueError(f"unrecognized fuser option (name: {name})")
    return nullcontext()


def strict_fusion() -> NoReturn:
    """Raises NotImplementedError: nothing is fused, so a program that insists on it cannot run.

    >>> ab.strict_fusion()
    Traceback (most recent call last):
    NotImplementedError: strict_fusion: there is no fuser here
    help: leave it out
    """
    raise NotImplementedError("strict_fusion: there is no fuser here\nhelp: leave it out")


def set_fusion_strategy(strategy: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Does nothing; the strategy before was none.

    >>> ab.set_fusion_strategy([("STATIC", 2)])
    []
    """
    return []


def enable_onednn_fusion(enabled: bool) -> None:
    """Does nothing: there is no fuser.

    >>> ab.enable_onednn_fusion(True)
    """


def onednn_fusion_enabled() -> bool:
    """False.

    >>> ab.onednn_fusion_enabled()
    False
    """
    return False


def export_opnames(m: ScriptModule) -> list[str]:
    """The names of PyTorch's operators that the module's methods reach, with their overloads, sorted.

    >>> ab.export_opnames(ab.script(nn.Flatten()))
    ['aten::flatten.using_ints']
    """
    graphs = reachable(f.graph for f in m._type.methods.values() if f.is_defined)
    return sorted({name for graph in graphs for node in graph.walk() if (name := _operator(node))})


def _operator(node: Node) -> str:
    schema = node.op or overload_of(node.kind(), [v.type() for v in node.inputs()], [v.type() for v in node.outputs()])
    return "" if schema is None else schema.qualified
