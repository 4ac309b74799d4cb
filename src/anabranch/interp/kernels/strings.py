"""The methods of ``str``; an ``end`` of None is the end of the string."""

from __future__ import annotations

import operator

from .support import Kernels, each

_PLAIN = """
capitalize casefold center expandtabs isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric
isprintable isspace istitle isupper ljust lower lstrip partition removeprefix removesuffix rjust rpartition rstrip
splitlines strip swapcase title upper zfill
"""
_RANGED = "count endswith find index rfind rindex startswith"


def _slice(s: str, start: int | None, end: int | None, step: int) -> str:
    return s[start:end:step]


def _repeat(s: str, n: int) -> str:
    return s * n


KERNELS: Kernels = {f"aten::{name}": getattr(str, name) for name in (_PLAIN + _RANGED).split()}
KERNELS["aten::index.str"] = KERNELS.pop("aten::index")
KERNELS |= {
    "aten::__contains__.substring": operator.contains,
    "aten::__getitem__.str": operator.getitem,
    "prim::StringIndex": operator.getitem,
    "aten::add.str": operator.add,
    "aten::mul.str": _repeat,
    "aten::mul.str_right": lambda n, s: s * n,
    "aten::len.str": len,
    "aten::list": list,
    "aten::sorted.characters": sorted,
    "aten::slice.str": _slice,
    "aten::join": str.join,
    "aten::replace": str.replace,
    "aten::split.str": str.split,
    "aten::rsplit": str.rsplit,
    "aten::startswith.any": lambda s, prefixes: s.startswith(tuple(prefixes)),
    "aten::endswith.any": lambda s, suffixes: s.endswith(tuple(suffixes)),
    "aten::format": str.format,
    **each("aten::format_value", "- Tensor", format),
    "aten::percentFormat": lambda s, *args: s % args,
    "prim::min.str": min,
    "prim::max.str": max,
}
