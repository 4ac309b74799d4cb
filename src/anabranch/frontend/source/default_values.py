"""Defaults of parameters beside what the parameters are annotated with."""

from __future__ import annotations

from ...base.errors import CompileError
from ...lang.codes import as_ints
from ...lang.subtyping import is_subtype
from ...lang.types import BOOL, COMPLEX, DEVICE, FLOAT, INT, STR, Type, none_members
from .capture import Captured
from .signature import Signature, parameter_type
from .value_types import NotInferable, infer_type

# What else Python's values may stand for, as in a call.
_WIDER: dict[Type, tuple[Type, ...]] = {
    BOOL: (INT, FLOAT, COMPLEX), INT: (FLOAT, COMPLEX), FLOAT: (COMPLEX,), STR: (DEVICE,),
}  # fmt: skip


def check(source: Captured, signature: Signature) -> None:
    """Python looks at a default when it is used; a compiled function's parameter has one type.  Raises CompileError."""
    for p in signature.parameters:
        if p.annotation is None or p.size is not None or not isinstance(p.default, int | float | complex | str | None):
            continue
        t = parameter_type(p)
        if not _fits(p.default, t):
            shown = f"Expected a default value of type {t} on parameter '{p.name}' of {source.name}, got {p.default!r}"
            remedy = f"annotate it as Optional[{t}]" if p.default is None else "change the default, or the annotation"
            raise CompileError(shown, source.span(source.tree.args), remedy=remedy)


def _fits(value: object, t: Type) -> bool:
    try:
        have = infer_type(value)
    except NotInferable:
        return True
    return any(is_subtype(have, as_ints(m)) or m in _WIDER.get(have, ()) for m in (t, *none_members(t)))
