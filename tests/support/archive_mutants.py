"""Archives that are damaged at random: bytes of the file, and bytes of entries in a file that is whole again."""

from __future__ import annotations

import io
import json
import random
import re
from collections.abc import Iterator
from typing import Any

import anabranch as ab
from anabranch.archive.zips import ZipReader, ZipWriter

_NUMBERS = "0 1 -1 2 7 255 65536 4294967295 9223372036854775807 99999999999999999999 1e999 null".split()
_VALUES = [None, True, 0, 1, -1, 2**63, 2**64, -(2**63), 1.5, 1e300, "", "x", [], {}, [[]], "meta", "float32", "int8"]


def outcome(data: bytes) -> str:
    """What loading gives: ``loaded``, or ``refused`` by an ArchiveError.  Anything else is raised, and a fault of ours."""
    try:
        ab.load(io.BytesIO(data))
    except ab.ArchiveError:
        return "refused"
    return "loaded"


def mutant(data: bytes, chance: random.Random) -> bytes:
    kind = chance.randrange(4)
    if kind == 0:
        return _bytes_changed(data, chance)
    return packed_again(data, chance.choice(["manifest.json", "program.txt", "program.txt", "sources.json"]), chance)


def _bytes_changed(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 8])):
        at = chance.choice([chance.randrange(len(changed)), max(0, len(changed) - chance.randrange(1, 400))])
        what = chance.randrange(4)
        if what == 0:
            changed[at] = chance.randrange(256)
        elif what == 1:
            del changed[at : at + chance.randrange(1, 40)]
        elif what == 2:
            changed[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 8)))
        else:
            del changed[at:]
        if not changed:
            break
    return bytes(changed)


def packed_again(data: bytes, name: str, chance: random.Random) -> bytes:
    """The archive with one of its texts changed, its lengths and sums right again."""
    read = ZipReader(data)
    into = io.BytesIO()
    written = ZipWriter(into.write)
    for entry in read:
        content = bytes(read[entry])
        if entry == name:
            content = _text_changed(name, content.decode(), chance).encode("utf-8", "surrogatepass")
        (written.stored if entry.startswith(("data/", "extra/")) else written.deflated)(entry, content)
    written.close()
    return into.getvalue()


def _text_changed(name: str, text: str, chance: random.Random) -> str:
    for _ in range(chance.choice([1, 1, 2, 4])):
        of_json = name.endswith(".json") and chance.random() < 0.8
        text = (_json_changed if of_json else chance.choice([_piece_changed, _lines_changed]))(text, chance)
    return text


def _json_changed(text: str, chance: random.Random) -> str:
    """One value is another of the file, or one of those that hide in gaps of checks."""
    try:
        root = json.loads(text)
    except ValueError:
        return text
    places = list(_places(root))
    if not places:
        return text
    owner, key = chance.choice(places)
    other, at = chance.choice(places)
    value = owner[key]
    tagged = [[value], {"tuple": [value]}, {"set": [value]}, {"dict": [[value, value]]}, {"object": 0}, {"tensor": 0}]
    owner[key] = chance.choice([other[at], chance.choice(_VALUES), chance.choice(tagged)])
    try:
        return json.dumps(root)
    except (ValueError, RecursionError):  # it holds itself
        return text


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    for key in range(len(value)) if isinstance(value, list) else list(value) if isinstance(value, dict) else ():
        yield value, key
        yield from _places(value[key])


def _piece_changed(text: str, chance: random.Random) -> str:
    """One piece is another of its kind: a value, a type, an operator, a number, a text."""
    kind = chance.choice([r"%[\w.]+", r"(?<= : )[\w.\[\]]+", r"\w+::\w+", r"\b\d+\b", r'"[^"]*"', r"[\w.:%]+|[^\w\s]"])
    pieces = list(re.finditer(kind, text))
    if not pieces:
        return text
    piece, other = chance.choice(pieces), chance.choice(pieces).group()
    new = chance.choice([other, other, other, "", piece.group() * 2, chance.choice(_NUMBERS)])
    return text[: piece.start()] + new + text[piece.end() :]


def _lines_changed(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    at, other = chance.randrange(len(lines) or 1), chance.randrange(len(lines) or 1)
    if lines:
        lines[at : at + 1] = chance.choice([[], [lines[at]] * 2, [lines[other]]])
    return "".join(lines)
