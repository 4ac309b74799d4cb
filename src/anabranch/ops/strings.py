"""The methods of ``str``, on code points; where torch.jit differs from Python, Python's meaning is taken."""

from __future__ import annotations

import operator

from .table import own

# Case, and kinds of characters.

own("pure aten::capitalize(str self) -> str", native="str_capitalize")(str.capitalize)
own("pure aten::casefold(str self) -> str", native="str_casefold")(str.casefold)
own("pure aten::lower(str self) -> str", native="str_lower")(str.lower)
own("pure aten::swapcase(str self) -> str", native="str_swapcase")(str.swapcase)
own("pure aten::title(str self) -> str", native="str_title")(str.title)
own("pure aten::upper(str self) -> str", native="str_upper")(str.upper)


@own("pure aten::ascii(str a) -> str", native="str_ascii")
def _ascii(s: str) -> str:
    """Other characters than ASCII's as Python's source writes them."""
    return s.encode("ascii", "backslashreplace").decode("ascii")


own("pure aten::isalnum(str self) -> bool", native="str_isalnum")(str.isalnum)
own("pure aten::isalpha(str self) -> bool", native="str_isalpha")(str.isalpha)
own("pure aten::isascii(str self) -> bool", native="str_isascii")(str.isascii)
own("pure aten::isdecimal(str self) -> bool", native="str_isdecimal")(str.isdecimal)
own("pure aten::isdigit(str self) -> bool", native="str_isdigit")(str.isdigit)
own("pure aten::isidentifier(str self) -> bool", native="str_isidentifier")(str.isidentifier)
own("pure aten::islower(str self) -> bool", native="str_islower")(str.islower)
own("pure aten::isnumeric(str self) -> bool", native="str_isnumeric")(str.isnumeric)
own("pure aten::isprintable(str self) -> bool", native="str_isprintable")(str.isprintable)
own("pure aten::isspace(str self) -> bool", native="str_isspace")(str.isspace)
own("pure aten::istitle(str self) -> bool", native="str_istitle")(str.istitle)
own("pure aten::isupper(str self) -> bool", native="str_isupper")(str.isupper)

# Pieces, and putting them together.

own("pure aten::len.str(str s) -> int", native="str_len")(len)
own("""
    raises aten::__getitem__.str(str s, int index) -> str
    raises prim::StringIndex(str string, int index) -> str
""", native="str_getitem")(operator.getitem)


@own("raises aten::slice.str(str string, int? start=None, int? end=None, int step=1) -> str", native="str_slice")
def _slice(s: str, start: int | None, end: int | None, step: int) -> str:
    return s[start:end:step]


own("pure aten::add.str(str a, str b) -> str", native="str_add")(operator.add)
own("pure aten::mul.str(str a, int n) -> str", native="str_mul")(operator.mul)
own("pure aten::mul.str_right(int n, str a) -> str", native="str_mul_right")(operator.mul)
own("pure aten::join(str self, str[] values) -> str", native="str_join")(str.join)
own("pure aten::list(str t) -> str[]", native="str_characters")(list)
own("pure aten::sorted.characters(str a) -> str[]", native="str_sorted")(sorted)
own("raises aten::partition(str self, str separator) -> (str, str, str)", native="str_partition")(str.partition)
own("raises aten::rpartition(str self, str separator) -> (str, str, str)", native="str_rpartition")(str.rpartition)
own("raises aten::split.str(str self, str? separator=None, int max=-1) -> str[]", native="str_split")(str.split)
own("raises aten::rsplit(str self, str? separator=None, int max=-1) -> str[]", native="str_rsplit")(str.rsplit)
own("pure aten::splitlines(str self, bool keepends=False) -> str[]", native="str_splitlines")(str.splitlines)
own("pure aten::replace(str self, str old, str new, int max=-1) -> str", native="str_replace")(str.replace)

# Searching; an ``end`` of None is the end of the string.

own("pure aten::__contains__.substring(str self, str item) -> bool", native="str_contains")(operator.contains)
own("pure aten::count(str self, str substr, int start=0, int? end=None) -> int", native="str_count")(str.count)
own("pure aten::find(str self, str substr, int start=0, int? end=None) -> int", native="str_find")(str.find)
own("pure aten::rfind(str self, str substr, int start=0, int? end=None) -> int", native="str_rfind")(str.rfind)
own("raises aten::index.str(str self, str substr, int start=0, int? end=None) -> int", native="str_index")(str.index)
own("raises aten::rindex(str self, str substr, int start=0, int? end=None) -> int", native="str_rindex")(str.rindex)
own("pure aten::startswith(str self, str substr, int start=0, int? end=None) -> bool", native="str_startswith")(
    str.startswith
)
own("pure aten::endswith(str self, str substr, int start=0, int? end=None) -> bool", native="str_endswith")(str.endswith)


@own("pure aten::startswith.any(str self, str[] prefixes) -> bool", native="str_startswith_any")
def _starts_with_any(s: str, prefixes: list[str]) -> bool:
    return s.startswith(tuple(prefixes))


@own("pure aten::endswith.any(str self, str[] suffixes) -> bool", native="str_endswith_any")
def _ends_with_any(s: str, suffixes: list[str]) -> bool:
    return s.endswith(tuple(suffixes))


# Trimming and padding.

own("pure aten::strip(str self, str? chars=None) -> str", native="str_strip")(str.strip)
own("pure aten::lstrip(str self, str? chars=None) -> str", native="str_lstrip")(str.lstrip)
own("pure aten::rstrip(str self, str? chars=None) -> str", native="str_rstrip")(str.rstrip)
own("pure aten::removeprefix(str self, str prefix) -> str", native="str_removeprefix")(str.removeprefix)
own("pure aten::removesuffix(str self, str suffix) -> str", native="str_removesuffix")(str.removesuffix)
own('raises aten::center(str self, int width, str fillchar=" ") -> str', native="str_center")(str.center)
own('raises aten::ljust(str self, int width, str fillchar=" ") -> str', native="str_ljust")(str.ljust)
own('raises aten::rjust(str self, int width, str fillchar=" ") -> str', native="str_rjust")(str.rjust)
own("pure aten::zfill(str self, int width) -> str", native="str_zfill")(str.zfill)
own("pure aten::expandtabs(str self, int tabsize=8) -> str", native="str_expandtabs")(str.expandtabs)

# Formatting: a tensor's text depends on the print options.

own("raises reads-state aten::format(str self, ...) -> str", native="str_format")(str.format)
own("raises reads-state aten::percentFormat(str self, ...) -> str", native="str_percent")(lambda s, *args: s % args)
own("""
    raises reads-state aten::format_value(t value, str spec) -> str
    raises reads-state aten::format_value.Tensor(Tensor value, str spec) -> str
""", native="format_value")(format)
