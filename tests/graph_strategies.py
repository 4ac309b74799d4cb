"""Random graphs for the tests of printer, parser, clone and equality (hypothesis)."""

from __future__ import annotations

import struct

import torch
from hypothesis import strategies as st

from anabranch.base.source import Span
from anabranch.ir.builder import Builder
from anabranch.ir.graph import Graph
from anabranch.lang.tensor_types import refined
from anabranch.lang.types import (
    BOOL,
    COMPLEX,
    DEVICE,
    FLOAT,
    INT,
    NONE,
    STR,
    TENSOR,
    DictType,
    FutureType,
    ListType,
    SetType,
    TensorType,
    TupleType,
    Type,
    optional,
    union,
)  # fmt: skip

floats = st.floats(allow_nan=True) | st.integers(0, 2**64 - 1).map(lambda i: struct.unpack("d", struct.pack("Q", i))[0])
finite = st.floats(allow_nan=False)
names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,4}(\.[0-9]{1,2})?", fullmatch=True)

dtypes = st.sampled_from([torch.float32, torch.float64, torch.int64, torch.bool, torch.bfloat16, torch.complex64])


@st.composite
def tensors(draw: st.DrawFn) -> torch.Tensor:
    shape = draw(st.lists(st.integers(0, 3), max_size=3))
    dtype = draw(dtypes)
    count = torch.Size(shape).numel()
    numbers = draw(st.lists(st.floats(-1e6, 1e6, width=32), min_size=count, max_size=count))
    return torch.tensor(numbers, dtype=torch.float64).to(dtype).reshape(shape)


@st.composite
def tensor_types(draw: st.DrawFn) -> TensorType:
    dtype = draw(st.integers(0, 12) | st.none())
    sizes = draw(st.none() | st.lists(st.integers(0, 9) | st.none(), min_size=int(dtype is None), max_size=3).map(tuple))
    strides = tuple(range(1, len(sizes) + 1)) if sizes and draw(st.booleans()) else None
    if dtype is None and sizes is None:
        return TENSOR
    return TensorType(dtype, sizes, strides, draw(st.none() | st.booleans()), draw(st.sampled_from([None, "cpu", "cuda:0"])))


simple_types = st.sampled_from([INT, FLOAT, BOOL, COMPLEX, STR, NONE, DEVICE, TENSOR]) | tensor_types()


def _grown(inner: st.SearchStrategy[Type]) -> st.SearchStrategy[Type]:
    return (
        inner.map(ListType)
        | inner.map(optional)
        | inner.map(FutureType)
        | inner.map(SetType)
        | st.lists(inner, max_size=3).map(lambda ts: TupleType(tuple(ts)))
        | st.lists(inner, min_size=2, max_size=3).map(union)
        | st.tuples(st.sampled_from([STR, INT]), inner).map(lambda kv: DictType(*kv))
    )


types = st.recursive(simple_types, _grown, max_leaves=4)

constants = (
    st.integers(-(2**63), 2**63 - 1)
    | st.booleans()
    | floats
    | st.builds(complex, finite, finite)
    | st.text(st.characters(codec="utf-8"), max_size=8)
    | st.none()
    | st.sampled_from([torch.device("cpu"), torch.device("cuda", 1)])
    | st.lists(st.integers(-9, 9), min_size=1, max_size=3)
    | st.lists(floats, min_size=1, max_size=3)
    | st.lists(st.text(max_size=3), min_size=1, max_size=3)
    | st.tuples(st.integers(), st.text(max_size=3), floats, st.booleans())
    | st.tuples(st.integers(0, 9))
)


@st.composite
def graphs(draw: st.DrawFn, depth: int = 2) -> Graph:
    """A graph with constants, tensors, branches, loops and forks; its types need not fit operators."""
    builder = Builder()
    for name in draw(st.lists(names, max_size=3, unique=True)):
        builder.graph.addInput(name, draw(types))
    builder.graph.addInput("t", TENSOR)
    _fill(draw, builder, list(builder.graph.inputs()), depth)
    for value in draw(st.lists(st.sampled_from(list(builder.graph.inputs())), min_size=1, max_size=2)):
        builder.graph.registerOutput(value)
    return builder.graph


def _fill(draw: st.DrawFn, builder: Builder, values: list, depth: int) -> None:
    for _ in range(draw(st.integers(0, 4))):
        kinds = ["constant", "tensor", "tuple", "list", "fork", "if", "loop"] if depth else ["constant", "tensor", "tuple"]
        builder.span = draw(st.none() | st.builds(Span, st.sampled_from(["a.py", "/x y/b-c.py"]), st.integers(1, 99)))
        value = _node(draw, builder, values, draw(st.sampled_from(kinds)), depth - 1)
        if draw(st.booleans()):
            value.setDebugName(draw(names))
        values.append(value)


def _node(draw, builder, values, kind, depth):
    pick = st.sampled_from(values)
    if kind == "constant":
        return builder.constant(draw(constants))
    if kind == "tensor":
        return _tensor(draw, builder)
    if kind == "tuple":
        return builder.tuple_(draw(st.lists(pick, max_size=3)))
    if kind == "list":
        value = draw(pick)
        return builder.list_(value.type(), [value] * draw(st.integers(0, 2)))
    if kind == "fork":
        return _fork(draw, builder, draw(st.lists(pick, max_size=2)), depth)
    return (_if if kind == "if" else _loop)(draw, builder, values, depth)


def _tensor(draw, builder):
    tensor = draw(tensors())
    t = refined(tensor) if draw(st.booleans()) else TENSOR
    value = builder.constant(tensor, t)
    if t != TENSOR and tensor.dim() == 0 and tensor.dtype in (torch.float64, torch.int64) and draw(st.booleans()):
        value.node().set_attribute("wrapped", "i", 1)
    return value


def _fork(draw, builder, captures, depth):
    body = Builder()
    for captured in captures:
        body.graph.addInput("", captured.type())
    own = [*body.graph.inputs(), body.constant(1)]
    _fill(draw, body, own, depth)
    body.graph.registerOutput(own[-1])
    return builder.fork(body.graph, captures)


def _if(draw, builder, values, depth):
    node = builder.if_(builder.constant(True))
    for block in node.blocks():
        inner = list(values)
        with builder.at(block):
            _fill(draw, builder, inner, depth)
        block.registerOutput(values[0])
    return node.addOutput(values[0].type())


def _loop(draw, builder, values, depth):
    node = builder.loop(builder.constant(3), builder.constant(True), [values[0]])
    body = next(node.blocks())
    inner = [*values, *body.inputs()]
    with builder.at(body):
        _fill(draw, builder, inner, depth)
        go_on = builder.constant(False)
    body.registerOutput(go_on)
    body.registerOutput(values[0])
    return node.output()
