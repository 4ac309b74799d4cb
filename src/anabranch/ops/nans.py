"""One object for each NaN.  Python's containers look at identity before equality; on the machine floats have no identity, and
NaNs of the same bits count as identical there.  With one object for the same bits, Python's containers agree."""

from __future__ import annotations

import struct
from typing import Any

_nans: dict[bytes, Any] = {}  # as many as there were bit patterns


def one_nan(value: Any) -> Any:
    """``value``, or the object that stands for all NaNs of its bits, real or complex."""
    if type(value) is float and value != value:
        return _nans.setdefault(struct.pack("d", value), value)
    if type(value) is complex and value != value:
        return _nans.setdefault(struct.pack("dd", value.real, value.imag), value)
    return value


def with_one_nan(result: Any) -> Any:
    """The same of a result that was just made: in lists in place, in tuples by a new one where it must be."""
    if type(result) is list:
        for i, item in enumerate(result):
            if (found := with_one_nan(item)) is not item:
                result[i] = found
    elif type(result) is tuple:
        items = tuple(map(with_one_nan, result))
        return result if all(a is b for a, b in zip(items, result)) else items
    return one_nan(result)
