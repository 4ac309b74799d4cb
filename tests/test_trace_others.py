"""Traces beside others: their patches of PyTorch's classes, their threads, traces inside traces, errors in the middle.

Each trace must give the graph that it gives alone, and leave everything as it was.
"""

import re
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest
import torch
from torch import nn
from torch.overrides import TorchFunctionMode, _get_current_function_mode_stack

import anabranch
from anabranch.tracing import fallback

pytestmark = [pytest.mark.usefixtures("backend"), pytest.mark.compiles_only]


class Tripled(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 3

    @staticmethod
    def backward(ctx, grad):
        return grad * 30


APPLY_OF_BEFORE = Tripled.apply  # the usual way to write it, long before any trace


class Inner(nn.Module):
    def __init__(self, meanwhile):
        super().__init__()
        self.linear = nn.Linear(2, 2)
        self.meanwhile = [meanwhile]

    def forward(self, x):
        x = self.linear(x)
        self.meanwhile[0]()
        return Tripled.apply(x) + x.size(0)


class Net(nn.Module):
    def __init__(self, meanwhile=lambda: None):
        super().__init__()
        torch.manual_seed(0)
        self.first, self.second = Inner(meanwhile), nn.Sequential(Inner(meanwhile), nn.ReLU())

    def forward(self, x):
        return self.second(self.first(x)) - 1


X = torch.ones(3, 2)


def graphs_of(made):
    """Its graph and those of the methods that it calls, as text without places, numbers and names of values.

    A patch in between is a user's frame, too, and what places and names come from.
    """
    graphs = [m.graph for m in (made, made.first, made.first.linear, made.second)]
    return [anonymous(str(graph)) for graph in [*graphs, made.inlined_graph]]


def anonymous(text):
    names = {}
    text = re.sub(r"___torch_mangle_\d+\.| # .*", "", text)
    return re.sub(r"%[\w.]+", lambda found: names.setdefault(found[0], f"%{len(names)}"), text)


def traced(net, same=None):
    made = anabranch.trace(net, X, check_trace=False)
    torch.testing.assert_close(made(X), (same or net)(X))
    return graphs_of(made)


# -- patches


@contextmanager
def patched(owner, name):
    """As a profiler does it: counts calls; at the end what stood there before stands there again."""
    before, calls = vars(owner)[name], []
    bound = before.__get__ if isinstance(before, classmethod) else None

    def counted(self, *args, **kwargs):
        calls.append(self)
        return bound(None, self)(*args, **kwargs) if bound else before(self, *args, **kwargs)

    patch = classmethod(counted) if bound else counted
    setattr(owner, name, patch)
    try:
        yield lambda: vars(owner)[name] is patch, calls
    finally:
        setattr(owner, name, before)


PATCHES = [(nn.Module, "__call__"), (nn.Module, "_call_impl"), (torch.autograd.Function, "apply")]
patches = pytest.mark.parametrize("owner, name", PATCHES, ids=lambda x: x if isinstance(x, str) else "")


@patches
def test_a_patch_from_before_the_trace_stays_and_is_called(owner, name):
    alone = traced(Net())
    with patched(owner, name) as (stands, calls):
        assert traced(Net()) == alone
        assert stands() and calls
    assert traced(Net()) == alone


@patches
def test_a_patch_made_during_the_trace_stays_and_is_called(owner, name):
    alone, contexts = traced(Net()), []

    def patch():
        if not contexts:
            contexts.append(patched(owner, name))
            contexts.append(contexts[0].__enter__())

    try:
        assert traced(Net(patch)) == alone
        stands, calls = contexts[1]
        assert stands() and calls
    finally:
        contexts[0].__exit__(None, None, None)
    assert traced(Net()) == alone


@patches
def test_a_patch_taken_back_during_the_trace_is_gone(owner, name):
    alone, before = traced(Net()), vars(owner)[name]
    context = patched(owner, name)
    context.__enter__()
    net = Net(lambda: context.__exit__(None, None, None) if vars(owner)[name] is not before else None)
    assert traced(net) == alone
    assert vars(owner)[name] is before


@patches
def test_nothing_is_patched_by_a_trace(owner, name):
    seen = [vars(owner)[name]]
    traced(Net(lambda: seen.append(vars(owner)[name])))
    seen.append(vars(owner)[name])
    assert len(set(map(id, seen))) == 1


def test_hooks_of_all_modules_are_called_in_a_trace():
    alone, seen = traced(Net()), []
    hook = nn.modules.module.register_module_forward_hook(lambda module, args, result: seen.append(module))
    try:
        assert traced(Net()) == alone and seen
    finally:
        hook.remove()


def test_an_apply_taken_before_any_trace_keeps_its_backward():
    made = anabranch.trace(lambda x: APPLY_OF_BEFORE(x) + 1, X)
    assert [n.kind() for n in made.graph.nodes()][0] == "prim::PythonOp"
    x = torch.ones(2, requires_grad=True)
    made(x).sum().backward()
    assert x.grad.tolist() == [30.0, 30.0]


# -- threads


def in_threads(*works):
    """The results, in order."""
    results = [None] * len(works)

    def run(i, work):
        try:
            results[i] = work()
        except BaseException as error:
            results[i] = error

    threads = [threading.Thread(target=run, args=item, daemon=True) for item in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    return results


def test_traces_in_several_threads_at_once():
    alone = traced(Net())
    together = threading.Barrier(4)
    for graphs in in_threads(*[lambda: traced(Net(lambda: together.wait(60)))] * 4):
        assert graphs == alone


def test_one_module_traced_in_two_threads_at_once():
    alone, together = traced(Net()), threading.Barrier(2)
    net, same = Net(lambda: together.wait(60)), Net()  # made here: the seed is the process's
    for graphs in in_threads(*[lambda: traced(net, same)] * 2):
        # In which of the two a method is made first is open, and so is its number; what they do is not.
        assert graphs[-1] == alone[-1]


def test_what_another_thread_calls_meanwhile_is_not_recorded():
    alone, results = traced(Net()), []
    net = Net()

    def call_elsewhere():
        net.first.meanwhile[0] = lambda: None
        results.extend(in_threads(lambda: (net(X), net.first.linear(X), APPLY_OF_BEFORE(X), anabranch.fork(net, X).result())))

    net.first.meanwhile[0] = call_elsewhere
    assert traced(net) == alone
    torch.testing.assert_close(results[0][0], Net()(X))
    torch.testing.assert_close(results[0][3], Net()(X))


@pytest.mark.slow
@pytest.mark.xdist_group("processes")
def test_first_traces_of_a_process_in_several_threads():
    code = """
import threading, torch, anabranch, anabranch.tracing.fallback as f
anabranch.trace  # loaded
start, results = threading.Barrier(8), []
def run():
    start.wait()
    results.append(str(anabranch.trace(lambda x: x + 1, torch.ones(2)).graph))
threads = [threading.Thread(target=run) for _ in range(8)]
[t.start() for t in threads]; [t.join() for t in threads]
assert len(results) == 8 and len(set(results)) == 1 and "aten::add" in results[0], results
# The one that is refused by the dispatcher finds that it is ours.
kept = f._libraries.copy(); f._libraries.clear(); f._register(); assert not f._libraries
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=300)


# -- traces inside traces


def test_a_trace_inside_a_trace():
    inner, other = [], Net()
    alone = traced(Net())
    assert traced(Net(lambda: inner.append(anabranch.trace(other, X, check_trace=False)))) == alone
    assert inner and all(graphs_of(made) == alone for made in inner)


def test_a_trace_inside_a_trace_under_a_mode_of_the_users():
    class Counts(TorchFunctionMode):
        functions = 0

        def __torch_function__(self, func, types, args=(), kwargs=None):
            Counts.functions += 1
            return func(*args, **(kwargs or {}))

    def inner(x):
        return x * x.size(0)

    def outer(x):
        with Counts():
            before = Counts.functions
            made.append(anabranch.trace(inner, x, check_trace=False))
            assert Counts.functions > before, "the user's mode is in force inside"
        return x + x.size(1)

    made = []
    graph = anabranch.trace(outer, X, check_trace=False).graph
    assert graph.findNode("aten::size") is not None and graph.findNode("aten::mul") is None
    assert made[0](torch.ones(5, 2)).sum() == 50


# -- errors


def nothing_is_left():
    return (
        not anabranch.is_tracing()
        and not torch._C._dispatch_tls_is_dispatch_key_included(fallback.KEY)
        and not _get_current_function_mode_stack()
    )


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, GeneratorExit])
def test_an_error_in_the_middle_leaves_nothing(error):
    alone = traced(Net())

    def fail():
        raise error("here")

    with pytest.raises(error, match="here"):
        traced(Net(fail))
    assert nothing_is_left()
    assert traced(Net()) == alone


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_that_the_traced_function_handles(error):
    class Tries(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = Net(self.fail)

        def fail(self):
            raise error

        def forward(self, x):
            try:
                return self.net(x)
            except error:
                return x - 7

    made = anabranch.trace(Tries(), X)
    kinds = [n.kind() for n in made.graph.nodes()]
    assert "aten::sub" in kinds, "written where the error was handled"
    torch.testing.assert_close(made(X), X - 7)
    assert nothing_is_left()


def test_an_error_in_a_trace_inside_a_trace():
    def fail():
        with pytest.raises(ZeroDivisionError):
            anabranch.trace(lambda x: x + 1 // 0, X)

    assert traced(Net(fail)) == traced(Net())
