"""Compiled programs as programs of PyTorch's other compilers."""

from . import fx_branches as fx_branches
from . import fx_rules as fx_rules
