"""The whole language: imports every file that registers a meaning, and checks that none is missing.

Importing any part of ``frontend`` imports this file, so no registry is ever half full.
"""

from __future__ import annotations

import ast

from ..lang import nominal, types
from .builtins import (
    any_all,
    awaitables,
    higher_order,
    iterating,
    legacy_types,
    losses,
    masked,
    number_limits,
    numeric,
    operators_by_name,
    own_functions,
    plain_classes,
    printing,
    process_settings,
    reductions,
    reflection,
    refused,
    special_forms,
    symbolic,
    torch_callables,
    torch_functions,
    type_tests,
)
from .calls import autograd_functions, compiled_values, dispatched, local_functions
from .classes import class_values, enums, interfaces, super_calls
from .lowering import (
    assignment,
    augmented,
    call_syntax,
    comprehensions,
    constants,
    context_managers,
    contexts,
    displays,
    exceptions,
    expressions,
    fstrings,
    imports,
    loop_exits,
    loops,
    match,
    returns,
    selection,
    statements,
    subscripts,
)
from .modules import concrete_types, entry_points, module_classes, module_values
from .types import alternatives, codes, dicts, futures, lists, scalars, sets, tensor_magic, tensors, texts, tuples
from .values import plain
from .values.behaviour import BEHAVIOURS
from .values.syntax import EXPRESSIONS, STATEMENTS
from .values.unsupported import REFUSED


def check() -> None:
    """Raises AssertionError for a kind of Python's syntax that is neither written nor refused, and for a type without a
    behaviour."""
    for base, writers in ((ast.expr, EXPRESSIONS), (ast.stmt, STATEMENTS)):
        kinds = {kind.__name__ for kind in base.__subclasses__()}
        missing = kinds - {kind.__name__ for kind in writers} - REFUSED
        assert not missing, f"nothing writes {sorted(missing)}"
    families = [t for module in (types, nominal) for t in vars(module).values() if isinstance(t, type)]
    known = {types.Type, types.OfElement, *BEHAVIOURS}
    missing = {t.__name__ for t in families if issubclass(t, types.Type) and t not in known}
    assert not missing, f"values of {sorted(missing)} have no behaviour"


check()
