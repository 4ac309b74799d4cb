"""The exceptions of the library, one grammar for their text: where, what, expected and got, what to do."""

from __future__ import annotations

import concurrent.futures
import warnings
from collections.abc import Sequence

from .source import Span


class Error(Exception):
    """Base of every error that anabranch itself raises.

    >>> try:
    ...     ab.script(3)
    ... except ab.Error as error:
    ...     print(error)
    cannot compile a builtins.int
    help: pass a function, an nn.Module or a class
    """


class CompileError(Error, RuntimeError):
    """The program cannot be compiled.  A RuntimeError, since programs that call torch.jit.script catch that.

    ``span`` is the place; ``expected``/``got`` and ``remedy`` are optional lines; ``because`` says of each function that
    led to this one why it is being compiled, innermost first.

    >>> def f(x: Tensor) -> Tensor:
    ...     return torch.sigmod(x)
    >>> try:
    ...     ab.script(f)
    ... except ab.CompileError as error:
    ...     print(error.message, error.span.line, error.remedy, sep="; ")
    module 'torch' has no attribute 'sigmod'; 2; did you mean 'sigmoid'?
    """

    def __init__(
        self,
        message: str,
        span: Span | None = None,
        *,
        expected: str = "",
        got: str = "",
        remedy: str = "",
        because: Sequence[str] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.expected = expected
        self.got = got
        self.remedy = remedy
        self.because = list(because)

    def __str__(self) -> str:
        lines = [f"{self.span}: {self.message}" if self.span else self.message]
        lines += self.span.indented() if self.span else []
        if self.expected:
            lines.append(f"expected {self.expected}")
        if self.got:
            lines.append(f"got {self.got}")
        if self.remedy:
            lines.append(f"help: {self.remedy}")
        lines += self.because
        return "\n".join(lines)


class ExportError(Error, RuntimeError):
    """The program has no counterpart in FX.  The text says where and what to do.

    >>> def rounds(x: Tensor, n: int) -> Tensor:
    ...     for _ in range(n):
    ...         x = x + 1
    ...     return x
    >>> ab.to_fx(rounds)
    Traceback (most recent call last):
    anabranch.base.errors.ExportError: ...the number of this loop's rounds depends on values that only a call knows...
    """

    def __init__(self, message: str, span: Span | None, remedy: str) -> None:
        lines = [f"{span}: {message}", *span.indented()] if span else [message]
        super().__init__("\n".join([*lines, f"help: {remedy}"]))


class AnnotationError(CompileError, ValueError):
    """An annotation is no type of the language.  A ValueError too, as from torch.jit.script."""


class UnknownLength(AnnotationError):
    """``tuple[int, ...]``: a type once it is known how many items there are."""


class ScriptTypeError(Error, TypeError, RuntimeError):
    """What Python gives to a compiled program (an argument, an attribute, a result) has another type than it declares.

    A TypeError, as in Python, and a RuntimeError, since programs that call what torch.jit compiled catch that.

    >>> @ab.script
    ... def double(n: int) -> int:
    ...     return 2 * n
    >>> double("2")
    Traceback (most recent call last):
    anabranch.base.errors.ScriptTypeError: double() Expected a value of type 'int' for argument 'n' but instead found type 'str'
    """


class ScriptError(Error):
    """Stands for an exception whose class cannot be had without importing; ``class_name`` is its qualified name.

    >>> issubclass(ab.ScriptError, ab.Error)
    True
    """

    def __init__(self, message: str, class_name: str = "") -> None:
        super().__init__(message)
        self.class_name = class_name


class CancelledError(Error, concurrent.futures.CancelledError):
    """The task was cancelled before it gave a value.

    >>> issubclass(ab.CancelledError, concurrent.futures.CancelledError)  # future.cancel() asks for it
    True
    """


class CycleError(Error, RuntimeError):
    """Tasks wait for each other.

    >>> issubclass(ab.CycleError, RuntimeError)  # a task waits for a future that waits for the task
    True
    """


class OperatorError(Error, RuntimeError):
    """An operator that a compiled program calls was destroyed, or is not what the program was compiled against."""


class BackendError(Error):
    """The backend cannot be used (not built, or built against another torch)."""


class GraphError(Error):
    """A graph is malformed, or a text is not a graph."""


class ArchiveError(Error, RuntimeError):
    """A file is no archive, or a damaged one; or what is to be saved cannot be.  A RuntimeError, as torch.jit raises.

    >>> ab.load(io.BytesIO(b"no archive"))
    Traceback (most recent call last):
    anabranch.base.errors.ArchiveError: the file is no archive: ...
    """


class TracingError(Error, RuntimeError):
    """The function cannot be traced.

    >>> ab.trace(torch.relu)
    Traceback (most recent call last):
    anabranch.base.errors.TracingError: no example inputs
    help: trace(f, (x, y)) or trace(f, example_kwarg_inputs={'x': x})
    """


class TracingCheckError(TracingError):
    """The function did something else when it was run again, to check its trace.

    >>> calls = []
    >>> def counted(x):
    ...     calls.append(x)
    ...     return x * len(calls)
    >>> ab.trace(counted, torch.ones(2))
    Traceback (most recent call last):
    anabranch.base.errors.TracingCheckError: ...
    """


class TracerWarning(UserWarning):
    """Tracing bakes in something that may differ in other runs.

    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as seen:
    ...     _ = ab.trace(lambda x: x * int(x.sum()), torch.ones(2))
    >>> seen[0].category is ab.TracerWarning
    True
    """

    @staticmethod
    def ignore_lib_warnings() -> None:
        """Ignores those whose place is in PyTorch itself, for the process."""
        warnings.filterwarnings("ignore", category=TracerWarning, module=r"torch\.(?!jit)")


class ProcessStateWarning(UserWarning):
    """A forked task sets state that all threads of the process share."""


class SerialWarning(UserWarning):
    """Forks run serially although parallel execution was asked for.

    >>> import warnings
    >>> warnings.simplefilter("ignore", ab.SerialWarning)
    """


class LostErrorWarning(UserWarning):
    """A task failed and nobody waited for it.

    >>> import warnings
    >>> warnings.simplefilter("error", ab.LostErrorWarning)  # fail where nobody looks at a failure
    """
