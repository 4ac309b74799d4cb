#include "text/numbers.h"

#include "text/code_points.h"
#include "text/error.h"
#include "text/unicode.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace anabranch::text {

namespace {

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool is_sign(char c) { return c == '+' || c == '-'; }

// Decimal digits and spaces of any script in ASCII, up to another character, which stands as '?': no number has it.
std::string to_ascii(std::string_view s) {
  std::string r;
  if (is_ascii(s)) return r = s;
  for (const uint32_t c : CodePoints(s)) {
    const int digit = decimal_value(c);
    if (c < 0x7F) r += static_cast<char>(c);
    else if (is(c, Space)) r += ' ';
    else if (digit >= 0) r += static_cast<char>('0' + digit);
    else return r += '?';
  }
  return r;
}
std::string_view trimmed(std::string_view s) {
  while (!s.empty() && is_space(s.front())) s.remove_prefix(1);
  while (!s.empty() && is_space(s.back())) s.remove_suffix(1);
  return s;
}
bool take(std::string_view& s, char c) {
  if (s.empty() || small(s[0]) != c) return false;
  s.remove_prefix(1);
  return true;
}

// Without the underscores, each of which must stand between two digits; false: one does not.
bool remove_underscores(std::string_view s, std::string& out) {
  for (size_t i = 0; i < s.size(); ++i) {
    if (s[i] != '_') out += s[i];
    else if (i == 0 || i + 1 == s.size() || !is_digit(s[i - 1]) || !is_digit(s[i + 1])) return false;
  }
  return true;
}

// ---- ints

[[noreturn]] void bad_int(std::string_view s, int64_t base) {
  const std::string shown = repr(s);
  throw Error("ValueError", "invalid literal for int() with base " + std::to_string(base) + ": " +
                                std::string(range(shown, 0, std::min<int64_t>(length(shown), 200))));
}
[[noreturn]] void overflow() { throw Error("OverflowError", "integer result does not fit into 64 bits"); }

int digit_value(char c) { return is_digit(c) ? c - '0' : small(c) >= 'a' && small(c) <= 'z' ? small(c) - 'a' + 10 : 99; }
int named_base(char c) { return small(c) == 'x' ? 16 : small(c) == 'o' ? 8 : small(c) == 'b' ? 2 : 0; }

// The base that a prefix names, which is taken off, or the one given; 0 asks for it.
int64_t take_base(std::string_view& s, int64_t base) {
  const int named = s.size() > 1 && s[0] == '0' ? named_base(s[1]) : 0;
  if (named == 0 || (base != 0 && base != named)) return base == 0 ? 10 : base;
  s.remove_prefix(2);
  take(s, '_');
  return named;
}

struct Magnitude {
  uint64_t value = 0;
  bool too_large = false;
};
// Digits with single underscores between them; false: something else.
bool read_digits(std::string_view s, int64_t base, Magnitude& out) {
  if (s.empty() || s.front() == '_' || s.back() == '_') return false;
  for (size_t i = 0; i < s.size(); ++i) {
    if (s[i] == '_' && s[i - 1] != '_') continue;
    const int digit = s[i] == '_' ? 99 : digit_value(s[i]);
    if (digit >= base) return false;
    out.too_large |= __builtin_mul_overflow(out.value, static_cast<uint64_t>(base), &out.value) ||
                     __builtin_add_overflow(out.value, static_cast<uint64_t>(digit), &out.value);
  }
  return true;
}

// ---- floats

size_t digits_at(std::string_view s, size_t at) {
  const size_t from = at;
  while (at < s.size() && is_digit(s[at])) ++at;
  return at - from;
}
bool begins_small(std::string_view s, std::string_view word) {
  return s.size() >= word.size() && std::equal(word.begin(), word.end(), s.begin(), [](char w, char c) { return w == small(c); });
}
struct Scanned {
  size_t size = 0;         // of what is a number at the beginning; 0: nothing is
  double special = 0;      // infinity or NaN
  size_t mantissa = 0;     // its digits and point
};
// The longest number at the beginning, which has no sign.
Scanned scan(std::string_view s) {
  if (begins_small(s, "inf")) return {begins_small(s, "infinity") ? size_t{8} : 3, HUGE_VAL};
  if (begins_small(s, "nan")) return {3, std::numeric_limits<double>::quiet_NaN()};
  size_t at = digits_at(s, 0), n_digits = at;
  if (at < s.size() && s[at] == '.') {
    const size_t fraction = digits_at(s, at + 1);
    n_digits += fraction;
    at += fraction + 1;
  }
  if (n_digits == 0) return {};
  const size_t mantissa = at;
  if (at < s.size() && small(s[at]) == 'e') {
    const size_t sign = at + 1 < s.size() && is_sign(s[at + 1]) ? 1 : 0, exponent = digits_at(s, at + 1 + sign);
    if (exponent > 0) at += 1 + sign + exponent;
  }
  return {at, 0, mantissa};
}
// Whether a number beyond the range of doubles is large; else it is too small.
bool is_large(std::string_view s, size_t mantissa) {
  int64_t exponent = 0;
  if (mantissa < s.size()) {
    std::string_view text = s.substr(mantissa + 1);
    if (text[0] == '+') text.remove_prefix(1);
    const auto end = text.data() + text.size();
    if (std::from_chars(text.data(), end, exponent).ec != std::errc()) return text[0] != '-';
  }
  const auto point = static_cast<int64_t>(std::min(s.find('.'), mantissa)), first = static_cast<int64_t>(s.find_first_of("123456789"));
  return point - first + exponent > 0;
}
double value_of(std::string_view s, const Scanned& scanned) {
  if (scanned.special != 0) return scanned.special;
  double value = 0;
  s = s.substr(0, scanned.size);
  const auto error = std::from_chars(s.data(), s.data() + s.size(), value).ec;
  if (error == std::errc::result_out_of_range) return is_large(s, scanned.mantissa) ? HUGE_VAL : 0.0;
  return value;
}
// Takes a number with its sign, if there is one, off the beginning of `s`.
bool take_float(std::string_view& s, double& value) {
  const bool has_sign = !s.empty() && is_sign(s[0]);
  const std::string_view number = s.substr(has_sign);
  const Scanned scanned = scan(number);
  if (scanned.size == 0) return false;
  value = value_of(number, scanned);
  if (has_sign && s[0] == '-') value = -value;
  s.remove_prefix(scanned.size + has_sign);
  return true;
}
[[noreturn]] void bad_number(const char* type, std::string_view s) {
  throw Error("ValueError", std::string("could not convert string to ") + type + ": " + repr(s));
}

// 3, 3j, 3+4j, j, -j, 3-j
bool take_complex(std::string_view& s, std::complex<double>& out) {
  double first = 0, second = 0;
  if (!take_float(s, first)) {
    first = !s.empty() && s[0] == '-' ? -1 : 1;
    if (!s.empty() && is_sign(s[0])) s.remove_prefix(1);
    out = {0, first};
    return take(s, 'j');
  }
  if (take(s, 'j')) return out = {0, first}, true;
  if (s.empty() || !is_sign(s[0])) return out = first, true;
  if (!take_float(s, second)) {
    second = s[0] == '-' ? -1 : 1;
    s.remove_prefix(1);
  }
  out = {first, second};
  return take(s, 'j');
}

}  // namespace

int64_t parse_int(std::string_view text, int64_t base) {
  if (base != 0 && (base < 2 || base > 36)) throw Error("ValueError", "int() base must be >= 2 and <= 36, or 0");
  const std::string ascii = to_ascii(text);
  std::string_view s = trimmed(ascii);
  const bool negative = take(s, '-');
  if (!negative) take(s, '+');
  const int64_t used = take_base(s, base);
  const bool old_octal = base == 0 && used == 10 && s.size() > 1 && s[0] == '0';  // 07 is no number any more, 00 is
  Magnitude m;
  if (!read_digits(s, used, m) || (old_octal && (m.value != 0 || m.too_large))) bad_int(text, base);
  if (m.too_large || m.value > static_cast<uint64_t>(INT64_MAX) + negative) overflow();
  return static_cast<int64_t>(negative ? 0 - m.value : m.value);
}

double parse_float(std::string_view text) {
  const std::string ascii = to_ascii(text);
  std::string number;
  double value = 0;
  if (!remove_underscores(trimmed(ascii), number)) bad_number("float", text);
  std::string_view s = number;
  if (!take_float(s, value) || !s.empty()) bad_number("float", text);
  return value;
}

std::complex<double> parse_complex(std::string_view text) {
  const std::string ascii = to_ascii(text);
  std::string number;
  if (!remove_underscores(trimmed(ascii), number)) bad_number("complex", text);
  std::string_view s = number;
  std::complex<double> value;
  const bool bracket = take(s, '(');
  if (bracket) s = trimmed(s);
  bool good = take_complex(s, value);
  if (bracket) {
    s = trimmed(s);
    good = good && take(s, ')');
  }
  if (!good || !s.empty()) throw Error("ValueError", "complex() arg is a malformed string");
  return value;
}

// ---- to text

namespace {

// From to_chars's scientific notation: d.ddde±xx
Digits from_scientific(std::string_view s) {
  if (s[0] == '-') s.remove_prefix(1);
  const size_t e = s.find('e');
  Digits r{std::string(s.substr(0, 1)), 0};
  if (e > 2) r.digits += s.substr(2, e - 2);
  const size_t last = r.digits.find_last_not_of('0');
  r.digits.resize(last == std::string::npos ? 1 : last + 1);
  std::string_view exponent = s.substr(e + 1);
  if (exponent[0] == '+') exponent.remove_prefix(1);
  std::from_chars(exponent.data(), exponent.data() + exponent.size(), r.point);
  ++r.point;
  return r;
}
constexpr int64_t kMostDigits = 800;  // no double has more: the rest are zeros

}  // namespace

Digits shortest(double value) {
  std::array<char, 32> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific).ptr;
  return from_scientific({buffer.data(), static_cast<size_t>(end - buffer.data())});
}

Digits significant(double value, int64_t count) {
  std::array<char, kMostDigits + 32> buffer;
  const int precision = static_cast<int>(std::min(count, kMostDigits) - 1);
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific, precision).ptr;
  return from_scientific({buffer.data(), static_cast<size_t>(end - buffer.data())});
}

Digits to_places(double value, int64_t places) {
  const int64_t point = significant(value, kMostDigits).point, count = point + std::min(places, 2 * kMostDigits);
  if (value == 0 || count < 0) return {"0", 1};
  if (count > 0) return significant(value, count);
  // Nothing is kept but what rounding carries: more than half a unit of the last place (a half goes to the even zero).
  const Digits all = significant(value, kMostDigits);
  return all.digits > "5" ? Digits{"1", point + 1} : Digits{"0", 1};
}

std::string float_repr(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  const double a = std::abs(value);
  const bool fixed = a == 0 || (a >= 1e-4 && a < 1e16);
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, fixed ? std::chars_format::fixed : std::chars_format::scientific).ptr;
  std::string s(buffer, end);
  if (fixed && s.find('.') == std::string::npos) s += ".0";
  return s;
}

std::string complex_repr(std::complex<double> c) {
  const auto part = [](double d) {
    std::string s = float_repr(d);
    if (s.ends_with(".0")) s.resize(s.size() - 2);
    return s;
  };
  const std::string imaginary = part(c.imag()) + "j";
  if (c.real() == 0 && !std::signbit(c.real())) return imaginary;
  return "(" + part(c.real()) + (imaginary[0] == '-' ? "" : "+") + imaginary + ")";
}

std::string int_text(int64_t value, int base, bool with_prefix) {
  char buffer[72];
  const uint64_t magnitude = value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, magnitude, base).ptr;
  const char* prefix = !with_prefix ? "" : base == 16 ? "0x" : base == 8 ? "0o" : base == 2 ? "0b" : "";
  return (value < 0 ? "-" : "") + (prefix + std::string(buffer, end));
}

// ---- rounding

double rounded(double value, int64_t digits) {
  if (!std::isfinite(value) || digits > 323) return value;
  if (digits < -308) return 0.0 * value;
  const Digits r = to_places(value, digits);
  const std::string text = "0." + r.digits + "e" + std::to_string(r.point);
  const double magnitude = parse_float(text);
  if (std::isinf(magnitude)) throw Error("OverflowError", "rounded value too large to represent");
  return std::copysign(magnitude, value);
}

int64_t rounded(int64_t value, int64_t digits) {
  if (digits >= 0) return value;
  if (digits < -19) return 0;
  __int128 unit = 1;
  for (int64_t i = digits; i < 0; ++i) unit *= 10;
  const __int128 rest = ((value % unit) + unit) % unit, below = value - rest;
  const bool up = 2 * rest > unit || (2 * rest == unit && below / unit % 2 != 0);
  const __int128 result = below + (up ? unit : 0);
  if (result != static_cast<int64_t>(result)) overflow();
  return static_cast<int64_t>(result);
}

}  // namespace anabranch::text
