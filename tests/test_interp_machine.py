"""The interpreter: control flow, calls, objects, regions, tasks, errors."""

from __future__ import annotations

import sys

import pytest
import torch

from anabranch import interp
from anabranch.base.errors import ScriptError
from anabranch.base.futures import Future
from anabranch.base.source import Span
from anabranch.interp import Instance
from anabranch.ir.builder import Builder
from anabranch.ir.kinds import CONTEXTS
from anabranch.lang.nominal import ClassType
from anabranch.lang.types import (
    BOOL,
    FLOAT,
    INT,
    NONE,
    STR,
    TENSOR,
    FutureType,
    ListType,
    NamedTupleType,
    TupleType,
    optional,
    union,
)
from support.graphs import function, op


def if_(b, condition, then, otherwise):
    node = b.if_(condition)
    for block, write in zip(node.blocks(), (then, otherwise)):
        with b.at(block):
            block.registerOutput(write())
    return node.addOutput(next(next(node.blocks()).outputs()).type())


def loop(b, count, start, step):
    """``for i in range(count): start = step(i, start)``."""
    node = b.loop(count, b.constant(True), [start])
    (body,) = node.blocks()
    i, carried = body.inputs()
    with b.at(body):
        result = step(i, carried)
        body.registerOutput(b.constant(True))
        body.registerOutput(result)
    return node.output()


def fork(b, captures, write):
    """A task whose body is written by ``write(builder, *inputs)``."""
    inner = Builder()
    inputs = [inner.graph.addInput(t=v.type()) for v in captures]
    inner.span = b.span
    inner.graph.registerOutput(write(inner, *inputs))
    return b.fork(inner.graph, captures)


def test_branches_and_loops():
    def body(b, n):
        def step(i, s):
            even = op(b, "aten::eq", op(b, "aten::remainder", i, 2), 0)
            return if_(b, even, lambda: op(b, "aten::add", s, i), lambda: op(b, "aten::sub", s, 1))

        return loop(b, n, b.constant(0), step)

    f = function("f", [INT], body)
    assert interp.run(f, [10]) == sum(i if i % 2 == 0 else -1 for i in range(10))
    assert interp.run(f, [0]) == interp.run(f, [-3]) == 0


def test_recursion():
    f = function("factorial", [INT], lambda b, n: None)
    b = Builder(f.graph)
    (n,) = f.graph.inputs()

    def again():
        return op(b, "aten::mul", n, b.call_function(f, [op(b, "aten::sub", n, 1)], INT))

    f.graph.registerOutput(if_(b, op(b, "aten::le", n, 1), lambda: b.constant(1), again))
    assert interp.run(f, [20]) == 2432902008176640000
    with pytest.raises(OverflowError, match="integer result does not fit into 64 bits"):
        interp.run(f, [21])


@pytest.mark.slow
@pytest.mark.parametrize("depth, ok", [(9000, True), (100_000, False)])
def test_deep_recursion(depth, ok):
    f = function("down", [INT], lambda b, n: None)
    b = Builder(f.graph)
    (n,) = f.graph.inputs()

    def again():
        return op(b, "aten::add", b.call_function(f, [op(b, "aten::sub", n, 1)], INT), 1)

    f.graph.registerOutput(if_(b, op(b, "aten::le", n, 0), lambda: b.constant(0), again))
    limit = sys.getrecursionlimit()
    if ok:
        assert interp.run(f, [depth]) == depth
    else:
        with pytest.raises(RecursionError) as error:
            interp.run(f, [depth])
        assert len(error.value.__notes__[0].splitlines()) < 60
    assert sys.getrecursionlimit() == limit


def test_containers():
    point = NamedTupleType((INT, FLOAT), "__torch__.Point", ("x", "y"))

    def body(b, n):
        pair = b.tuple_([n, b.constant(2.0)], point)
        first, _ = b.unpack_tuple(pair)
        numbers = b.list_(INT, [first, n])
        op(b, "aten::append", numbers, 7)
        return b.tuple_([pair, numbers])

    pair, numbers = interp.run(function("f", [INT], body), [3])
    assert (pair.x, pair.y, numbers) == (3, 2.0, [3, 3, 7])


def test_unpacking_a_list_of_another_length():
    def body(b, items):
        return b.node("prim::ListUnpack", [items], [INT, INT]).outputsAt(0)

    f = function("f", [ListType(INT)], body)
    assert interp.run(f, [[4, 5]]) == 4
    with pytest.raises(ValueError, match=r"not enough values to unpack \(expected 2, got 1\)"):
        interp.run(f, [[4]])
    with pytest.raises(ValueError, match=r"too many values to unpack \(expected 2\)"):
        interp.run(f, [[4, 5, 6]])


def test_instances_and_methods():
    t = ClassType("__torch__.Counter")
    t.add_attribute("count", INT)

    def bump(b, self, by):
        b.set_attr(self, "count", op(b, "aten::add", b.get_attr(self, "count", INT), by))
        return b.get_attr(self, "count", INT)

    t.methods["bump"] = function("bump", [t, INT], bump)

    def body(b):
        made = b.emit("prim::CreateObject", [], t)
        b.set_attr(made, "count", b.constant(1))
        b.call_method(made, "bump", [b.constant(2)], INT)
        b.call_method(made, "bump", [b.constant(3)], INT)
        return made

    made = interp.run(function("f", [], body), [])
    assert isinstance(made, Instance) and made.get(0) == made.get_attribute("count") == 6


@pytest.mark.parametrize("value, found", [(3, 1), (True, 0), (2.5, 0), ([1], 1), (["a"], 0), ([1, None], 0), (None, 0)])
def test_isinstance(value, found):
    tested = union([INT, ListType(INT)])

    def body(b, x):
        return b.emit("prim::isinstance", [x], BOOL, {"types": ("tys", [INT, ListType(INT)])})

    assert interp.run(function("f", [tested], body), [value]) is bool(found)


class TestRegions:
    def region(self, kind, arguments, write):
        """``with kind(*arguments): return write(b)``"""
        t = ClassType(next(name for name in CONTEXTS if name.endswith(f".{kind}")))

        def body(b, x):
            context = b.emit("prim::CreateObject", [], t)
            b.call_method(context, "__init__", [b.constant(a) for a in arguments], NONE)
            b.node("prim::Enter", [context], [t])
            result = write(b, x)
            b.node("prim::Exit", [context], [NONE])
            return result

        return function("f", [TENSOR], body)

    def test_no_grad(self):
        x = torch.ones(2, requires_grad=True)
        square = lambda b, x: op(b, "aten::mul", x, x)
        assert not interp.run(self.region("no_grad", [], square), [x]).requires_grad
        assert torch.is_grad_enabled()
        assert interp.run(self.region("set_grad_enabled", [True], square), [x]).requires_grad
        assert interp.run(self.region("inference_mode", [True], square), [x.detach()]).is_inference()

    def test_an_error_leaves_the_region(self):
        fails = lambda b, x: op(b, "aten::view", x, b.list_(INT, [b.constant(5)]))
        with pytest.raises(RuntimeError, match="invalid for input of size 2"):
            interp.run(self.region("no_grad", [], fails), [torch.ones(2)])
        assert torch.is_grad_enabled()

    def test_autocast(self):
        matmul = lambda b, x: op(b, "aten::mm", x, x)
        f = self.region("autocast", ["cpu", 15, True], matmul)
        assert interp.run(f, [torch.ones(2, 2)]).dtype == torch.bfloat16


class TestTasks:
    def test_fork_and_wait(self):
        def body(b, x):
            tasks = [fork(b, [x], lambda b, x: op(b, "aten::neg", x)) for _ in range(2)]
            return op(b, "aten::add", *[b.wait(t) for t in tasks])

        assert interp.run(function("f", [INT], body), [4]) == -8

    def test_a_future_reaches_python(self):
        future = interp.run(function("f", [INT], lambda b, x: fork(b, [x], lambda b, x: x)), [4])
        assert isinstance(future, Future) and future.done() and future.wait() == 4

    def test_an_error_waits_for_the_wait(self):
        divided = lambda b, x: op(b, "aten::floordiv", x, 0)
        kept = function("f", [INT], lambda b, x: fork(b, [x], divided))
        future = interp.run(kept, [4])
        with pytest.raises(ZeroDivisionError):
            future.wait()
        waits = function("g", [FutureType(INT)], lambda b, f: b.wait(f))
        for _ in range(2):
            with pytest.raises(ZeroDivisionError) as error:
                interp.run(waits, [future])
            assert [name for name, _ in error.value.script_trace] == ["fork", "g"]


class TestErrors:
    def raising(self, write):
        def body(b, x):
            with b.from_(Span(__file__, 12, 4, 12, 9)):
                return write(b, x)

        return function("f", [INT], body)

    def fail(self, write, x=1):
        with pytest.raises(Exception) as error:
            interp.run(self.raising(write), [x])
        return error.value

    def test_the_place_is_a_note(self):
        error = self.fail(lambda b, x: op(b, "aten::__getitem__", b.list_(INT, [x]), 5))
        assert isinstance(error, IndexError) and str(error) == "list index out of range"
        assert error.script_trace == (("f", Span(__file__, 12, 4, 12, 9)),)
        assert error.__notes__[0].splitlines()[1] == f'  File "{__file__}", line 12, in f'

    def test_calls_and_tasks_are_in_the_trace(self):
        inner = self.raising(lambda b, x: op(b, "aten::floordiv", x, 0))
        task = lambda b, x: b.call_function(inner, [x], INT)
        error = self.fail(lambda b, x: b.wait(fork(b, [x], task)))
        assert [name for name, _ in error.script_trace] == ["f", "f"]  # the body of the fork says no more than its place
        assert sum("in a task forked at" in note for note in error.__notes__) == 1

    @pytest.mark.parametrize(
        "name, cls", [("ValueError", ValueError), ("builtins.KeyError", KeyError), ("mine.Odd", ScriptError)]
    )
    def test_raise(self, name, cls):
        def write(b, x):
            b.node("prim::RaiseException", [b.constant("why"), b.constant(name)])
            return x

        error = self.fail(write)
        assert type(error) is cls and "why" in str(error)

    def test_raise_of_a_known_class(self):
        class Own(ValueError):
            pass

        def write(b, x):
            b.node("prim::RaiseException", [b.constant("why")], [], {"class_": ("py", Own)})
            return x

        assert type(self.fail(write)) is Own

    def test_overflow_has_a_place(self):
        error = self.fail(lambda b, x: op(b, "aten::mul", x, 2), 2**62)
        assert isinstance(error, OverflowError) and error.script_trace


class TestDispatcher:
    def test_a_number_where_a_tensor_is_wanted_stays_a_wrapped_number(self):
        def body(b, x, n):
            from anabranch.ops.operators import find

            return b.call_op(find("aten::add.Tensor"), [x, n, b.constant(1)]).output()

        result = interp.run(function("f", [TENSOR, FLOAT], body), [torch.zeros(2, dtype=torch.float16), 2.5])
        assert result.dtype == torch.float16

    def test_several_results(self):
        f = function("f", [TENSOR], lambda b, x: op(b, "aten::max", x, 0))
        found = interp.run(f, [torch.tensor([1.0, 3.0])])
        assert (found.values.item(), found.indices.item()) == (3.0, 1)

    def test_ints_stand_for_dtypes(self):
        f = function("f", [TENSOR], lambda b, x: op(b, "aten::to", x, 7))
        assert interp.run(f, [torch.ones(1)]).dtype == torch.float64


def test_python_operators_and_optionals():
    def body(b, s):
        b.node("prim::PythonOp", [s], [INT], {"name": ("s", "f"), "fn": ("py", len)})
        none = op(b, "aten::__is__", s, None)
        return b.tuple_([b.graph.findNode("prim::PythonOp").output(), none])

    assert interp.run(function("f", [optional(STR)], body), ["abc"]) == (3, False)


def test_print_goes_to_stdout(capsys):
    def body(b, x):
        b.node("prim::Print", [x, b.constant("and"), b.constant(True)])
        return x

    interp.run(function("f", [TupleType((INT, STR))], body), [(1, "ä")])
    assert capsys.readouterr().out == "(1, 'ä') and True\n"
