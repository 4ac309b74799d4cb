#include "text/format_spec.h"

#include "text/code_points.h"
#include "text/error.h"
#include "text/pieces.h"
#include "text/unicode.h"

#include <climits>
#include <clocale>
#include <cmath>

namespace anabranch::text {

namespace {

[[noreturn]] void value_error(std::string message) { throw Error("ValueError", std::move(message)); }

std::string zeros(int64_t count) { return std::string(static_cast<size_t>(std::max<int64_t>(0, count)), '0'); }

struct Spec {
  std::string fill = " ";
  uint32_t align = 0;
  uint32_t sign = 0;
  bool no_negative_zero = false, alternate = false;
  int64_t width = -1, precision = -1;
  uint32_t separator = 0;  // , or _
  uint32_t type = 0;
};

// What is left of a spec, read by code points.
class Reader {
 public:
  explicit Reader(std::string_view s) : points_(decoded(s)) {}
  size_t left() const { return points_.size() - at_; }
  uint32_t peek(size_t i = 0) const { return i < left() ? points_[at_ + i] : 0; }
  uint32_t take() { return points_[at_++]; }
  bool take_if(uint32_t c) { return left() > 0 && peek() == c && ++at_ > 0; }
  // -1: no number.
  int64_t number() {
    int64_t value = -1;
    for (int digit; left() > 0 && (digit = decimal_value(peek())) >= 0; ++at_) {
      if (__builtin_mul_overflow(std::max<int64_t>(value, 0), int64_t{10}, &value) || __builtin_add_overflow(value, digit, &value))
        value_error("Too many decimal digits in format string");
    }
    return value;
  }

 private:
  std::u32string points_;
  size_t at_ = 0;
};

bool is_align(uint32_t c) { return c == '<' || c == '>' || c == '=' || c == '^'; }
bool is_sign(uint32_t c) { return c == ' ' || c == '+' || c == '-'; }
bool is_one_of(uint32_t c, std::string_view all) { return c != 0 && c < 0x80 && all.find(static_cast<char>(c)) != all.npos; }

std::string shown(uint32_t c) {
  if (c > 32 && c < 128) return std::string(1, static_cast<char>(c));
  return "\\x" + int_text(c, 16, false);
}
[[noreturn]] void unknown_type(uint32_t type, const char* name) {
  value_error("Unknown format code '" + shown(type) + "' for object of type '" + name + "'");
}

void check_separator(const Spec& spec) {
  if (spec.separator == 0 || spec.type == 0 || is_one_of(spec.type, "defgEG%F")) return;
  if (is_one_of(spec.type, "boxX") && spec.separator == '_') return;
  value_error("Cannot specify '" + shown(spec.separator) + "' with '" + shown(spec.type) + "'.");
}

void read_alignment(Reader& r, Spec& spec, uint32_t default_align) {
  const bool has_fill = r.left() >= 2 && is_align(r.peek(1));
  if (has_fill) spec.fill = encode(r.take());
  const bool has_align = is_align(r.peek());
  spec.align = has_align ? r.take() : default_align;
  if (is_sign(r.peek())) spec.sign = r.take();
  spec.no_negative_zero = r.take_if('z');
  spec.alternate = r.take_if('#');
  if (has_fill || !r.take_if('0')) return;
  spec.fill = "0";
  if (!has_align && default_align == '>') spec.align = '=';
}

Spec parse(std::string_view text, const char* name, uint32_t default_type, uint32_t default_align) {
  Reader r(text);
  Spec spec;
  read_alignment(r, spec, default_align);
  spec.width = r.number();
  if (r.take_if(',')) spec.separator = ',';
  if (r.peek() == '_' && spec.separator != 0) value_error("Cannot specify both ',' and '_'.");
  if (r.take_if('_')) spec.separator = '_';
  if (r.peek() == ',' && spec.separator == '_') value_error("Cannot specify both ',' and '_'.");
  if (r.take_if('.') && (spec.precision = r.number()) < 0) value_error("Format specifier missing precision");
  if (r.left() > 1) value_error("Invalid format specifier '" + std::string(text) + "' for object of type '" + name + "'");
  spec.type = r.left() > 0 ? r.take() : default_type;
  check_separator(spec);
  return spec;
}

// ---- putting together

// The separator between groups of digits, as the spec or (type n) the C library's locale has it.
struct Grouping {
  std::string separator, point = ".";
  std::string sizes;  // of groups from the right, the last one repeated; "": one group
};
Grouping grouping_of(const Spec& spec) {
  if (spec.type == 'n') {
    const lconv& here = *std::localeconv();
    return {here.thousands_sep, here.decimal_point, here.grouping};
  }
  if (spec.separator == 0) return {};
  return {encode(spec.separator), ".", std::string(1, is_one_of(spec.type, "boxX") ? 4 : 3)};
}

// Digits with separators, zeros before them up to `width` characters. From the right, group by group.
std::string grouped(std::string_view digits, int64_t width, const Grouping& grouping) {
  std::vector<std::string> groups;
  auto left = static_cast<int64_t>(digits.size());
  const auto add_group = [&](int64_t size) {
    size = std::min(size, std::max({left, width, int64_t{1}}));
    const int64_t own = std::min(left, size);
    groups.push_back(zeros(size - own) += digits.substr(static_cast<size_t>(left - own), static_cast<size_t>(own)));
    left -= own;
    width -= size;
    return left > 0 || width > 0;
  };
  bool more = true;
  for (size_t i = 0; more && !grouping.sizes.empty(); ++i) {
    const char size = grouping.sizes[std::min(i, grouping.sizes.size() - 1)];
    if (size <= 0 || size == CHAR_MAX) break;
    more = add_group(size);
    width -= length(grouping.separator);
  }
  if (more) add_group(INT64_MAX);
  std::string r = std::move(groups.back());
  for (size_t i = groups.size() - 1; i-- > 0;) (r += grouping.separator) += groups[i];
  return r;
}

// A number's parts: sign, prefix, digits, the point, and the rest (fraction, exponent, percent sign).
struct Number {
  bool negative = false;
  std::string prefix, digits;
  bool has_point = false;
  std::string rest;
};
Number parts_of(std::string_view s) {
  Number n;
  if (!s.empty() && s[0] == '-') {
    n.negative = true;
    s.remove_prefix(1);
  }
  const size_t end = std::min(s.find_first_not_of("0123456789"), s.size());
  n.digits = s.substr(0, end);
  n.has_point = end < s.size() && s[end] == '.';
  n.rest = s.substr(end + n.has_point);
  return n;
}

std::string padding(const Spec& spec, int64_t count) { return count > 0 ? repeated(spec.fill, count) : std::string(); }

// `fill` around what is `size` characters wide.
std::string padded(std::string s, const Spec& spec) {
  const int64_t missing = std::max<int64_t>(0, spec.width - length(s));
  const int64_t left = spec.align == '>' ? missing : spec.align == '^' ? missing / 2 : 0;
  return padding(spec, left) + s + padding(spec, missing - left);
}

std::string put_together(const Number& n, const Spec& spec) {
  const Grouping grouping = grouping_of(spec);
  std::string before = n.negative ? "-" : spec.sign == '+' ? "+" : spec.sign == ' ' ? " " : "";
  before += n.prefix;
  const std::string after = (n.has_point ? grouping.point : "") + n.rest;
  const int64_t others = length(before) + length(after);
  const bool zeros = spec.fill == "0" && spec.align == '=';
  const std::string digits = n.digits.empty() ? "" : grouped(n.digits, zeros ? spec.width - others : 0, grouping);
  if (spec.align == '=') return before + padding(spec, spec.width - others - length(digits)) + digits + after;
  return padded(before + digits + after, spec);
}

// ---- by type

std::string character(int64_t code, const Spec& spec) {
  if (spec.sign != 0) value_error("Sign not allowed with integer format specifier 'c'");
  if (spec.alternate) value_error("Alternate form (#) not allowed with integer format specifier 'c'");
  if (code < 0 || code > 0x10FFFF) throw Error("OverflowError", "%c arg not in range(0x110000)");
  Number n;
  n.rest = encode(static_cast<uint32_t>(code));
  return put_together(n, spec);
}

std::string whole_number(int64_t value, const Spec& spec) {
  if (spec.precision != -1) value_error("Precision not allowed in integer format specifier");
  if (spec.no_negative_zero) value_error("Negative zero coercion (z) not allowed in integer format specifier");
  if (spec.type == 'c') return character(value, spec);
  const int base = spec.type == 'b' ? 2 : spec.type == 'o' ? 8 : is_one_of(spec.type, "xX") ? 16 : 10;
  std::string text = int_text(value, base, true);
  if (spec.type == 'X') text = upper(text);
  Number n;
  n.negative = value < 0;
  text.erase(0, n.negative);
  if (base != 10 && spec.alternate) n.prefix = text.substr(0, 2);
  n.digits = text.substr(base == 10 ? 0 : 2);
  return put_together(n, spec);
}

// The style of a float for a spec; `percent` is told apart by the caller.
FloatStyle style_of(const Spec& spec) {
  if (spec.precision > INT_MAX) value_error("precision too big");
  FloatStyle style{static_cast<char>(spec.type), spec.precision < 0 ? 6 : spec.precision, spec.alternate};
  style.no_negative_zero = spec.no_negative_zero;
  if (spec.type == 0) style.type = spec.precision < 0 ? 'r' : 'g';
  if (spec.type == 'n') style.type = 'g';
  if (spec.type == '%') style.type = 'f';
  return style;
}

std::string floating(double value, const Spec& spec) {
  FloatStyle style = style_of(spec);
  style.point_zero = spec.type == 0;
  const bool percent = spec.type == '%';
  return put_together(parts_of(float_text(percent ? value * 100 : value, style) + (percent ? "%" : "")), spec);
}

}  // namespace

std::string format_int(int64_t value, std::string_view text, const char* name) {
  const Spec spec = parse(text, name, 'd', '>');
  if (is_one_of(spec.type, "bcdoxXn")) return whole_number(value, spec);
  if (is_one_of(spec.type, "eEfFgG%")) return floating(static_cast<double>(value), spec);
  unknown_type(spec.type, name);
}

std::string format_float(double value, std::string_view text) {
  const Spec spec = parse(text, "float", 0, '>');
  if (spec.type != 0 && !is_one_of(spec.type, "eEfFgGn%")) unknown_type(spec.type, "float");
  return floating(value, spec);
}

std::string format_complex(std::complex<double> value, std::string_view text) {
  Spec spec = parse(text, "complex", 0, '>');
  if (spec.type != 0 && !is_one_of(spec.type, "eEfFgGn")) unknown_type(spec.type, "complex");
  const FloatStyle style = style_of(spec);
  if (spec.fill == "0") value_error("Zero padding is not allowed in complex format specifier");
  if (spec.align == '=') value_error("'=' alignment flag is not allowed in complex format specifier");
  const bool no_real = spec.type == 0 && value.real() == 0 && !std::signbit(value.real());
  Spec plain = spec;
  plain.width = -1;
  std::string r = no_real ? "" : put_together(parts_of(float_text(value.real(), style)), plain);
  if (!no_real) plain.sign = '+';
  r += put_together(parts_of(float_text(value.imag(), style)), plain) + "j";
  return padded(spec.type == 0 && !no_real ? "(" + r + ")" : r, spec);
}

std::string format_string(std::string_view value, std::string_view text) {
  const Spec spec = parse(text, "str", 's', '<');
  if (spec.type != 's') unknown_type(spec.type, "str");
  if (spec.sign == ' ') value_error("Space not allowed in string format specifier");
  if (spec.sign != 0) value_error("Sign not allowed in string format specifier");
  if (spec.no_negative_zero) value_error("Negative zero coercion (z) not allowed in string format specifier");
  if (spec.alternate) value_error("Alternate form (#) not allowed in string format specifier");
  if (spec.align == '=') value_error("'=' alignment not allowed in string format specifier");
  const bool cut = spec.precision >= 0 && spec.precision < length(value);
  return padded(std::string(cut ? range(value, 0, spec.precision) : value), spec);
}

// ---- floats as C writes them

namespace {

// Digits around the point, `places` of them behind it (more if there are more).
std::string with_point(const Digits& d, int64_t places, bool keep_point) {
  const auto size = static_cast<int64_t>(d.digits.size());
  const int64_t before = std::clamp<int64_t>(d.point, 0, size);
  std::string r = d.point <= 0 ? "0" : d.digits.substr(0, static_cast<size_t>(before)) + zeros(d.point - size);
  const std::string fraction = (d.point < 0 ? zeros(-d.point) : "") + d.digits.substr(static_cast<size_t>(before));
  const std::string all = fraction + zeros(places - static_cast<int64_t>(fraction.size()));
  return all.empty() && !keep_point ? r : r + "." + all;
}

std::string with_exponent(Digits d, int64_t places, bool keep_point) {
  const int64_t exponent = d.digits == "0" ? 0 : d.point - 1;
  d.point = 1;
  const std::string number = std::to_string(std::abs(exponent));
  return with_point(d, places, keep_point) + (exponent < 0 ? "e-" : "e+") + (number.size() < 2 ? "0" : "") + number;
}

std::string magnitude_text(double value, const FloatStyle& style, char type) {
  if (type == 'e') return with_exponent(significant(value, style.precision + 1), style.precision, style.alternate);
  if (type == 'f') return with_point(to_places(value, style.precision), style.precision, style.alternate);
  const int64_t precision = type == 'r' ? 17 : std::max<int64_t>(style.precision, 1);
  const Digits d = type == 'r' ? shortest(value) : significant(value, precision);
  const int64_t most = type == 'r' ? 16 : precision - style.point_zero;
  const bool filled = style.alternate && type == 'g';
  if (d.point <= -4 || d.point > most) return with_exponent(d, filled ? precision - 1 : 0, style.alternate);
  return with_point(d, std::max<int64_t>(filled ? precision - d.point : 0, style.point_zero), style.alternate);
}

}  // namespace

std::string float_text(double value, const FloatStyle& style) {
  const bool capital = style.type >= 'A' && style.type <= 'Z';
  std::string r = "nan";
  if (std::isinf(value)) r = "inf";
  else if (!std::isnan(value)) r = magnitude_text(std::abs(value), style, static_cast<char>(style.type | 0x20));
  const bool zero = r.find_first_of("123456789in") == r.npos;
  if (std::signbit(value) && !std::isnan(value) && !(zero && style.no_negative_zero)) r.insert(0, "-");
  return capital ? upper(r) : r;
}

}  // namespace anabranch::text
