"""What is wrong with a command line, beyond what its parser sees."""

from __future__ import annotations


class UsageError(Exception):
    """The command line names what is not there, or says what nobody can do."""
