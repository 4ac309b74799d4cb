"""The IR interpreter: the meaning of a graph in plain Python, one rule for each kind of node.

It guards the machine: the native one must agree with it on every program.  ``run`` takes and gives the values of
``values``; forks run at once.  Non-goals: speed, conversion of arguments.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..ir.function import Function
from ..ops.values import OrderedSet
from . import control_rules, rules, trace_notes
from .machine import RULES, call
from .values import Instance


def run(function: Function, arguments: Sequence[Any]) -> Any:
    """Run ``function`` on all its arguments, in schema order.

    Raises what the program raises, with ``script_trace`` and notes that tell where.
    """
    try:
        return call(function, arguments)
    except BaseException as error:
        trace_notes.write_notes(error)
        raise


__all__ = ["RULES", "Instance", "OrderedSet", "control_rules", "rules", "run"]
