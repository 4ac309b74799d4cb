"""Dicts: Python's own, in insertion order.  A key that is a tensor is found by identity, since that is its hash.

torch has each row once per key type; so have we (``KEY``), and one more, ``any``, for every other hashable key.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from .table import own
from .values import key

KEY_TYPES = ("str", "int", "float", "bool", "complex", "Tensor")


def _keyed(row: str) -> str:
    """The row for each key type."""
    before, schema = row.split(" ", 1)
    name, arguments = schema.split("(", 1)
    rows = [f"{before} {schema.replace('KEY', key)}" for key in KEY_TYPES]
    return "\n".join([*rows, f"{before} {name.replace('KEY', 'any')}({arguments.replace('KEY', 'tk')}"])


def _looked_up(row: str) -> str:
    """The same where keys are compared: objects among them have methods for that, and may not be hashable."""
    *rows, last = _keyed(row).split("\n")
    return "\n".join([*rows, f"raises calls {last.split(' ', 1)[1]}"])


def _by_key(method: Callable[..., Any]) -> Callable[..., Any]:
    """A meaning whose second argument is a key."""
    return lambda d, k, *rest: method(d, key(k), *rest)


own(_keyed("pure aten::len.Dict_KEY(Dict(KEY, t) self) -> int"), native="dict_len")(len)
own("pure aten::Bool.Dict(Dict(tk, t) a) -> bool", native="dict_bool")(bool)
own(_looked_up("pure aten::__contains__.KEY(Dict(KEY, t) dict, KEY key) -> bool"), native="dict_contains")(
    _by_key(operator.contains)
)
own(_looked_up("raises aten::__getitem__.Dict_KEY(Dict(KEY, t) self, KEY key) -> t(*)"), native="dict_getitem")(
    _by_key(operator.getitem)
)
own(_looked_up("pure aten::get.default_KEY(Dict(KEY, t) self, KEY key, t(b -> *) default_value) -> t(*)"),
    native="dict_get_default")(_by_key(dict.get))  # fmt: skip
own(_looked_up("pure aten::get.KEY(Dict(KEY, t) self, KEY key) -> t(*)?"), native="dict_get")(_by_key(dict.get))


own(_looked_up("pure aten::_set_item.KEY(Dict(KEY, t)(a!) l, KEY(b -> *) idx, t(c -> *) v) -> ()"),
    native="dict_setitem")(_by_key(operator.setitem))  # fmt: skip

own(_looked_up("raises aten::Delete.Dict_KEY(Dict(KEY, t)(a!) self, KEY key) -> ()"), native="dict_delete")(
    _by_key(operator.delitem)
)
own(_looked_up("pure aten::setdefault.KEY(Dict(KEY, t)(a!) self, KEY(b -> *) key, t(c -> *) default_value) -> t(*)"),
    native="dict_setdefault")(_by_key(dict.setdefault))  # fmt: skip
own(_looked_up("pure aten::pop.Dict_default_KEY(Dict(KEY, t)(a!) self, KEY key, t(b -> *) default_value) -> t(*)"),
    native="dict_pop_default")(_by_key(dict.pop))  # fmt: skip
own(_looked_up("raises aten::pop.Dict_KEY(Dict(KEY, t)(a!) self, KEY key) -> t(*)"), native="dict_pop")(_by_key(dict.pop))
own(_keyed("raises aten::popitem.KEY(Dict(KEY, t)(a!) self) -> ((KEY, t))"), native="dict_popitem")(dict.popitem)


@own(_looked_up("pure aten::update.KEY(Dict(KEY, t)(a!) self, Dict(KEY, t) to_add) -> ()"), native="dict_update")
def _update(d: dict[Any, Any], other: dict[Any, Any]) -> None:
    d.update(other)


own(_keyed("pure aten::clear.KEY(Dict(KEY, t)(a!) self) -> ()"), native="dict_clear")(dict.clear)

# Lists of what is in it, and other dicts.

own(_keyed("pure aten::keys.KEY(Dict(KEY, t) self) -> KEY[](*)"), native="dict_keys")(list)
own(_keyed("pure aten::values.KEY(Dict(KEY, t) self) -> t[](*)"), native="dict_values")(lambda d: list(d.values()))
own(_keyed("pure aten::items.KEY(Dict(KEY, t) self) -> ((KEY, t)[])"), native="dict_items")(lambda d: list(d.items()))
own("pure aten::list.Dict(Dict(tk, t) a) -> tk[]", native="dict_keys")(list)
own(_keyed("pure aten::copy.Dict_KEY(Dict(KEY, t)(a) self) -> Dict(KEY, t)"), native="dict_copy")(dict)
own(_keyed("pure aten::dict.Dict_KEY(Dict(KEY, t)(a) self) -> Dict(KEY, t)"), native="dict_copy")(dict)
own(_looked_up("pure aten::dict.KEY((KEY, tVal)[] inputs) -> Dict(KEY, tVal)"), native="dict_of_items")(
    lambda items: {key(k): v for k, v in items}
)
own("pure aten::dict() -> Dict(str, Tensor)", native="dict_empty")(dict)
own("raises calls aten::__or__.Dict(Dict(tk, t) a, Dict(tk, t) b) -> Dict(tk, t)", native="dict_or")(operator.or_)


@own("raises calls aten::dict.zip(tk[] keys, t[] values) -> Dict(tk, t)", native="dict_of_zip")
def _zipped(keys: list[Any], values: list[Any]) -> dict[Any, Any]:
    return dict(zip(map(key, keys), values))
