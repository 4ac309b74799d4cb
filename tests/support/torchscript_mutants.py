"""Files of torch.jit.save that are damaged at random: bytes of the file, and pickles and code in a file that is whole again."""

from __future__ import annotations

import io
import random
import re
import zipfile
from typing import Any

import anabranch as ab
from support.torchscript_files import changed

Words = list[bytes]
_TOKENS = re.compile(rb"\w+|\s+|.")
_ODD: Words = [
    b"0", b"-1", b"9223372036854775807", b"99999999999999999999", b"1e999", b"None", b"Tensor", b"int", b"List[int]", b"Any",
    b"Optional[Tensor]", b"self", b"inf", b'"x"', b"[]", b"{}", b"()", b"CONSTANTS.c0", b"CONSTANTS.c9", b"__torch__",
    b"torch", b"annotate", b"unchecked_cast", b"uninitialized", b"isinstance", b"getattr", b"fork", b"ops.prim.data", b"pass",
    b"__new__", b"forward", b"__init__", b"Module", b"Enum", b"NamedTuple", b"(((((", b"lambda", b"import", b"yield", b"\n",
    b"    ", b"\xff",
]  # fmt: skip
_OPCODES = b"\x80(N\x88\x89KMJ\x8aGXc)\x85\x86\x87t]ae}suqrhj\x81bRQ0.V"


def outcome(data: bytes) -> str:
    """``refused``, or ``loaded`` with all of its code compiled; refusals are ArchiveError and CompileError.  Anything else is
    raised, and a fault of ours."""
    try:
        loaded = ab.load(io.BytesIO(data))
        _compile(loaded)
    except (ab.ArchiveError, ab.CompileError):
        return "refused"
    return "loaded"


def _compile(module: Any) -> None:
    for inner in module.modules():
        for method in inner._type.methods.values():
            _ = method.graph


def mutant(data: bytes, chance: random.Random) -> bytes:
    kind = chance.randrange(6)
    if kind == 0:
        return _bytes_changed(data, chance)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name.partition("/")[2] for name in archive.namelist()]
    if kind < 3:
        return changed(data, {chance.choice(["data.pkl", "constants.pkl"]): lambda pickled: _pickle_changed(pickled, chance)})
    if kind == 3:
        debug = [n for n in names if n.endswith(".debug_pkl")] + ["version", "byteorder"]
        return changed(data, {chance.choice(debug): lambda content: _bytes_changed(content, chance)})
    code = chance.choice([n for n in names if n.endswith(".py")])
    return changed(data, {code: lambda text: _code_changed(text, chance)})


def _bytes_changed(data: bytes, chance: random.Random) -> bytes:
    new = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 8])):
        at = chance.choice([chance.randrange(len(new) + 1), max(0, len(new) - chance.randrange(1, 400))])
        what = chance.randrange(4)
        if what == 0:
            new[at : at + 1] = bytes([chance.randrange(256)])
        elif what == 1:
            del new[at : at + chance.randrange(1, 40)]
        elif what == 2:
            new[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 8)))
        elif chance.random() < 0.1:
            del new[at:]
    return bytes(new)


def _pickle_changed(data: bytes, chance: random.Random) -> bytes:
    """Opcodes, numbers and stretches of it: values come twice, and where others should be."""
    new = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 4])):
        at, end = sorted(chance.randrange(len(new)) for _ in range(2))
        what = chance.randrange(5)
        if what == 0:
            new[at] = chance.choice(_OPCODES)
        elif what == 1:
            new[at] = chance.randrange(256)
        elif what == 2:
            new[at:at] = new[at : min(end, at + 60)]
        elif what == 3:
            del new[at : min(end, at + 20)]
        else:
            new[at:at] = bytes([chance.choice(_OPCODES)])
    return bytes(new)


def _code_changed(text: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice([1, 1, 2, 4])):
        text = chance.choice([_words_changed, _words_changed, _lines_changed])(text, chance)
    return text


def _words_changed(text: bytes, chance: random.Random) -> bytes:
    words: Words = _TOKENS.findall(text)
    if not words:
        return text
    at = chance.randrange(len(words))
    what = chance.randrange(4)
    if what == 0:
        words[at] = chance.choice(words)
    elif what == 1:
        words[at] = chance.choice(_ODD)
    elif what == 2:
        del words[at]
    else:
        words.insert(at, chance.choice(words + _ODD))
    return b"".join(words)


def _lines_changed(text: bytes, chance: random.Random) -> bytes:
    lines = text.splitlines(keepends=True)
    if not lines:
        return text
    at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    what = chance.randrange(4)
    if what == 0:
        del lines[at]
    elif what == 1:
        lines[at], lines[other] = lines[other], lines[at]
    elif what == 2:
        lines.insert(at, lines[other])
    else:
        lines[at] = lines[other]
    return b"".join(lines)
