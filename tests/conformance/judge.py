"""Runs one program, compiled and plainly, and raises at the first difference.  Non-goal: isolation (`worker`)."""

from __future__ import annotations

import contextlib
import importlib.util
import inspect
import io
import re
import sys
import typing
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import torch

from conformance import comparison
from conformance.comparison import Mismatch, count_nodes, error_text, must_match, same, tensors
from conformance.plain import PlainJit

HELPERS = ("same", "raises", "capture", "count_nodes")
TYPING = ("List", "Dict", "Tuple", "Optional", "Union", "NamedTuple", "Any")
TURNS = (1, 2)  # a second call finds what the first one left behind


def judge(path: Path, jit: Any, eager: bool = False) -> None:
    """Returns if the program passes; ``eager`` compiles nothing and looks at the library's own fork and wait."""
    prepare()
    Trial(path, jit).run(eager)
    if not torch.is_grad_enabled() or torch.is_inference_mode_enabled() or torch.is_autocast_enabled("cpu"):
        raise Mismatch("compiling or running it left a mode of PyTorch changed")


def prepare() -> None:
    torch.set_grad_enabled(True)
    torch.set_default_dtype(torch.float32)


def load(path: Path, jit: Any, side: str) -> ModuleType:
    """The program as a module in which the names that programs use are defined."""
    name = f"program_{path.parent.name}_{path.stem}_{side}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    given = {"jit": jit, "torch": torch, "Tensor": torch.Tensor, "nn": torch.nn, "F": torch.nn.functional}
    given |= {helper: getattr(comparison, helper) for helper in HELPERS} | {n: getattr(typing, n) for n in TYPING}
    vars(module).update(given, roundtrip=lambda compiled: saved_and_loaded(jit, compiled))
    spec.loader.exec_module(module)
    return module


def saved_and_loaded(jit: Any, compiled: Any) -> Any:
    file = io.BytesIO()
    jit.save(compiled, file)
    file.seek(0)
    return jit.load(file)


class Trial:
    """A program loaded twice: for the library, and for plain Python."""

    def __init__(self, path: Path, jit: Any) -> None:
        self.jit = jit
        self.plain = load(path, PlainJit(jit), "plain")
        self.program = load(path, jit, "compiled")
        self.inputs = self.has("INPUTS", [])
        self.is_module = self.has("make") is not None
        self.ran_in_python: set[str] = set()

    def has(self, name: str, default: Any = None) -> Any:
        return getattr(self.program, name, default)

    def run(self, eager: bool) -> None:
        outcome, pattern = self.has("EXPECT", ("result", ""))
        if eager:
            return self.run_eagerly("INPUTS" if outcome == "result" else "OK_INPUTS")
        if outcome == "compile":
            return self.run_refused(pattern)
        self.run_compiled(None if outcome == "result" else pattern)
        if self.ran_in_python and not re.search(r"jit\.ignore|autograd\.Function", inspect.getsource(self.program)):
            raise Mismatch(f"compiled code ran functions of its file in Python: {', '.join(sorted(self.ran_in_python))}")
        return None

    def run_eagerly(self, group: str) -> None:
        if not self.has("reference"):
            self.agree(self.build(self.program), self.build(self.plain), group)

    def run_refused(self, pattern: str) -> None:
        """The program must not compile; ``near``, the closest correct one, must."""
        comparison.raises(self.compile, pattern)
        if near := self.has("near"):
            self.agree(self.jit.script(near), self.plain.near, "INPUTS")

    def run_compiled(self, failure: str | None) -> None:
        eager, compiled = self.build(self.plain), self.compile()
        self.look_at_graph(compiled, type(eager).forward if self.is_module else self.program.main)
        if failure is None:
            self.agree(compiled, eager, "INPUTS")
        else:
            self.agree(compiled, eager, "OK_INPUTS")
            self.fail(compiled, failure)
            self.agree(compiled, eager, "OK_INPUTS")
        if failure is None and self.is_module and not self.has("TRACE"):
            same(dict(compiled.state_dict()), dict(eager.state_dict()), "state_dict after the calls")
        if check := self.has("check"):
            check(compiled, self.build(self.program))

    def build(self, side: ModuleType) -> Any:
        """The function, or a module whose parameters are those of every other one built here."""
        torch.manual_seed(7)
        return side.make() if self.is_module else side.main

    def compile(self) -> Any:
        source = self.build(self.program)
        if not self.has("TRACE"):
            return self.jit.script(source)
        args, kwargs = arguments((self.has("OK_INPUTS") or self.inputs)[0], 0)
        examples = {"example_kwarg_inputs": kwargs} if kwargs else {"example_inputs": args}
        return self.jit.trace(source, **examples, check_trace=False)

    def look_at_graph(self, compiled: Any, source: Any) -> None:
        """It is compiled, and where the source forks and waits the graph does."""
        if compiled is self.has("main") or not str(getattr(compiled, "graph", "")).startswith("graph("):
            raise Mismatch("what compiling returned has no graph")
        text = inspect.getsource(source)
        for pattern, kind in ((r"\bjit\.fork\(", "prim::fork"), (r"\bjit\.wait\(|\.wait\(\)", "aten::wait")):
            if re.search(pattern, text) and not count_nodes(compiled, kind):
                raise Mismatch(f"no {kind} in the graph:\n{compiled.graph}")

    def agree(self, compiled: Any, eager: Any, group: str) -> None:
        """Results, changed arguments, printed text and gradients are plain Python's, on every input, twice."""
        oracle = getattr(self.plain, "reference", eager)
        for turn in TURNS:
            for i, (ours, plain) in enumerate(zip(self.has(group, []), getattr(self.plain, group, []))):
                where = f"{group}[{i}], call {turn}"
                left, right = arguments(ours, i), arguments(plain, i)
                held, meant = list(tensors(left)), list(tensors(right))
                expected, expected_text = call(oracle, right)
                with self.noticing_python():
                    actual, text = call(compiled, left)
                same(actual, expected, f"{where}: result")
                same([t.detach() for t in held], [t.detach() for t in meant], f"{where}: arguments afterwards")
                if self.has("STDOUT"):
                    same(text, expected_text, f"{where}: printed")
                if self.has("GRAD"):
                    same(gradients(actual, left, compiled), gradients(expected, right, eager), f"{where}: gradients")

    def fail(self, compiled: Any, pattern: str) -> None:
        for turn in TURNS:
            for i, producer in enumerate(self.inputs):
                given = arguments(producer, i)
                try:
                    with self.noticing_python():
                        result, _ = call(compiled, given)
                except Exception as error:
                    must_match(error, pattern, f"INPUTS[{i}], call {turn}: the error")
                else:
                    raise Mismatch(f"INPUTS[{i}], call {turn}: expected an error like /{pattern}/, got {result!r}")

    @contextlib.contextmanager
    def noticing_python(self) -> Iterator[None]:
        def notice(frame: Any, event: str, _: Any) -> None:
            if event == "call" and frame.f_code.co_filename == self.program.__file__:
                self.ran_in_python.add(frame.f_code.co_name)

        sys.setprofile(notice)
        try:
            yield
        finally:
            sys.setprofile(None)


def arguments(producer: Any, index: int) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Made afresh for every call, with a seed of their own."""
    torch.manual_seed(1000 + index)
    made = producer()
    if not isinstance(made, (tuple, dict)):
        raise TypeError(f"an entry of INPUTS returns a tuple or a dict, not {type(made).__name__}")
    return ((), made) if isinstance(made, dict) else (made, {})


def call(function: Any, given: tuple[tuple[Any, ...], dict[str, Any]]) -> tuple[Any, str]:
    torch.manual_seed(4321)
    return comparison.capture(function, *given[0], **given[1])


def gradients(result: Any, given: Any, owner: Any) -> list[torch.Tensor | None]:
    """Of the arguments and parameters, after backward from every output."""
    parts = [weighed(t) for t in tensors(result) if t.requires_grad]
    if not parts:
        raise Mismatch("a program with GRAD returned nothing that has a gradient")
    sum(parts[1:], parts[0]).backward()
    parameters = sorted(owner.named_parameters()) if hasattr(owner, "named_parameters") else []
    return [t.grad for t in tensors(given) if t.is_leaf] + [p.grad for _, p in parameters]


def weighed(output: torch.Tensor) -> torch.Tensor:
    """One number in which each item counts differently."""
    weights = torch.linspace(0.5, 1.5, output.numel()).reshape(output.shape)
    return (output * weights.to(output.dtype)).sum()


def reason(error: BaseException) -> str:
    """Why a program did not pass, for people."""
    if isinstance(error, Mismatch):
        return str(error)
    if isinstance(error, AssertionError):
        frame = inspect.getinnerframes(error.__traceback__)[-1]
        return f"line {frame.lineno}: {''.join(frame.code_context or []).strip()}  {error}".strip()
    return error_text(error)
