"""Strings to try: every Unicode category, what special rules are about, and almost-right numbers, specs and formats."""

from __future__ import annotations

import functools
import random
import sys
import unicodedata

# Characters that case mapping, splitting or reading digits has its own rules for.
SPECIAL = (
    "ßẞİıŉǰΐΰσςΣᾳᾼﬁﬃǅǆǄ\u0307\u0345\u0301\u00ad\u1e9e\u0130\u13a0\uab70\u10a0\u2d00"
    "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2028\u2029\u3000\ufeff\u200b\x00\x7f\ud7ff\ue000\uffff\U0010ffff"
    "０１９٣۴߀²½Ⅷ一十𝟙🄰ªº·\u0387ǈ'\"\\{}%:!"
)
PLAIN = "aAbBzZ019 _-.xyz"
SURROGATES = "Cs"  # no UTF-8: they cannot be passed to a program


@functools.cache
def by_category() -> dict[str, list[str]]:
    """All characters, by their category; those a program cannot be given are left out."""
    found: dict[str, list[str]] = {}
    for c in map(chr, range(sys.maxunicode + 1)):
        found.setdefault(unicodedata.category(c), []).append(c)
    del found[SURROGATES]
    return found


class Texts:
    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def character(self) -> str:
        kind = self.rng.random()
        if kind < 0.45:
            return self.rng.choice(PLAIN)
        if kind < 0.7:
            return self.rng.choice(SPECIAL)
        categories = by_category()
        return self.rng.choice(categories[self.rng.choice(sorted(categories))])

    def text(self, longest: int = 9) -> str:
        if self.rng.random() < 0.25:  # few characters, so that parts are found again
            return "".join(self.rng.choices("ab ", k=self.rng.randrange(longest)))
        return "".join(self.character() for _ in range(self.rng.randrange(longest)))

    def one_of(self, *patterns: str) -> str:
        """A text of the characters of one pattern, which is a list of words."""
        words = self.rng.choice(patterns).split(" ")
        return "".join(self.rng.choice(words) for _ in range(self.rng.randrange(1, 7)))

    def number(self) -> str:
        made = self.one_of(
            "0 1 9 _ - + 0x 0b 0o f e",
            "1 2 9 0 . e - + _ 1 2 3",
            "inf nan infinity - + INF NaN j",
            "1 2 . j + - e ( ) j",
            "１ ٣ ۴ 9 _",
            "9223372036854775807 9223372036854775808 - 0 _",
            "1 e 308 309 - 324 . 4.9",
            "1 5 7 0 3",
        )
        around = self.rng.choice(["", "", "", " ", "\n", "\u2003", "\x1f", self.character()])
        return around + made + self.rng.choice(["", around])

    def spec(self) -> str:
        """A format spec that is right more often than not."""
        pick = self.rng.choice
        fill = pick(["", "", "", "*", "0", "é", "{", "😀"])
        align = pick(["", "", "<", ">", "^", "="])
        width, precision = pick(["", "", "0", "1", "8", "08", "23"]), pick(["", "", ".0", ".1", ".3", ".17", ".", ".25"])
        kind = pick(["", "", "d", "f", "F", "e", "E", "g", "G", "%", "x", "X", "#x", "b", "o", "c", "n", "s", "q"])
        sign, alternate = pick(["", "", "+", "-", " "]), pick(["", "", "", "#"])
        return (fill if align else "") + align + sign + alternate + width + pick(["", "", ",", "_"]) + precision + kind

    def format(self, count: int) -> str:
        """For str.format with so many arguments: fields that nest, count by themselves or are numbered, and broken ones."""
        if self.rng.random() < 0.1:
            return self.one_of("{ } : ! { } 0 a {} }} {{ . [ ]")
        numbered = self.rng.random() < 0.5
        return "".join(
            self.field(count, numbered) + self.rng.choice(["", " ", "é", "{{", "}}"]) for _ in range(self.rng.randrange(4))
        )

    def field(self, count: int, numbered: bool) -> str:
        def name() -> str:
            return str(self.rng.randrange(max(count, 1) + (self.rng.random() < 0.1))) if numbered else ""

        pick, first = self.rng.choice, name()
        after = pick(["", "", "", "", "[0]", "[-1]", "[a]", ".real", ".x", "[9]"])
        conversion = pick(["", "", "", "!r", "!s", "!a", "!q"])
        spec = pick(
            ["", "", ":" + self.spec().replace("{", ""), f":{{{name()}}}", f":>{{{name()}}}", f":{{{name()}}}.{{{name()}}}"]
        )
        return "{" + first + after + conversion + spec + "}"

    def percent(self) -> str:
        pick = self.rng.choice
        parts = []
        for _ in range(self.rng.randrange(4)):
            flags, width, precision = (
                pick(["", "", "-", "+", " ", "#", "0", "-0"]),
                pick(["", "5", "12", "*"]),
                pick(["", "", ".2", ".0", ".*", "."]),
            )
            parts += ["%" + flags + width + precision + pick("sdifFeEgGrxXocaq%u"), pick(["", " ", "%%", "é"])]
        return "".join(parts)
