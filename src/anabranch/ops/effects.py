"""What a call of an operator does besides giving its results."""

from __future__ import annotations

import enum
from functools import cache

import torch

from ..lang.schema import Schema
from ..lang.types import TensorType


class Effects(enum.Flag):
    """The empty value, ``PURE``: the result depends on the arguments only, and nothing else happens.

    Running out of memory or of stack is no effect.  Which arguments alias results or are kept is in the schema.  The grad,
    inference and autocast modes are not state here: every operator on tensors works under them.
    """

    PURE = 0
    RAISES = enum.auto()  # may raise for some arguments of its types
    RANDOM = enum.auto()  # draws from a generator: order matters
    READS_STATE = enum.auto()  # the result depends on what is outside the arguments: defaults, modes, the clock, a task
    WRITES_STATE = enum.auto()  # changes what is outside the arguments
    WRITES = enum.auto()  # changes arguments: those that the schema marks, if it marks any
    PRINTS = enum.auto()
    CALLS = enum.auto()  # may call methods of the objects it is given (__eq__, __lt__, __hash__), and so do anything


_WORDS = {
    "pure": Effects.PURE,
    "raises": Effects.RAISES,
    "random": Effects.RANDOM,
    "reads-state": Effects.READS_STATE,
    "writes-state": Effects.WRITES_STATE,
    "prints": Effects.PRINTS,
    "calls": Effects.CALLS,
}  # WRITES is the schema's to say


def read_effects(words: str) -> Effects:
    """The effects as a row of our own table says them.  Raises ValueError for a word that is none."""
    found = Effects.PURE
    for word in words.split():
        if word not in _WORDS:
            raise ValueError(f"no effect of operators: {word} (there are {', '.join(_WORDS)})")
        found |= _WORDS[word]
    return found


def written(schema: Schema) -> Effects:
    """``WRITES`` if the schema marks an argument as written."""
    return Effects.WRITES if schema.is_mutable else Effects.PURE


@cache
def dispatcher_effects(schema: Schema) -> Effects:
    """The effects of an operator of PyTorch's dispatcher, from its alias annotations and tags.

    An operator of the user's is believed too: torch.library asks for honest schemas.
    """
    namespace, name = schema.name.split("::")
    tags = getattr(getattr(getattr(torch.ops, namespace), name), schema.overload or "default").tags
    found = Effects.RAISES | written(schema)
    if torch.Tag.nondeterministic_seeded in tags:
        found |= Effects.RANDOM
    if any(a.name == "running_mean" for a in schema.arguments):  # batch_norm and its kin write it when training, unmarked
        found |= Effects.WRITES
    if not schema.returns and not schema.is_mutable:  # then it is there for what it does elsewhere
        found |= Effects.WRITES_STATE
    if _is_unfilled(name) or _takes_defaults(schema):
        found |= Effects.READS_STATE
    return found


def _is_unfilled(name: str) -> bool:
    """The elements are what the memory held."""
    return name.removeprefix("_").removeprefix("new_").startswith("empty")


def _takes_defaults(schema: Schema) -> bool:
    """A tensor made of no other one: torch.set_default_dtype and set_default_device decide what is not given."""
    makes = any(isinstance(r.type, TensorType) for r in schema.returns)
    return makes and not any(isinstance(a.type, TensorType) for a in schema.arguments)
