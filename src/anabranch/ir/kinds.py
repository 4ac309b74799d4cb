"""Kinds of nodes that only a graph in the making has, shared by those who write it and by the passes that end them."""

from __future__ import annotations

EMPTY_LIST = "prim::EmptyListLiteral"  # ``[]``: its element type follows from its first use
EMPTY_DICT = "prim::EmptyDictLiteral"

# A trace is recorded flat: a fork or the call of a submodule is a node with one block, whose values may be used behind it.
FORK_REGION = "prim::TracedFork"
MODULE_REGION = "prim::TracedModuleForward"
REGIONS = frozenset({FORK_REGION, MODULE_REGION})

GUARDS = "context"  # the attribute (py) that holds the guards around a traced node, outermost first
