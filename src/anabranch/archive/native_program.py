"""The native part of an archive: programs as the machine runs them, for readers without Python (design/archive.md, csrc/host).

It says again what the rest of the archive says, with graphs as programs; it is never read here.  One pass reads it: whatever is
named by number stands before, but for functions, which are counted first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from ..base.source import Span
from ..bytecode import emit
from ..bytecode.instructions import INSTRUCTIONS, Instruction
from ..bytecode.program import FunctionCode, Instr, Program, PythonCall
from ..frontend.classes.module_types import ModuleType
from ..ir.function import Function
from ..lang.codes import number as code_of
from ..lang.nominal import ClassType
from ..lang.schema import Argument
from ..lang.types import NONE, Type
from ..passes.pipelines import prepared
from .file_names import FileNames
from .native_bytes import Bytes, Texts, signed
from .native_types import TypeTable
from .native_values import ValuePutter
from .tensors import Record, TensorTable
from .values import ValueWriter

VERSION = 1
_MAGIC = b"anabranch native\n"
_ARCHIVED = "archived"  # beside the programs of the backends
_HALVES = {row.name: any(o.place in ("lo", "hi") for o in row.operands) for row in INSTRUCTIONS.values()}
_NO_PLACE = Span("", 0, 0, 0, 0)
Objects = list[tuple[ClassType, list[Any]]]  # the class of each instance, and what is in its slots as the manifest has it


class NativeProgram:
    """``names`` are those that the archive calls types by, ``files`` those of sources."""

    def __init__(self, names: Mapping[Type, str], values: ValueWriter, tensors: TensorTable, files: FileNames) -> None:
        self._texts = Texts()
        self._names = names
        self._tensors = tensors
        self._files = files
        self._types_out = Bytes(self._texts)
        self._types = TypeTable(self._types_out, names, self._put)
        self._values = ValuePutter(values, self._types.number, self._function)
        self._functions: dict[Function, int] = {}
        self._rows: dict[str, int] = {}
        self._file_numbers: dict[str, int] = {}
        self._python_classes: dict[type, int] = {}
        self._lines: dict[tuple[str, int], None] = {}  # that places name

    def _put(self, out: Bytes, value: Any, t: Type) -> None:
        self._values.put(out, value, t)

    def _function(self, function: Function) -> int:
        return self._functions.setdefault(function, len(self._functions))

    def write(self, root: Function | None, objects: Objects) -> bytes:
        """``root`` is the function that was saved; without one it is the first object."""
        number = self._function(root) if root is not None else 0
        for t in [t for t, _ in objects] + [a.type for a in (root.schema.arguments if root is not None else ())]:
            self._types.number(t)
        classes, programs = Bytes(self._texts), Bytes(self._texts)
        count = self._members(classes, programs)
        heads, slots = self._objects(objects)
        parts = [
            self._instruction_rows(), self._source_lines(), self._sizes(len(self._types)), self._types_out,
            self._sizes(len(self._functions)), self._sizes(count), classes, self._tensor_records(), heads, programs, slots,
            self._sizes(int(root is None), number),
        ]  # fmt: skip
        start = [_MAGIC, bytes(self._sizes(VERSION).data), self._texts.write()]
        return b"".join([*start, *(bytes(part.data) for part in parts)])

    def _sizes(self, *numbers: int) -> Bytes:
        out = Bytes(self._texts)
        for number in numbers:
            out.size(number)
        return out

    def _members(self, classes: Bytes, programs: Bytes) -> int:
        """Classes and programs name each other: writes what is met until nothing new is; the number of classes."""
        done_classes = done = 0
        while done_classes < len(self._types.classes) or done < len(self._functions):
            if done_classes < len(self._types.classes):
                self._class(classes, self._types.classes[done_classes])
                done_classes += 1
            else:
                self._program(programs, list(self._functions)[done])
                done += 1
        return done_classes

    # -- classes and objects

    def _class(self, out: Bytes, t: ClassType) -> None:
        out.size(self._types.number(t))
        out.size(int(t.is_module))
        out.text(_entry(t))
        out.sizes(self._lineage(t))
        out.size(len(t.attributes))
        for attribute in t.attributes.values():
            out.text(attribute.name)
            out.size(self._types.number(attribute.type))
        methods = sorted((name, method) for name, method in t.methods.items() if method.is_defined)
        out.size(len(methods))
        for name, method in methods:
            out.text(name)
            out.size(self._function(method))

    def _lineage(self, t: ClassType) -> list[int]:
        """The Python class and its bases, by numbers of this file: for isinstance."""
        bases = t.python_class.__mro__ if t.python_class is not None and not t.is_module else ()
        return [self._python_classes.setdefault(c, len(self._python_classes)) for c in bases]

    def _objects(self, objects: Objects) -> tuple[Bytes, Bytes]:
        heads, slots = Bytes(self._texts), Bytes(self._texts)
        heads.sizes([self._types.number(t) for t, _ in objects])
        for t, values in objects:
            for attribute, value in zip(t.attributes.values(), values, strict=True):
                self._values.put_plain(slots, value, attribute.type)
        return heads, slots

    def _tensor_records(self) -> Bytes:
        out = Bytes(self._texts)
        storages = self._tensors.storages()
        out.size(len(storages))
        for storage in storages:
            out.size(storage["size"])
            out.text(storage["device"])
        out.size(len(self._tensors.records))
        for record in self._tensors.records:
            _tensor(out, record)
        return out

    # -- programs

    def _program(self, out: Bytes, function: Function) -> None:
        program = _emitted(function)
        out.text(_last(function.qualified_name))
        self._signature(out, function)
        out.size(len(program.functions))
        for f in program.functions:
            self._code(out, f)
        out.sizes([(bits & 0xFFFFFF) << 3 | bits >> 24 for bits in program.operands])
        out.size(len(program.constants))
        for c in program.constants:
            t = NONE if c.value is None else c.type
            out.size(self._types.number(t))
            self._put(out, c.value, t)
        for texts in ([s.qualified for s in program.operators], program.kernels, program.names):
            out.size(len(texts))
            for text in texts:
                out.text(text)
        out.sizes([self._function(f) for f in program.callees])
        out.sizes([self._types.number(t) for t in program.classes])
        out.sizes([self._types.number(t) for t in program.types])
        self._spans(out, program.spans)

    def _signature(self, out: Bytes, function: Function) -> None:
        schema = function.schema
        out.size(len(schema.arguments))
        for a in schema.arguments:
            self._argument(out, a)
        out.size(self._types.number(schema.return_type))

    def _argument(self, out: Bytes, a: Argument) -> None:
        out.text(a.name)
        out.size(self._types.number(a.type))
        out.size(int(a.keyword_only))
        out.size(a.size or 0)
        out.size(int(a.has_default))
        if a.has_default:
            self._put(out, [a.default] * a.size if a.size and isinstance(a.default, int | float) else a.default, a.type)

    def _code(self, out: Bytes, f: FunctionCode) -> None:
        out.text(_last(f.name))
        out.size(len(f.params))
        for (bank, register), t in zip(f.params, f.types, strict=True):
            out.size(bank)
            out.size(register)
            out.size(self._types.number(t))
        out.size(f.result)
        out.size(self._types.number(f.result_type))
        out.size(f.n_raw)
        out.size(f.n_values)
        out.size(len(f.code))
        before, place = 0, 0
        row: list[int] = []
        for instr, span in zip(f.code, f.spans, strict=True):
            row += (self._rows.setdefault(instr.op, len(self._rows)), instr.a, instr.b, instr.c)
            if _HALVES[instr.op]:  # the lower one as the distance from that of the instruction before: lists stand in order
                low = instr.lo
                row += (signed(low - before), signed(instr.hi))
                before = low
            else:
                row.append(signed(instr.imm))
            row.append(signed(span - place))
            place = span
        out.row(row)

    def _instruction_rows(self) -> Bytes:
        """What the instructions that are used take, so that a reader sees whether it means the same by them."""
        out = Bytes(self._texts)
        out.size(len(self._rows))
        for name in self._rows:
            out.text(row_text(INSTRUCTIONS[name]))
        return out

    # -- places

    def _spans(self, out: Bytes, spans: list[Span | None]) -> None:
        """Lines as distances: from the place before, and from the beginning."""
        out.size(len(spans))
        line = 0
        row: list[int] = []
        for span in (s or _NO_PLACE for s in spans):
            row += (
                self._file(span.file), signed(span.line - line), span.column,
                signed(span.end_line - span.line), span.end_column,
            )  # fmt: skip
            line = span.line
            if span is not _NO_PLACE:
                self._lines[span.file, line] = None
        out.row(row)

    def _file(self, file: str) -> int:
        if file not in self._file_numbers:
            self._file_numbers[file] = self._texts.number(self._files.of(file))
        return self._file_numbers[file]

    def _source_lines(self) -> Bytes:
        out = Bytes(self._texts)
        out.size(len(self._lines))
        for file, line in self._lines:
            out.row((self._file(file), line, self._texts.number(self._files.line(file, line).strip())))
        return out


def row_text(row: Instruction) -> str:
    """As tools/instructions_header.py writes it for the machine."""
    return " ".join([row.name, *(f"{o.place}{o.direction}{o.kind}" for o in row.operands)])


def _entry(t: ClassType) -> str:
    """The method that a call of a module is."""
    if not isinstance(t, ModuleType):
        return "__call__"
    return t.entry or ("__call__" if t.hooks or t.pre_hooks else "forward")


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _tensor(out: Bytes, record: Record) -> None:
    out.size(code_of(getattr(torch, record["dtype"])))
    out.size(int(record.get("requires_grad", False)))
    out.sizes(record["sizes"])
    out.text(record.get("layout", ""))
    if "layout" in record:
        out.sizes(record["parts"])
        out.size(int(record.get("coalesced", False)))
    else:
        out.sizes(record["strides"])
        out.size(record["offset"])
        out.size(record["storage"])


def _emitted(function: Function) -> Program:
    """Kept with the function: a model that is trained is saved again and again."""
    if _ARCHIVED not in function.executables:
        program = emit(function, prepared(function.graph), checked=True)
        _without_python(program)
        function.executables[_ARCHIVED] = program
    found: Program = function.executables[_ARCHIVED]
    return found


# -- what only Python has


def _without_python(program: Program) -> None:
    """Warnings become the kernel that gives them, exceptions are known by the name of their class alone."""
    for f in program.functions:
        f.code = [_plain(i, program) for i in f.code]
    program.constants = [c if not _is_python(c.value) else type(c)(None, NONE) for c in program.constants]


def _plain(i: Instr, program: Program) -> Instr:
    if i.op == "RAISE":
        return i._replace(a=0, b=0)
    if i.op != "PYCALL":
        return i
    if "aten::warn" not in program.kernels:
        program.kernels.append("aten::warn")
    return Instr("KERNEL", i.a, i.b, i.c, i.imm & 0xFFFFFFFF | program.kernels.index("aten::warn") << 32)


def _is_python(value: Any) -> bool:
    return isinstance(value, PythonCall | type)
