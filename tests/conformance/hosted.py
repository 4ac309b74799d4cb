"""Programs for the C++ host: what was saved, and beside it calls with their results, for csrc/host/tests/cases.cpp.

The results are those of the compiled program in this process, which `judge` compares with plain Python's.
"""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Any

import torch

from anabranch.archive.file_names import FileNames
from anabranch.archive.native_program import NativeProgram
from anabranch.archive.tensors import TensorTable
from anabranch.archive.values import ValueWriter
from anabranch.archive.zips import ZipWriter
from anabranch.base.errors import ScriptTypeError
from anabranch.lang import codes
from anabranch.lang.nominal import ClassType
from anabranch.lang.types import ANY
from conformance.comparison import is_future
from conformance.judge import TURNS, Trial, arguments, call, prepare
from conformance.saved import file_of

OTHERWISE = {"language.enum_in_any"}  # a member of an enum is given by name, and in Any that is a string


class NotForCpp(Exception):
    """The program needs Python objects."""


def save(path: Path, jit: Any, folder: Path) -> None:
    prepare()
    trial = Trial(path, jit)
    if trial.has("EXPECT", ("", ""))[0] == "compile" or file_of(path, folder).stem in OTHERWISE:
        return
    compiled = trial.compile()
    jit.save(trial.compile(), file_of(path, folder))  # before any call
    try:
        cases = [case(compiled, producer, i) for _ in TURNS for i, producer in enumerate(trial.inputs)]
    except NotForCpp:
        return
    if cases:
        write(file_of(path, folder).with_suffix(".cases"), cases)


def case(compiled: Any, producer: Any, index: int) -> dict[str, Any]:
    given = arguments(producer, index)
    made: dict[str, Any] = {"arguments": plain(list(given[0])), "named": [(k, plain(v)) for k, v in given[1].items()]}
    try:
        result, _ = call(compiled, given)
        return made | {"error": "", "expected": plain(result)}
    except NotForCpp:
        raise
    except Exception as error:
        return made | {"error": name_of(error), "expected": None}


def name_of(error: Exception) -> str:
    """What C++ calls it: an argument that does not fit is a TypeError there."""
    name: str = getattr(error, "type_name", None) or type(error).__name__
    return "TypeError" if isinstance(error, ScriptTypeError) else name.rpartition(".")[2]


def plain(value: Any) -> Any:
    """As C++ has it: what a future holds, an enum's member by name."""
    if is_future(value):
        return plain(value.wait())
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, codes.NUMBERED):
        return codes.number(value)
    if isinstance(value, list | tuple):
        return (list if isinstance(value, list) else tuple)(map(plain, value))
    if isinstance(value, dict):
        return {plain(k): plain(v) for k, v in value.items()}
    if isinstance(value, torch.Tensor):
        return value.detach().clone().requires_grad_(value.requires_grad)  # as it is now
    if isinstance(value, set) or not isinstance(value, bool | int | float | complex | str | torch.device | None):
        raise NotForCpp
    return value


def write(file: Path, cases: list[dict[str, Any]]) -> None:
    """One object whose attributes are the calls."""
    t = ClassType("__torch__.Cases")
    tensors = TensorTable()
    values = ValueWriter(tensors.number, lambda value: None)
    slots = []
    for i, made in enumerate(cases):
        for name, value in made.items():
            t.add_attribute(f"{name}_{i}", ANY)
            slots.append(values.write(value, None))
    native = NativeProgram({t: t.name}, values, tensors, FileNames()).write(None, [(t, slots)])
    with file.open("wb") as out:
        archive = ZipWriter(out.write)
        archive.stored("native", native)
        tensors.write(archive)
        archive.close()
