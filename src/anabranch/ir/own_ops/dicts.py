"""Dicts: insertion order, Python's hash and equality.

torch has each row once per key type; so have we (``KEY``), and one more for every other hashable key (``tk``).
"""

_KEYED = r"""
aten::Delete.Dict_KEY(Dict(KEY, t)(a!) self, KEY key) -> ()
aten::__contains__.KEY(Dict(KEY, t) dict, KEY key) -> bool
aten::__getitem__.Dict_KEY(Dict(KEY, t) self, KEY key) -> t(*)
aten::_set_item.KEY(Dict(KEY, t)(a!) l, KEY(b -> *) idx, t(c -> *) v) -> ()
aten::clear.KEY(Dict(KEY, t)(a!) self) -> ()
aten::copy.Dict_KEY(Dict(KEY, t)(a) self) -> Dict(KEY, t)
aten::dict.Dict_KEY(Dict(KEY, t)(a) self) -> Dict(KEY, t)
aten::dict.KEY((KEY, tVal)[] inputs) -> Dict(KEY, tVal)
aten::get.default_KEY(Dict(KEY, t) self, KEY key, t default_value) -> t(*)
aten::get.KEY(Dict(KEY, t) self, KEY key) -> t(*)?
aten::items.KEY(Dict(KEY, t) self) -> ((KEY, t)[])
aten::keys.KEY(Dict(KEY, t) self) -> KEY[](*)
aten::len.Dict_KEY(Dict(KEY, t) self) -> int
aten::pop.Dict_default_KEY(Dict(KEY, t)(a!) self, KEY key, t default_value) -> t(*)
aten::pop.Dict_KEY(Dict(KEY, t)(a!) self, KEY key) -> t(*)
aten::popitem.KEY(Dict(KEY, t)(a!) self) -> ((KEY, t))
aten::setdefault.KEY(Dict(KEY, t)(a!) self, KEY(b -> *) key, t(c -> *) default_value) -> t(*)
aten::update.KEY(Dict(KEY, t)(a!) self, Dict(KEY, t)(a!) to_add) -> ()
aten::values.KEY(Dict(KEY, t) self) -> t[](*)
"""

_OTHER = r"""
aten::dict() -> Dict(str, Tensor)

# Our own.
aten::list.Dict(Dict(tk, t) self) -> tk[]
aten::Bool.Dict(Dict(tk, t) self) -> bool
aten::__or__.Dict(Dict(tk, t) a, Dict(tk, t) b) -> Dict(tk, t)
aten::dict.zip(tk[] keys, t[] values) -> Dict(tk, t)
"""

KEY_TYPES = ("str", "int", "float", "bool", "complex", "Tensor")


def _keyed(row: str, key: str) -> str:
    """One row for one key type; the overload of the free type is named ``any``."""
    name, arguments = row.split("(", 1)
    return f"{name.replace('KEY', 'any' if key == 'tk' else key)}({arguments.replace('KEY', key)}"


ROWS = "\n".join(
    [_keyed(row, key) for row in _KEYED.split("\n") if row for key in (*KEY_TYPES, "tk")] + _OTHER.split("\n")
)
