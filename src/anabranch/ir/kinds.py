"""Names that several parts of the compiler share: kinds of nodes that only a graph in the making has, classes of contexts."""

from __future__ import annotations

import re


def value_name(attribute: str) -> str:
    """What a value read from an attribute is called: items of a ModuleDict have any name, values have words."""
    name = re.sub(r"\W", "_", attribute)
    return f"_{name}" if name[:1].isdigit() else name


EMPTY_LIST = "prim::EmptyListLiteral"  # ``[]``: its element type follows from its first use
EMPTY_DICT = "prim::EmptyDictLiteral"

# A trace is recorded flat: a fork or the call of a submodule is a node with one block, whose values may be used behind it.
FORK_REGION = "prim::TracedFork"
MODULE_REGION = "prim::TracedModuleForward"
REGIONS = frozenset({FORK_REGION, MODULE_REGION})

# The context managers that the machine itself knows, in its order.
GRAD_MODES = "__torch__.torch.autograd.grad_mode."
AUTOCAST = "__torch__.torch.amp.autocast_mode.autocast"
CONTEXTS = (*(GRAD_MODES + name for name in ("no_grad", "enable_grad", "set_grad_enabled", "inference_mode")), AUTOCAST)

GUARDS = "context"  # the attribute (py) that holds the guards around a traced node, outermost first
