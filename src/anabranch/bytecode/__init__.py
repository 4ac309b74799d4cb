"""Graph → Program: register code for the native machine.  ``emit(function)`` makes it, ``dump(program)`` shows it."""

from .dump import dump
from .emit import emit
from .program import Bank, Program

__all__ = ["Bank", "Program", "dump", "emit"]
