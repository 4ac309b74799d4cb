"""Backends: what runs a compiled function.  ``backend()`` is the one in force; parts above use nothing else of here."""

from .backend import Backend, backend

__all__ = ["Backend", "backend"]
