"""The lists of passes for modules whose weights are constants.

``SIMPLIFY``: what follows from constants, until nothing more does.  ``FROZEN``: results differ from the module's by rounding.
``INFERENCE``: the order of memory inside differs, too.  ``PACKED``: layers run our own loops.
"""

from __future__ import annotations

from ..ir.graph import Graph
from .channels_last import channels_last
from .context import Pass, PassContext
from .drop_casts import drop_casts
from .drop_dropout import drop_dropout
from .drop_effectless import drop_effectless
from .fold_batch_norm import fold_batch_norm
from .fold_branches import fold_branches
from .fold_operators import fold_operators
from .fold_tensor_questions import fold_tensor_questions
from .forward_tuples import forward_tuples
from .gather_appends import gather_appends
from .merge_bags import merge_bags
from .pack_weights import pack_weights
from .pipelines import run

SIMPLIFY: tuple[Pass, ...] = (
    forward_tuples, fold_tensor_questions, fold_operators, fold_branches, drop_casts, gather_appends, drop_effectless,
)  # fmt: skip
FROZEN: tuple[Pass, ...] = (drop_dropout, fold_batch_norm)
INFERENCE: tuple[Pass, ...] = (channels_last,)
PACKED: tuple[Pass, ...] = (merge_bags, pack_weights, channels_last)


def simplify(graph: Graph, context: PassContext) -> None:
    """``SIMPLIFY`` until it changes nothing more."""
    before = -1
    while before != context.changes.total():
        before = context.changes.total()
        run(SIMPLIFY, graph, context)
