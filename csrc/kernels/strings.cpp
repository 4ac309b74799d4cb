// The methods of `str` on code points. ASCII is done here; what needs Unicode's tables asks Python's own kernel.
#include "arith.h"
#include "python_kernel.h"
#include "text.h"

namespace anabranch::kernels {
namespace {

using std::string;
using std::string_view;

const string& str(const IValue& v) { return v.toStringRef(); }
bool space(char c) { return c == ' ' || (c >= '\t' && c <= '\r') || (c >= '\x1c' && c <= '\x1f'); }
bool upper(char c) { return c >= 'A' && c <= 'Z'; }
bool lower(char c) { return c >= 'a' && c <= 'z'; }
bool alpha(char c) { return upper(c) || lower(c); }
bool digit(char c) { return c >= '0' && c <= '9'; }
char to_upper(char c) { return lower(c) ? static_cast<char>(c - 32) : c; }
char to_lower(char c) { return upper(c) ? static_cast<char>(c + 32) : c; }

IValue string_list(std::vector<string> items) {
  c10::List<string> list;
  list.reserve(items.size());
  for (string& s : items) list.push_back(std::move(s));
  return list;
}

// --- case and classes: ASCII here, the rest through Python

#define ASCII_OR_PYTHON(name, expression)                                                        \
  KERNELS(name) {                                                                                \
    const string& s = str(args[0]);                                                              \
    if (!text::is_ascii(s)) return call_python_kernel(name, args, n, out);                       \
    *out = expression;                                                                           \
  }
template <class F>
string mapped(string s, F f) {
  std::transform(s.begin(), s.end(), s.begin(), f);
  return s;
}
template <class F>
bool every(const string& s, F f) { return !s.empty() && std::all_of(s.begin(), s.end(), f); }
string capitalized(string s) {
  s = mapped(std::move(s), to_lower);
  if (!s.empty()) s[0] = to_upper(s[0]);
  return s;
}
string titled(string s) {
  bool inside = false;
  for (char& c : s) {
    c = inside ? to_lower(c) : to_upper(c);
    inside = alpha(c);
  }
  return s;
}
bool is_titled(const string& s) {
  bool inside = false, cased = false;
  for (char c : s) {
    if ((upper(c) && inside) || (lower(c) && !inside)) return false;
    inside = alpha(c);
    cased |= inside;
  }
  return cased;
}
bool is_identifier(const string& s) {
  const auto part = [](char c) { return alpha(c) || digit(c) || c == '_'; };
  return every(s, part) && !digit(s[0]);
}
ASCII_OR_PYTHON("aten::upper", mapped(s, to_upper))
ASCII_OR_PYTHON("aten::lower", mapped(s, to_lower))
ASCII_OR_PYTHON("aten::casefold", mapped(s, to_lower))
ASCII_OR_PYTHON("aten::swapcase", mapped(s, [](char c) { return upper(c) ? to_lower(c) : to_upper(c); }))
ASCII_OR_PYTHON("aten::capitalize", capitalized(s))
ASCII_OR_PYTHON("aten::title", titled(s))
ASCII_OR_PYTHON("aten::isalnum", every(s, [](char c) { return alpha(c) || digit(c); }))
ASCII_OR_PYTHON("aten::isalpha", every(s, alpha))
ASCII_OR_PYTHON("aten::isdigit", every(s, digit))
ASCII_OR_PYTHON("aten::isdecimal", every(s, digit))
ASCII_OR_PYTHON("aten::isnumeric", every(s, digit))
ASCII_OR_PYTHON("aten::isspace", every(s, space))
ASCII_OR_PYTHON("aten::isprintable", std::all_of(s.begin(), s.end(), [](char c) { return c >= ' ' && c < 127; }))
ASCII_OR_PYTHON("aten::isidentifier", is_identifier(s))
ASCII_OR_PYTHON("aten::islower", std::any_of(s.begin(), s.end(), lower) && std::none_of(s.begin(), s.end(), upper))
ASCII_OR_PYTHON("aten::isupper", std::any_of(s.begin(), s.end(), upper) && std::none_of(s.begin(), s.end(), lower))
ASCII_OR_PYTHON("aten::istitle", is_titled(s))
KERNELS("aten::isascii") { *out = text::is_ascii(str(args[0])); }

// --- pieces

KERNELS("aten::len.str") { *out = text::length(str(args[0])); }
KERNELS("aten::__getitem__.str", "prim::StringIndex") {
  const string& s = str(args[0]);
  const int64_t at = wrap_index(args[1].toInt(), text::length(s), "string index out of range");
  *out = string(text::range(s, at, at + 1));
}
std::vector<string> characters(const string& s) {
  std::vector<string> r;
  for (size_t at = 0; at < s.size();) {
    const size_t end = text::next(s, at);
    r.emplace_back(s, at, end - at);
    at = end;
  }
  return r;
}
KERNELS("aten::list") { *out = string_list(characters(str(args[0]))); }
KERNELS("aten::sorted.characters") {
  auto all = characters(str(args[0]));
  std::sort(all.begin(), all.end());  // UTF-8 keeps the order of code points
  *out = string_list(std::move(all));
}
KERNELS("aten::slice.str") {
  const string& s = str(args[0]);
  const int64_t size = text::length(s), step = args[3].isNone() ? 1 : args[3].toInt();
  if (step == 0) value_error("slice step cannot be zero");
  if (step != 1) return call_python_kernel("aten::slice.str", args, n, out);
  const int64_t start = args[1].isNone() ? 0 : text::clamp_index(args[1].toInt(), size);
  const int64_t end = args[2].isNone() ? size : text::clamp_index(args[2].toInt(), size);
  *out = start < end ? string(text::range(s, start, end)) : string();
}
KERNELS("aten::add.str") {
  string s = str(args[0]);
  s += str(args[1]);
  *out = std::move(s);
}
string repeated(const string& s, int64_t times) {
  string r;
  if (s.empty() || times <= 0) return r;
  if (static_cast<uint64_t>(times) > r.max_size() / s.size()) throw std::bad_alloc();
  r.reserve(s.size() * static_cast<size_t>(times));
  for (int64_t i = 0; i < times; ++i) r += s;
  return r;
}
KERNELS("aten::mul.str") { *out = repeated(str(args[0]), args[1].toInt()); }
KERNELS("aten::mul.str_right") { *out = repeated(str(args[1]), args[0].toInt()); }
KERNELS("aten::join") {
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
KERNELS("aten::find") { *out = find(args, n); }
KERNELS("aten::rfind") { *out = rfind(args, n); }
KERNELS("aten::index.str") { *out = must_find(find(args, n)); }
KERNELS("aten::rindex") { *out = must_find(rfind(args, n)); }
KERNELS("aten::count") {
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
KERNELS("aten::startswith") { const Window w = window(args, n); *out = w.valid && begins(w.part, str(args[1])); }
KERNELS("aten::endswith") { const Window w = window(args, n); *out = w.valid && ends(w.part, str(args[1])); }
KERNELS("aten::startswith.any") {
  const ListView all(args[1]);
  *out = std::any_of(all.begin(), all.end(), [&](const IValue& p) { return begins(str(args[0]), str(p)); });
}
KERNELS("aten::endswith.any") {
  const ListView all(args[1]);
  *out = std::any_of(all.begin(), all.end(), [&](const IValue& p) { return ends(str(args[0]), str(p)); });
}
KERNELS("aten::__contains__.substring") { *out = str(args[0]).find(str(args[1])) != string::npos; }
KERNELS("aten::removeprefix") {
  const string& s = str(args[0]);
  *out = begins(s, str(args[1])) ? s.substr(str(args[1]).size()) : s;
}
KERNELS("aten::removesuffix") {
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
KERNELS("aten::partition") { partition(args, out, false); }
KERNELS("aten::rpartition") { partition(args, out, true); }

std::vector<string> split_space(string_view s, int64_t max) {
  std::vector<string> r;
  size_t at = 0;
  while (true) {
    while (at < s.size() && space(s[at])) ++at;
    if (at == s.size()) return r;
    size_t end = at;
    const bool rest = max >= 0 && static_cast<int64_t>(r.size()) == max;
    if (rest) {
      end = s.size();
      while (space(s[end - 1])) --end;
    } else {
      while (end < s.size() && !space(s[end])) ++end;
    }
    r.emplace_back(s.substr(at, end - at));
    if (rest) return r;
    at = end;
  }
}
std::vector<string> split_at(string_view s, const string& separator, int64_t max) {
  std::vector<string> r;
  size_t from = 0;
  while (max < 0 || static_cast<int64_t>(r.size()) < max) {
    const size_t at = s.find(separator, from);
    if (at == string_view::npos) break;
    r.emplace_back(s.substr(from, at - from));
    from = at + separator.size();
  }
  r.emplace_back(s.substr(from));
  return r;
}
std::vector<string> rsplit_at(string_view s, const string& separator, int64_t max) {
  std::vector<string> r;
  while (max < 0 || static_cast<int64_t>(r.size()) < max) {
    const size_t at = s.rfind(separator);
    if (at == string_view::npos) break;
    r.emplace_back(s.substr(at + separator.size()));
    s = s.substr(0, at);
  }
  r.emplace_back(s);
  std::reverse(r.begin(), r.end());
  return r;
}
KERNELS("aten::split.str") {
  const string& s = str(args[0]);
  if (args[1].isNone()) {
    if (!text::is_ascii(s)) return call_python_kernel("aten::split.str", args, n, out);
    *out = string_list(split_space(s, args[2].toInt()));
    return;
  }
  if (str(args[1]).empty()) value_error("empty separator");
  *out = string_list(split_at(s, str(args[1]), args[2].toInt()));
}
KERNELS("aten::rsplit") {
  if (args[1].isNone()) return call_python_kernel("aten::rsplit", args, n, out);
  if (str(args[1]).empty()) value_error("empty separator");
  *out = string_list(rsplit_at(str(args[0]), str(args[1]), args[2].toInt()));
}
KERNELS("aten::splitlines") { call_python_kernel("aten::splitlines", args, n, out); }
KERNELS("aten::replace") {
  const string &s = str(args[0]), &old = str(args[1]);
  if (old.empty()) return call_python_kernel("aten::replace", args, n, out);
  const auto parts = split_at(s, old, args[3].toInt());
  string r = parts[0];
  for (size_t i = 1; i < parts.size(); ++i) r += str(args[2]) + parts[i];
  *out = std::move(r);
}

// --- trimming and padding

void strip(const char* name, IValue* args, size_t n, IValue* out, bool left, bool right) {
  const string& s = str(args[0]);
  if (!text::is_ascii(s) || (args[1].isString() && !text::is_ascii(str(args[1])))) {
    return call_python_kernel(name, args, n, out);
  }
  const auto dropped = [&](char c) { return args[1].isNone() ? space(c) : str(args[1]).find(c) != string::npos; };
  size_t from = 0, to = s.size();
  while (left && from < to && dropped(s[from])) ++from;
  while (right && to > from && dropped(s[to - 1])) --to;
  *out = s.substr(from, to - from);
}
KERNELS("aten::strip") { strip("aten::strip", args, n, out, true, true); }
KERNELS("aten::lstrip") { strip("aten::lstrip", args, n, out, true, false); }
KERNELS("aten::rstrip") { strip("aten::rstrip", args, n, out, false, true); }

const string& fill_of(const IValue& v) {
  if (text::length(str(v)) != 1) raise("TypeError", "The fill character must be exactly one character long");
  return str(v);
}
int64_t missing(const IValue* args) { return std::max<int64_t>(0, args[1].toInt() - text::length(str(args[0]))); }
KERNELS("aten::ljust") { *out = str(args[0]) + repeated(fill_of(args[2]), missing(args)); }
KERNELS("aten::rjust") { *out = repeated(fill_of(args[2]), missing(args)) + str(args[0]); }
KERNELS("aten::center") {
  const int64_t all = missing(args), left = all / 2 + (all & args[1].toInt() & 1);  // CPython's choice of the odd one
  *out = repeated(fill_of(args[2]), left) + str(args[0]) + repeated(fill_of(args[2]), all - left);
}
KERNELS("aten::zfill") {
  const string& s = str(args[0]);
  const bool sign = !s.empty() && (s[0] == '-' || s[0] == '+');
  *out = s.substr(0, sign) + repeated("0", missing(args)) + s.substr(sign);
}
KERNELS("aten::expandtabs") { call_python_kernel("aten::expandtabs", args, n, out); }

// --- formatting

// "{}" in order with "{{" and "}}"; nullopt for anything with a field name or specification.
std::optional<string> format_plain(const string& pattern, const IValue* values, size_t count) {
  string r;
  size_t used = 0;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i], following = i + 1 < pattern.size() ? pattern[i + 1] : '\0';
    if (c != '{' && c != '}') { r += c; continue; }
    if (following == c) { r += c; ++i; continue; }
    if (c != '{' || following != '}' || used == count) return std::nullopt;
    r += vm::value_str(values[used++]);
    ++i;
  }
  return r;
}
KERNELS("aten::format") {
  auto plain = format_plain(str(args[0]), args + 1, n - 1);
  if (!plain) return call_python_kernel("aten::format", args, n, out);
  *out = std::move(*plain);
}
KERNELS("aten::percentFormat") { call_python_kernel("aten::percentFormat", args, n, out); }
KERNELS("aten::format_value") {
  if (str(args[1]).empty()) *out = vm::value_str(args[0]);
  else call_python_kernel("aten::format_value", args, n, out);
}
KERNELS("aten::format_value.Tensor") { call_python_kernel("aten::format_value.Tensor", args, n, out); }

}  // namespace
}  // namespace anabranch::kernels
