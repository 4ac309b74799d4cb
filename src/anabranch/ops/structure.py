"""What the language itself needs: futures, tuples, enums, optionals, printing, raising, warnings."""

from __future__ import annotations

import operator
import time
import warnings
from typing import Any

from .comparisons import same_item
from .conversions import text
from .raising import raise_named
from .table import own

# Futures.  What a task gives is reached from its future, and from wherever the task got it.

own("raises reads-state aten::wait(Future(t) self) -> t(*)", native=None)(lambda future: future.wait())
own("reads-state aten::done(Future(t) self) -> bool", native="future_done")(lambda future: future.done())

# Optionals, casts, enums.


@own("raises aten::_unwrap_optional(t(a)? optional) -> t(a)", native="unwrap_optional")
def _unwrap(x: Any) -> Any:
    if x is None:
        raise AssertionError("Unwrapping null optional")
    return x


own("""
    pure prim::unchecked_cast(t(a) x) -> t(a)
    pure prim::unchecked_unwrap_optional(t(a)? optional) -> t(a)
""", native="unchecked_cast")(lambda x: x)
own("pure prim::EnumName(AnyEnumType enum) -> str", native="enum_name")(lambda e: e.name)
own("""
    pure prim::EnumValue.float(AnyEnumType enum) -> float
    pure prim::EnumValue.int(AnyEnumType enum) -> int
    pure prim::EnumValue.str(AnyEnumType enum) -> str
    pure prim::EnumValue.any(AnyEnumType enum) -> Any(*)
""", native="enum_value")(lambda e: e.value)

# Tuples of any length.

own("raises prim::TupleIndex(Any tup, int i) -> Any(*)", native="tuple_index")(operator.getitem)
own("pure aten::len.tuple(tuple self) -> int", native="tuple_len")(len)
own("raises calls prim::min.tuple(tuple self) -> Any(*)", native="tuple_min")(min)
own("raises calls prim::max.tuple(tuple self) -> Any(*)", native="tuple_max")(max)


@own("raises calls aten::__contains__.tuple(tuple self, Any item) -> bool", native="tuple_contains")
def _has_item(items: tuple[Any, ...], x: Any) -> bool:
    return any(same_item(item, x) for item in items)


# The world outside.


@own("raises reads-state prints prim::Print(...) -> ()", native=None)
def _print(*values: Any) -> None:
    print(*map(text, values))


@own("raises prints aten::warn(str message, int stacklevel=2) -> ()", native="warn")
def _warn(message: str, stacklevel: int) -> None:
    warnings.warn(message, stacklevel=max(stacklevel, 1))


@own("raises prim::RaiseException(str msg, str? cls=None) -> ()", native=None)
def _raise(message: str, class_name: str | None) -> None:
    raise_named(class_name or "RuntimeError", message)


own("reads-state prim::TimePoint() -> int", native="time_point")(time.perf_counter_ns)
own("pure aten::has_torch_function(...) -> bool", native="has_torch_function")(lambda *args: False)
own("pure aten::is_scripting() -> bool", native="is_scripting")(lambda: True)
