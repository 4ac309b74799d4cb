"""Methods of tensors whose Python signature is not the operator's."""

from __future__ import annotations

from collections.abc import Mapping

import torch

from ...ir.graph import Value
from ...lang import codes
from ...lang.types import BOOL, COMPLEX, FLOAT, INT, STR, ListType, Type
from ..values.arguments import Args, Kwargs
from ..values.emitter import Emitter
from ..values.plain import Method, methods_of
from ..values.sugared import SimpleValue, Sugared


def _renamed(name: str) -> Method:
    return lambda e, value, args, kwargs: e.operator(name, [SimpleValue(value), *args], kwargs)


def _to(name: str) -> Method:
    """``x.float()``: a conversion to one dtype; a memory format may be given."""

    def method(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
        dtype = e.constant(codes.number(getattr(torch, name)))
        layout = next(iter([*args, *kwargs.values()]), e.none())
        return e.operator("aten::to", [SimpleValue(value), dtype, e.constant(False), e.constant(False), layout])

    return method


def _from_python(name: str) -> Method:
    """A method that PyTorch writes in Python as a call of the function, where the operator differs from it."""

    def method(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
        return e.resolve(getattr(torch, name), name).call(e, [SimpleValue(value), *args], kwargs)

    return method


def _norm(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    """``x.norm("nuc")`` and ``x.norm(dtype=…)`` are Python's; with a number, an operator."""
    p = args[0] if args else kwargs.get("p")
    if "dtype" in kwargs or (p is not None and p.type() == STR):
        return _from_python("norm")(e, value, args, kwargs)
    return e.operator("aten::norm", [SimpleValue(value), *args], kwargs)


def _item(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    return e.operator("aten::item", [SimpleValue(value)])


class ToList(Sugared):
    """``x.tolist()``: a value as soon as an annotation says of which type."""

    value: Value

    def describe(self) -> str:
        return "the result of tolist()"

    def as_value(self, e: Emitter) -> Value:
        raise e.error(
            "the type of tolist() depends on the tensor",
            remedy="annotate the variable it goes to: x: List[float] = t.tolist()",
        )

    def as_type(self, e: Emitter, t: Type) -> Sugared:
        """The list as a ``t``; as in torch.jit, the number of dimensions and the element's type are constants."""
        dims, element = 0, t
        while isinstance(element, ListType):
            dims, element = dims + 1, element.element
        if element not in _ELEMENTS:
            raise e.error(f"tolist() cannot give a {t}", remedy="use lists of int, float, bool or complex")
        codes = [e.builder.constant(dims), e.builder.constant(_ELEMENTS.index(element))]
        return SimpleValue(e.builder.emit("prim::tolist", [self.value, *codes], t))


_ELEMENTS: tuple[Type, ...] = (INT, FLOAT, BOOL, COMPLEX)


def _tolist(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    return ToList(value)


def _split(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    named = {("split_size" if k == "split_size_or_sections" else k): v for k, v in kwargs.items()}
    size = args[0] if args else named.get("split_size")
    if size is not None and isinstance(size.type(), ListType) and not args:
        named["split_sizes"] = named.pop("split_size")
    return e.operator("aten::split", [SimpleValue(value), *args], named)


def _contains(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    return e.operator("aten::__contains__", [SimpleValue(value), *args])


def _numpy(e: Emitter, value: Value, args: Args, kwargs: Kwargs) -> Sugared:
    raise e.error("numpy arrays cannot be used in compiled code", remedy="move it to a function marked @ignore")


TENSOR: dict[str, Method] = {
    "norm": _norm, "stft": _from_python("stft"), "lu": _from_python("lu"), "unique": _from_python("unique"),
    "unique_consecutive": _from_python("unique_consecutive"), "nonzero": _from_python("nonzero"),
    "split": _split, "tolist": _tolist, "numpy": _numpy, "item": _item,
    "dim": _renamed("aten::dim"), "ndimension": _renamed("aten::dim"), "nelement": _renamed("aten::numel"),
    "cpu": _renamed("aten::cpu"), "cuda": _renamed("aten::cuda"),
    "float": _to("float32"), "double": _to("float64"), "half": _to("float16"), "bfloat16": _to("bfloat16"),
    "int": _to("int32"), "long": _to("int64"), "short": _to("int16"), "char": _to("int8"), "byte": _to("uint8"),
    "bool": _to("bool"), "cfloat": _to("complex64"), "cdouble": _to("complex128"),
}  # fmt: skip


def add_methods(table: Mapping[str, Method]) -> None:
    """Adds methods of tensors, by their signatures (``arguments.bind``)."""
    TENSOR.update(methods_of(table))
