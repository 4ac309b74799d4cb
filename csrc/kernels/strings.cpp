// The methods of `str`, on code points.
#include "arith.h"
#include "formatting.h"

#include "text/code_points.h"
#include "text/pieces.h"
#include "text/unicode.h"

namespace anabranch::kernels {
namespace {

using std::string;
using std::string_view;

const string& str(const IValue& v) { return v.toStringRef(); }

IValue string_list(const text::Pieces& items) {
  c10::List<string> list;
  list.reserve(items.size());
  for (const string_view s : items) list.push_back(string(s));
  return list;
}
template <class Test>
bool every(const string& s, Test test) { return !s.empty() && text::all_of(s, test); }
bool all_are(const string& s, int flags) {
  return every(s, [flags](uint32_t c) { return text::is(c, flags); });
}

// --- case and classes

KERNEL(str_upper) { *out = text::upper(str(args[0])); }
KERNEL(str_lower) { *out = text::lower(str(args[0])); }
KERNEL(str_casefold) { *out = text::folded(str(args[0])); }
KERNEL(str_swapcase) { *out = text::swapped_case(str(args[0])); }
KERNEL(str_capitalize) { *out = text::capitalized(str(args[0])); }
KERNEL(str_title) { *out = text::titled(str(args[0])); }
KERNEL(str_ascii) {
  string r;
  const string& s = str(args[0]);
  for (size_t at = 0; at < s.size(); at = text::next(s, at)) {
    const uint32_t c = text::decode(string_view(s).substr(at));
    char escape[16];
    std::snprintf(escape, sizeof escape, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
    if (c < 0x80) text::append(r, c);
    else r += escape;
  }
  *out = r;
}
KERNEL(str_isalnum) { *out = every(str(args[0]), text::is_alphanumeric); }
KERNEL(str_isalpha) { *out = all_are(str(args[0]), text::Alpha); }
KERNEL(str_isdigit) { *out = all_are(str(args[0]), text::Digit); }
KERNEL(str_isdecimal) { *out = all_are(str(args[0]), text::Decimal); }
KERNEL(str_isnumeric) { *out = all_are(str(args[0]), text::Numeric); }
KERNEL(str_isspace) { *out = all_are(str(args[0]), text::Space); }
KERNEL(str_isprintable) { *out = str(args[0]).empty() || all_are(str(args[0]), text::Printable); }
KERNEL(str_isidentifier) { *out = text::is_identifier(str(args[0])); }
KERNEL(str_islower) { *out = text::is_lower(str(args[0])); }
KERNEL(str_isupper) { *out = text::is_upper(str(args[0])); }
KERNEL(str_istitle) { *out = text::is_titled(str(args[0])); }
KERNEL(str_isascii) { *out = text::is_ascii(str(args[0])); }

// --- pieces

KERNEL(str_len) { *out = text::length(str(args[0])); }
KERNEL(str_getitem) {
  const string& s = str(args[0]);
  const int64_t at = wrap_index(args[1].toInt(), text::length(s), "string index out of range");
  *out = string(text::range(s, at, at + 1));
}
KERNEL(str_characters) { *out = string_list(text::characters(str(args[0]))); }
KERNEL(str_sorted) {
  auto all = text::characters(str(args[0]));
  std::sort(all.begin(), all.end());  // UTF-8 keeps the order of code points
  *out = string_list(all);
}
std::optional<int64_t> optional_int(const IValue& v) { return v.isNone() ? std::nullopt : std::optional(v.toInt()); }
KERNEL(str_slice) {
  const int64_t step = args[3].isNone() ? 1 : args[3].toInt();
  if (step == 0) value_error("slice step cannot be zero");
  *out = text::sliced(str(args[0]), optional_int(args[1]), optional_int(args[2]), step);
}
KERNEL(str_add) {
  string s = str(args[0]);
  s += str(args[1]);
  *out = std::move(s);
}
KERNEL(str_mul) { *out = text::repeated(str(args[0]), args[1].toInt()); }
KERNEL(str_mul_right) { *out = text::repeated(str(args[1]), args[0].toInt()); }
KERNEL(str_join) {
  string r;
  bool first = true;
  const ListView items(args[1]);
  for (const IValue& item : items) {
    if (!first) r += str(args[0]);
    r += str(item);
    first = false;
  }
  *out = std::move(r);
}

// --- searching

struct Window {  // the [start, end) part that find and its kin look at
  string_view part;
  int64_t start;
  bool valid;  // a start beyond the end finds nothing, not even ""
};
Window window(const IValue* args, size_t n) {
  const string& s = str(args[0]);
  const int64_t size = text::length(s);
  const int64_t given = n > 2 ? args[2].toInt() : 0;
  const int64_t start = text::clamp_index(given, size);
  const int64_t end = n > 3 && !args[3].isNone() ? text::clamp_index(args[3].toInt(), size) : size;
  if (given > size || start > end) return {{}, start, false};
  return {text::range(s, start, end), start, true};
}
int64_t found(const Window& w, size_t byte) {
  return !w.valid || byte == string_view::npos ? -1 : w.start + text::position(w.part, byte);
}
int64_t find(const IValue* args, size_t n) { const Window w = window(args, n); return found(w, w.part.find(str(args[1]))); }
int64_t rfind(const IValue* args, size_t n) { const Window w = window(args, n); return found(w, w.part.rfind(str(args[1]))); }
int64_t must_find(int64_t at) {
  if (at < 0) value_error("substring not found");
  return at;
}
KERNEL(str_find) { *out = find(args, n); }
KERNEL(str_rfind) { *out = rfind(args, n); }
KERNEL(str_index) { *out = must_find(find(args, n)); }
KERNEL(str_rindex) { *out = must_find(rfind(args, n)); }
KERNEL(str_count) {
  const Window w = window(args, n);
  const string& what = str(args[1]);
  int64_t times = 0;
  if (w.valid && what.empty()) times = text::length(w.part) + 1;
  else if (w.valid) {
    for (size_t at = w.part.find(what); at != string_view::npos; at = w.part.find(what, at + what.size())) ++times;
  }
  *out = times;
}
bool begins(string_view s, string_view what) { return s.substr(0, what.size()) == what; }
bool ends(string_view s, string_view what) { return s.size() >= what.size() && s.substr(s.size() - what.size()) == what; }
KERNEL(str_startswith) { const Window w = window(args, n); *out = w.valid && begins(w.part, str(args[1])); }
KERNEL(str_endswith) { const Window w = window(args, n); *out = w.valid && ends(w.part, str(args[1])); }
KERNEL(str_startswith_any) {
  const ListView all(args[1]);
  *out = std::any_of(all.begin(), all.end(), [&](const IValue& p) { return begins(str(args[0]), str(p)); });
}
KERNEL(str_endswith_any) {
  const ListView all(args[1]);
  *out = std::any_of(all.begin(), all.end(), [&](const IValue& p) { return ends(str(args[0]), str(p)); });
}
KERNEL(str_contains) { *out = str(args[0]).find(str(args[1])) != string::npos; }
KERNEL(str_removeprefix) {
  const string& s = str(args[0]);
  *out = begins(s, str(args[1])) ? s.substr(str(args[1]).size()) : s;
}
KERNEL(str_removesuffix) {
  const string& s = str(args[0]);
  *out = ends(s, str(args[1])) ? s.substr(0, s.size() - str(args[1]).size()) : s;
}

// --- taking apart

IValue three(string a, string b, string c, IValue* out) {
  out[0] = std::move(a);
  out[1] = std::move(b);
  out[2] = std::move(c);
  return {};
}
void partition(const IValue* args, IValue* out, bool last) {
  const string s = str(args[0]), separator = str(args[1]);
  if (separator.empty()) value_error("empty separator");
  const size_t at = last ? s.rfind(separator) : s.find(separator);
  if (at == string::npos) last ? three("", "", s, out) : three(s, "", "", out);
  else three(s.substr(0, at), separator, s.substr(at + separator.size()), out);
}
KERNEL(str_partition) { partition(args, out, false); }
KERNEL(str_rpartition) { partition(args, out, true); }

const string& separator(const IValue& v) {
  if (str(v).empty()) value_error("empty separator");
  return str(v);
}
KERNEL(str_split) {
  const string& s = str(args[0]);
  const int64_t max = args[2].toInt();
  *out = string_list(args[1].isNone() ? text::split_space(s, max) : text::split_at(s, separator(args[1]), max));
}
KERNEL(str_rsplit) {
  const string& s = str(args[0]);
  const int64_t max = args[2].toInt();
  *out = string_list(args[1].isNone() ? text::rsplit_space(s, max) : text::rsplit_at(s, separator(args[1]), max));
}
KERNEL(str_splitlines) { *out = string_list(text::lines(str(args[0]), args[1].toBool())); }
KERNEL(str_replace) { *out = text::replaced(str(args[0]), str(args[1]), str(args[2]), args[3].toInt()); }

// --- trimming and padding

IValue strip(const IValue* args, bool left, bool right) {
  const auto characters = args[1].isNone() ? std::nullopt : std::optional(string_view(str(args[1])));
  return string(text::stripped(str(args[0]), characters, left, right));
}
KERNEL(str_strip) { *out = strip(args, true, true); }
KERNEL(str_lstrip) { *out = strip(args, true, false); }
KERNEL(str_rstrip) { *out = strip(args, false, true); }

const string& fill_of(const IValue& v) {
  if (text::length(str(v)) != 1) raise("TypeError", "The fill character must be exactly one character long");
  return str(v);
}
int64_t missing(const IValue* args) { return std::max<int64_t>(0, args[1].toInt() - text::length(str(args[0]))); }
KERNEL(str_ljust) { *out = str(args[0]) + text::repeated(fill_of(args[2]), missing(args)); }
KERNEL(str_rjust) { *out = text::repeated(fill_of(args[2]), missing(args)) + str(args[0]); }
KERNEL(str_center) {
  const int64_t all = missing(args), left = all / 2 + (all & args[1].toInt() & 1);  // CPython's choice of the odd one
  *out = text::repeated(fill_of(args[2]), left) + str(args[0]) + text::repeated(fill_of(args[2]), all - left);
}
KERNEL(str_zfill) {
  const string& s = str(args[0]);
  const bool sign = !s.empty() && (s[0] == '-' || s[0] == '+');
  *out = s.substr(0, sign) + text::repeated("0", missing(args)) + s.substr(sign);
}
KERNEL(str_expandtabs) { *out = text::with_spaces_for_tabs(str(args[0]), args[1].toInt()); }

// --- formatting

KERNEL(str_format) { *out = format(str(args[0]), args + 1, n - 1); }
KERNEL(str_percent) { *out = percent_format(str(args[0]), args + 1, n - 1); }
KERNEL(format_value) { *out = formatted(args[0], str(args[1])); }

}  // namespace
}  // namespace anabranch::kernels
