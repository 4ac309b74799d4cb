"""What an operator does with each of its arguments, from its schema and what ``ops`` and ``analysis`` know beside it."""

from __future__ import annotations

import enum
from functools import cache
from typing import NamedTuple

import torch

from ..analysis.aliasing import RUNNING_STATISTICS, TRAINING_FLAGS
from ..lang.schema import Argument, Schema
from ..ops import Effects, operators
from ..ops.unmarked_views import UNMARKED_VIEWS


class Use(enum.Enum):
    NOTHING = enum.auto()  # its elements are not looked at
    READ = enum.auto()
    SHAPE = enum.auto()  # its sizes, strides and the like are
    VIEW = enum.auto()  # the result is a view of it, or it was read: seen afterwards
    WRITE = enum.auto()
    WRITE_IF_TRAINING = enum.auto()


class Plan(NamedTuple):
    """``uses`` are those of the arguments, in order.  ``looks_inside``: what is in containers is used as they are."""

    uses: tuple[Use, ...]
    looks_inside: bool
    changes_shape: bool
    training: int | None  # the argument that says whether it is training
    effects: Effects
    not_seen: str  # why what it does beside its schema is not seen; empty: it is honest


_SHAPES = frozenset(
    "aten::" + name
    for name in (
        "size sizes sym_size stride sym_stride len dim numel sym_numel storage_offset sym_storage_offset is_contiguous "
        "sym_is_contiguous is_non_overlapping_and_dense is_strides_like_format is_same_size is_set_to element_size "
        "is_floating_point is_complex is_signed is_conj is_neg is_inference is_leaf output_nr is_pinned get_device "
        "result_type zeros_like ones_like full_like empty_like rand_like randn_like randint_like new_empty "
        "new_empty_strided new_full new_zeros new_ones retains_grad type"
    ).split()
) | frozenset(
    "prim::" + name
    for name in (
        "is_cpu is_cuda is_ipu is_maia is_meta is_mkldnn is_mps is_mtia is_nested is_quantized is_sparse is_sparse_csr "
        "is_vulkan is_xla is_xpu requires_grad device dtype layout itemsize nbytes name type"
    ).split()
)
# Arguments that are asked for their shape or kind only.
_MODELS = {
    "aten::expand_as": "other", "aten::view_as": "other", "aten::reshape_as": "other", "aten::type_as": "other",
    "aten::to": "other", "aten::resize_as_": "the_template", "prim::grad": "a", "aten::full_like": "self",
}  # fmt: skip
# Own operators that move items of containers without a look at them.
_MOVES = frozenset(
    "aten::" + name
    for name in (
        "__getitem__ select _set_item append insert pop Delete copy list clear add add_ extend mul mul_ reverse reversed "
        "slice slice_assign len Bool keys values items get setdefault popitem update dict set union discard"
    ).split()
)
_NAMESPACES = frozenset("aten prim prims quantized mkldnn mkldnn_prepacked mkl profiler".split())


@cache
def plan(schema: Schema) -> Plan:
    names = [a.name for a in schema.arguments]
    training = next((names.index(flag) for flag in TRAINING_FLAGS if flag in names), None)
    return Plan(
        tuple(_use(schema, a) for a in schema.arguments),
        not (schema.is_own and schema.name in _MOVES),
        not schema.is_own and torch.Tag.inplace_view in _tags(schema),
        training,
        operators.effects_of(schema),
        _not_seen(schema),
    )


def _use(schema: Schema, argument: Argument) -> Use:
    if argument.is_write:
        return Use.WRITE
    if argument.name in RUNNING_STATISTICS:
        return Use.WRITE_IF_TRAINING
    if schema.name in _SHAPES or _MODELS.get(schema.name) == argument.name:
        return Use.SHAPE
    if schema.name in UNMARKED_VIEWS or any(argument.alias_before & r.alias_before for r in schema.returns):
        return Use.VIEW
    return Use.NOTHING if "*" in argument.alias_after else Use.READ


def _tags(schema: Schema) -> list[torch.Tag]:
    namespace, name = schema.name.split("::")
    found: list[torch.Tag] = getattr(getattr(getattr(torch.ops, namespace), name), schema.overload or "default").tags
    return found


def _not_seen(schema: Schema) -> str:
    if schema.is_own or schema.name.partition("::")[0] in _NAMESPACES and not operators.is_from_python(schema):
        return ""
    return "an operator of your own: only what its schema says is seen"
