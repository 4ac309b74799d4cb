"""Backends: what runs a compiled function.  ``backend()`` is the one in force; parts above use nothing else of here."""

from . import interpreter as interpreter
from . import native_backend as native_backend
from .backend import Backend, backend

__all__ = ["Backend", "backend"]
