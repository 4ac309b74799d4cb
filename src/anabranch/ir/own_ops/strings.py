"""The methods of ``str``, on code points; where torch.jit differs from Python, Python's meaning is taken."""

ROWS = r"""
aten::__getitem__.str(str s, int index) -> str
aten::capitalize(str self) -> str
aten::center(str self, int width, str fillchar=" ") -> str
aten::count(str self, str substr, int start=0, int? end=None) -> int
aten::endswith(str self, str substr, int start=0, int? end=None) -> bool
aten::expandtabs(str self, int tabsize=8) -> str
aten::find(str self, str substr, int start=0, int? end=None) -> int
aten::format(str self, ...) -> str
aten::get_autocast_dtype(str device_type) -> ScalarType
aten::index.str(str self, str substr, int start=0, int? end=None) -> int
aten::isalnum(str self) -> bool
aten::isalpha(str self) -> bool
aten::isdecimal(str self) -> bool
aten::isdigit(str self) -> bool
aten::isidentifier(str self) -> bool
aten::islower(str self) -> bool
aten::isnumeric(str self) -> bool
aten::isprintable(str self) -> bool
aten::isspace(str self) -> bool
aten::istitle(str self) -> bool
aten::isupper(str self) -> bool
aten::join(str self, str[] values) -> str
aten::len.str(str s) -> int
aten::list(str t) -> str[]
aten::ljust(str self, int width, str fillchar=" ") -> str
aten::lower(str self) -> str
aten::lstrip(str self, str? chars=None) -> str
aten::partition(str self, str separator) -> (str, str, str)
aten::percentFormat(str self, ...) -> str
aten::replace(str self, str old, str new, int max=-1) -> str
aten::rfind(str self, str substr, int start=0, int? end=None) -> int
aten::rindex(str self, str substr, int start=0, int? end=None) -> int
aten::rjust(str self, int width, str fillchar=" ") -> str
aten::rpartition(str self, str separator) -> (str, str, str)
aten::rsplit(str self, str? separator=None, int max=-1) -> str[]
aten::rstrip(str self, str? chars=None) -> str
aten::slice.str(str string, int? start=None, int? end=None, int step=1) -> str
aten::split.str(str self, str? separator=None, int max=-1) -> str[]
aten::splitlines(str self, bool keepends=False) -> str[]
aten::startswith(str self, str substr, int start=0, int? end=None) -> bool
aten::strip(str self, str? chars=None) -> str
aten::swapcase(str self) -> str
aten::title(str self) -> str
aten::upper(str self) -> str
aten::zfill(str self, int width) -> str
prim::StringIndex(str string, int index) -> str

# Our own.
aten::__contains__.substring(str self, str item) -> bool
aten::mul.str(str a, int n) -> str
aten::mul.str_right(int n, str a) -> str
aten::removeprefix(str self, str prefix) -> str
aten::removesuffix(str self, str suffix) -> str
aten::casefold(str self) -> str
aten::isascii(str self) -> bool
aten::startswith.any(str self, str[] prefixes) -> bool
aten::endswith.any(str self, str[] suffixes) -> bool
aten::format_value(t value, str spec) -> str
prim::min.str(str a, str b) -> str
prim::max.str(str a, str b) -> str
aten::sorted.characters(str self) -> str[]
"""
