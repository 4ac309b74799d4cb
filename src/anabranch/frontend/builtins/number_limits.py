"""``torch.finfo(dtype).max`` and the like: a constant where the dtype is one, else found in a table when it runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import torch

from ...base import wording
from ...lang import codes
from ...lang.scalar_types import DTYPES
from ...lang.types import DTYPE, DictType
from ...ops.ints import INT_MAX
from ..lowering import literals
from ..values.arguments import Args, Kwargs
from ..values.builtin import meaning_of
from ..values.emitter import Emitter
from ..values.sugared import SimpleValue, Sugared, constant_int

_FIELDS = ("bits", "eps", "max", "min", "tiny", "smallest_normal", "resolution", "dtype")


def _limits(kind: Callable[[torch.dtype], Any], dtype: torch.dtype) -> Any:
    try:
        return kind(dtype)
    except TypeError:  # a dtype that is not of the kind
        return None


class LimitsValue(Sugared):
    """What ``torch.finfo`` and ``torch.iinfo`` give."""

    kind: Callable[[torch.dtype], Any]
    code: Sugared

    def describe(self) -> str:
        return f"a torch.{self.kind.__name__}"

    def attr(self, e: Emitter, name: str) -> Sugared:
        limits = {d: _limits(self.kind, d) for d in DTYPES}
        fields = {codes.number(d): getattr(found, name) for d, found in limits.items() if hasattr(found, name)}
        fields = {code: value for code, value in fields.items() if not isinstance(value, int) or value <= INT_MAX}
        if name not in _FIELDS or not fields:
            return super().attr(e, name)
        code = constant_int(self.code)
        if code in fields:
            return e.constant(fields[code])
        if code is not None:
            raise e.error(f"torch.{self.kind.__name__}() does not take {codes.dtype_of(code)}")
        return self._at_run_time(e, fields)

    def _at_run_time(self, e: Emitter, fields: dict[int, Any]) -> Sugared:
        constants = {e.constant(code, DTYPE).value: e.constant(value).value for code, value in fields.items()}
        table = DictType(DTYPE, next(iter(constants.values())).type())
        found = literals.dict_of(e, list(constants), list(constants.values()), table)
        is_known = e.operator("aten::__contains__", [found, self.code])
        e.resolve(_check).call(e, [is_known, self.code, e.constant(self.kind.__name__)], {})
        return e.operator("aten::__getitem__", [found, self.code])


def _check(is_known: bool, dtype: torch.dtype, kind: str) -> None:
    if not is_known:
        raise TypeError(f"torch.{kind}() does not take {dtype}")


@meaning_of(torch.finfo, "finfo(type=None)")
def _finfo(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    return _of(e, torch.finfo, args[0] if args else e.operator("aten::get_default_dtype", []))


@meaning_of(torch.iinfo, "iinfo(type)")
def _iinfo(e: Emitter, args: Args, kwargs: Kwargs) -> Sugared:
    return _of(e, torch.iinfo, args[0])


def _of(e: Emitter, kind: Callable[[torch.dtype], Any], code: Sugared) -> Sugared:
    return LimitsValue(kind, SimpleValue(e.convert(code, DTYPE, partial(wording.wrong_value, what="the dtype"))))
