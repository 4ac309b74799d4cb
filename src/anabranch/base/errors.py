"""The exceptions of the library, one grammar for their text: where, what, expected and got, what to do."""

from __future__ import annotations

import concurrent.futures
import warnings
from collections.abc import Sequence

from .source import Span


class Error(Exception):
    """Base of every error that anabranch itself raises."""


class CompileError(Error, RuntimeError):
    """The program cannot be compiled.  A RuntimeError, since programs that call torch.jit.script catch that.

    ``span`` is the place; ``expected``/``got`` and ``remedy`` are optional lines; ``because`` says of each function that
    led to this one why it is being compiled, innermost first.
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
    """The program has no counterpart in FX.  The text says where and what to do."""

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
    """


class ScriptError(Error):
    """Stands for an exception whose class cannot be had without importing; ``class_name`` is its qualified name."""

    def __init__(self, message: str, class_name: str = "") -> None:
        super().__init__(message)
        self.class_name = class_name


class CancelledError(Error, concurrent.futures.CancelledError):
    """The task was cancelled before it gave a value."""


class CycleError(Error, RuntimeError):
    """Tasks wait for each other."""


class OperatorError(Error, RuntimeError):
    """An operator that a compiled program calls was destroyed, or is not what the program was compiled against."""


class BackendError(Error):
    """The backend cannot be used (not built, or built against another torch)."""


class GraphError(Error):
    """A graph is malformed, or a text is not a graph."""


class ArchiveError(Error, RuntimeError):
    """A file is no archive, or a damaged one; or what is to be saved cannot be.  A RuntimeError, as torch.jit raises."""


class TracingError(Error, RuntimeError):
    """The function cannot be traced."""


class TracingCheckError(TracingError):
    """The function did something else when it was run again, to check its trace."""


class TracerWarning(UserWarning):
    """Tracing bakes in something that may differ in other runs."""

    @staticmethod
    def ignore_lib_warnings() -> None:
        """Ignores those whose place is in PyTorch itself, for the process."""
        warnings.filterwarnings("ignore", category=TracerWarning, module=r"torch\.(?!jit)")


class ProcessStateWarning(UserWarning):
    """A forked task sets state that all threads of the process share."""


class SerialWarning(UserWarning):
    """Forks run serially although parallel execution was asked for."""


class LostErrorWarning(UserWarning):
    """A task failed and nobody waited for it."""
