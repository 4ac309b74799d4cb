"""Sets, which TorchScript does not have: insertion order, Python's hash and equality."""

ROWS = r"""
aten::set.list(t[] values) -> Set(t)
aten::set.Set(Set(t) self) -> Set(t)
aten::set.str(str self) -> Set(str)
aten::set.Dict(Dict(t, tv) self) -> Set(t)
aten::list.Set(Set(t) self) -> t[]
aten::sorted.Set(Set(t) self) -> t[]
aten::len.Set(Set(t) self) -> int
aten::Bool.Set(Set(t) self) -> bool
aten::__contains__.Set(Set(t) self, t el) -> bool
aten::add.Set(Set(t)(a!) self, t(c -> *) el) -> ()
aten::discard.Set(Set(t)(a!) self, t el) -> ()
aten::remove.Set(Set(t)(a!) self, t el) -> ()
aten::pop.Set(Set(t)(a!) self) -> t(*)
aten::clear.Set(Set(t)(a!) self) -> ()
aten::copy.Set(Set(t) self) -> Set(t)
aten::update.Set(Set(t)(a!) self, Set(t) other) -> ()
aten::update.Set_list(Set(t)(a!) self, t[] other) -> ()
aten::union.Set(Set(t) self, Set(t) other) -> Set(t)
aten::intersection.Set(Set(t) self, Set(t) other) -> Set(t)
aten::difference.Set(Set(t) self, Set(t) other) -> Set(t)
aten::symmetric_difference.Set(Set(t) self, Set(t) other) -> Set(t)
aten::issubset.Set(Set(t) self, Set(t) other) -> bool
aten::issuperset.Set(Set(t) self, Set(t) other) -> bool
aten::isdisjoint.Set(Set(t) self, Set(t) other) -> bool
aten::__or__.Set(Set(t) a, Set(t) b) -> Set(t)
aten::__and__.Set(Set(t) a, Set(t) b) -> Set(t)
aten::__xor__.Set(Set(t) a, Set(t) b) -> Set(t)
aten::sub.Set(Set(t) a, Set(t) b) -> Set(t)
aten::eq.Set(Set(t) a, Set(t) b) -> bool
aten::ne.Set(Set(t) a, Set(t) b) -> bool
aten::lt.Set(Set(t) a, Set(t) b) -> bool
aten::le.Set(Set(t) a, Set(t) b) -> bool
aten::gt.Set(Set(t) a, Set(t) b) -> bool
aten::ge.Set(Set(t) a, Set(t) b) -> bool
prim::min.self_Set(Set(t) self) -> t
prim::max.self_Set(Set(t) self) -> t
"""
