"""``CompilationUnit``: functions compiled from source text.

Source of the semantics: torch.jit.CompilationUnit.
"""

from __future__ import annotations

from types import FrameType
from typing import Any

from ..base.tracebacks import keep_users_frames
from ..objects.script_function import ScriptFunction
from ..objects.text_functions import caller, functions_of
from .script import script


class CompilationUnit:
    """The functions that ``lang`` defines are attributes, each a ScriptFunction; they may call each other.

    They see the names that the caller sees.  Raises CompileError.

    >>> unit = ab.CompilationUnit("def twice(x: Tensor) -> Tensor: return 2 * x")
    >>> unit.twice(torch.ones(1))
    tensor([2.])
    """

    def __init__(self, lang: str | None = None, _frames_up: int = 0) -> None:
        self._functions: dict[str, ScriptFunction[..., Any]] = {}
        if lang is not None:
            self._add(lang, caller(_frames_up))

    def define(self, lang: str, rcb: Any = None, _frames_up: int = 0) -> None:
        """Adds the functions that ``lang`` defines."""
        self._add(lang, caller(_frames_up))

    def _add(self, text: str, frame: FrameType) -> None:
        try:
            functions = functions_of(text, frame, dict(self._functions))
            self._functions.update({name: script(function) for name, function in functions.items()})
        except Exception as error:
            keep_users_frames(error)
            raise

    def __getattr__(self, name: str) -> ScriptFunction[..., Any]:
        try:
            return self.__dict__["_functions"][name]  # type: ignore[no-any-return]
        except KeyError:
            known = ", ".join(self.__dict__.get("_functions", {})) or "none"
            raise AttributeError(f"'CompilationUnit' has no function '{name}'\nhelp: it has {known}") from None

    def get_functions(self) -> list[ScriptFunction[..., Any]]:
        return list(self._functions.values())
