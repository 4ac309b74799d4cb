"""What refusals of one kind say, wherever they are met: the phrases that users of torch.jit know and search for.

Types come as they are printed.  ``csrc/bind`` says the same of arguments that Python gives.
"""

from __future__ import annotations

import typing
from typing import Any


def wrong_value(wanted: object, got: object, what: str = "value") -> str:
    return f"expected {what} of type {wanted}, found {got}"


def wrong_argument(name: str, wanted: object, got: object, is_inferred: bool = False) -> str:
    """An argument of a call has another type than its parameter."""
    mark = " (inferred)" if is_inferred else ""
    return f"Expected a value of type '{wanted}{mark}' for argument '{name}' but instead found type '{got}'"


def wrong_attribute(name: str, wanted: object, got: object) -> str:
    return f"Wrong type for attribute assignment: expected attribute {name} of type {wanted}, got {got}"


def inferred(name: str) -> str:
    """Why a parameter is a Tensor."""
    return f"Inferred '{name}' to be of type 'Tensor' because it was not annotated with an explicit type"


def missing_argument(name: str) -> str:
    return f"Argument {name} not provided"


def too_many(most: int, given: int) -> str:
    """Arguments by place; the instance of a method counts."""
    return f"Expected at most {most} arguments but found {given} positional arguments"


def few_for_builtin(name: str, wanted: str, given: int) -> str:
    """``wanted`` is ``at least 1``, ``exactly 2``, ``at most 3``."""
    return f"{name} expected {wanted} argument{'' if wanted == 'exactly 1' else 's'}, got {given}"


def no_attribute(t: object, name: str) -> str:
    return f"'{t}' object has no attribute or method '{name}'"


def no_attribute_to_set(t: object, name: str) -> str:
    return f"Tried to set nonexistent attribute: {no_attribute(t, name)}"


def not_iterable(t: object) -> str:
    return f"'{t}' object is not iterable"


def not_subscriptable(t: object) -> str:
    return f"'{t}' object is not subscriptable"


def annotated_otherwise(name: str, declared: object, got: object) -> str:
    """A value of another type than its name is annotated with."""
    return f"Variable '{name}' is annotated with type {declared} but is being assigned to a value of type {got}"


def wrong_literal(wanted: object, got: object, part: str) -> str:
    """What is written in brackets does not fit the annotation; ``part`` is ``List element``, ``Dict key``, ``Dict value``."""
    kind, _, part = part.partition(" ")
    if kind == "List":
        return f"List type annotation `{wanted}` did not match the types of the given list elements: `{got}`"
    return f"Dict type annotation `{wanted}` did not match the type of an actual {part} type `{got}`"


_CONTAINERS: dict[Any, tuple[str, str, str]] = {  # what Python writes, what is missing, and an example
    list: ("List", "a contained type", "List[int]"),
    dict: ("Dict", "contained types", "Dict[str, int]"),
    tuple: ("Tuple", "a contained type", "Tuple[int, str]"),
    set: ("Set", "a contained type", "Set[int]"),
    typing.Optional: ("Optional", "a contained type", "Optional[int]"),
}


def no_contained_type(annotation: Any) -> str | None:
    """Of ``List`` or ``list`` without brackets; None of everything else."""
    if getattr(annotation, "__args__", None) is not None:  # Tuple[()] has them
        return None
    container = typing.get_origin(annotation) or annotation
    found = next((texts for known, texts in _CONTAINERS.items() if container is known), None)
    if found is None:
        return None
    name, contained, example = found
    return f"Attempted to use {name} without {contained}. Please add {contained}, e.g. {example}"


def dtype_not_checked(name: str) -> str:
    """An annotation that says ``torch.LongTensor``."""
    return f"TorchScript will treat type annotations of Tensor subtypes as Tensor: {name} is taken with any dtype"


def does_not_hold(container: object, element: object, got: object) -> str:
    """A value of another type for a container that is there already."""
    return f"Could not match type {got} to {element}: a value of type {container} cannot hold it"


def derived_object(got: str, wanted: str) -> str:
    got, wanted = got.rpartition(".")[2], wanted.rpartition(".")[2]
    remedy = f"ask isinstance(x, {got}) before isinstance(x, {wanted})"
    return f"a {got} cannot be used as the {wanted} that it is derived from: {remedy}"
