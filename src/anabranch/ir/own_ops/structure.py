"""What the language itself needs: futures, tuples, enums, optionals, printing, raising.  ``!`` marks an effect."""

ROWS = r"""
aten::_unwrap_optional(t(a)? optional) -> t(a)
aten::has_torch_function(...) -> bool
aten::is_scripting() -> bool
! aten::wait(Future(t) self) -> t
prim::EnumName(AnyEnumType enum) -> str
prim::EnumValue.float(AnyEnumType enum) -> float
prim::EnumValue.int(AnyEnumType enum) -> int
prim::EnumValue.str(AnyEnumType enum) -> str
! prim::Print(...) -> ()
! prim::RaiseException(str msg, str? cls=None) -> ()
! prim::TimePoint() -> int
prim::TupleIndex(Any tup, int i) -> Any
prim::index(Device self) -> int?
prim::tolist(...) -> ...
prim::type(Device self) -> str
prim::unchecked_cast(t x) -> t
prim::unchecked_unwrap_optional(t(a)? optional) -> t(a)
! aten::warn(str message, int stacklevel=2) -> ()

# Our own.
prim::EnumValue.any(AnyEnumType enum) -> Any
aten::len.tuple(tuple self) -> int
aten::__contains__.tuple(tuple self, Any item) -> bool
prim::min.tuple(tuple self) -> Any
prim::max.tuple(tuple self) -> Any
aten::done(Future(t) self) -> bool
"""
