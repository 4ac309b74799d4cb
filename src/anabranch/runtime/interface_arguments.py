"""What Python gives where a program wants an interface: both backends ask here whether it fits."""

from __future__ import annotations

import weakref
from typing import Any

from ..base.errors import CompileError
from ..base.transactions import run
from ..frontend.classes import interfaces
from ..frontend.classes.script_classes import can_compile, class_type
from ..lang.nominal import ClassType, InterfaceType

# Interfaces that a class has been seen to fit, for good: it loses no methods. To ask again takes the compiler's lock.
_fitting: weakref.WeakKeyDictionary[ClassType, weakref.WeakSet[InterfaceType]] = weakref.WeakKeyDictionary()


def misfit(t: ClassType, wanted: InterfaceType) -> str:
    """Why instances of ``t`` do not fit; empty where they do."""
    if wanted in _fitting.get(t, ()):
        return ""
    reason: str = run(interfaces.misfit, t, wanted)
    if not reason:
        _fitting.setdefault(t, weakref.WeakSet()).add(wanted)
    return f"{t}: it is not compatible with interface {wanted}: {reason}" if reason else ""


def class_of(value: Any) -> ClassType | None:
    """The type of an object of a user's plain class; None of what no program can hold."""
    try:
        return run(class_type, type(value)) if can_compile(type(value)) else None
    except CompileError:
        return None
