"""Programs in Python -> functions of the IR."""

from . import language as language
