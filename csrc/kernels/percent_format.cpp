// `template % values`: C's printf as Python has it.
#include "arith.h"
#include "formatting.h"

#include "text/code_points.h"
#include "text/format_spec.h"
#include "text/pieces.h"
#include "text/unicode.h"

#include <ATen/core/Tensor.h>

#include <climits>
#include <cmath>

namespace anabranch::kernels {

namespace {

struct Item {  // %[flags][width][.precision][hlL]type
  bool left = false, plus = false, blank = false, alternate = false, zero = false;
  int64_t width = -1, precision = -1;
  char32_t type = 0;
};

[[noreturn]] void wrong_type(char32_t type, const IValue& v) {
  const char* wanted = type == 'o' || type == 'x' || type == 'X' ? "an integer" : "a real number";
  raise("TypeError", "%" + text::encode(type) + " format: " + wanted + " is required, not " + vm::type_name(v));
}

// A float's whole part, which may be longer than any int.
std::string whole_part(double d) {
  if (std::isnan(d)) value_error("cannot convert float NaN to integer");
  if (std::isinf(d)) raise("OverflowError", "cannot convert float infinity to integer");
  return text::float_text(std::trunc(d), {'f', 0, false, false, true});
}
std::string whole_digits(const IValue& v, char32_t type) {
  if (v.isTensor()) {
    const IValue item(v.toTensor().item());
    if (type != 'd' && type != 'i' && type != 'u' && !is_integral(item)) wrong_type(type, v);
    return whole_digits(item, type);
  }
  const int base = type == 'o' ? 8 : type == 'x' || type == 'X' ? 16 : 10;
  if (is_integral(v)) return text::int_text(to_int(v), base, true);
  if (!v.isDouble() || base != 10) wrong_type(type, v);
  return whole_part(v.toDouble());
}
// With the prefix 0x or 0o if `#` asks for it, and zeros up to the precision.
std::string whole_number(const IValue& v, const Item& item) {
  std::string s = whole_digits(v, item.type);
  const bool negative = s[0] == '-';
  s.erase(0, negative);
  const size_t prefix = s.size() > 1 && s[0] == '0' ? 2 : 0;
  std::string digits = s.substr(prefix);
  digits.insert(0, text::repeated("0", item.precision - static_cast<int64_t>(digits.size())));
  s = (negative ? "-" : "") + (item.alternate ? s.substr(0, prefix) : "") + digits;
  return item.type == 'X' ? text::upper(s) : s;
}

std::string real_number(const IValue& v, const Item& item) {
  const bool is_real = v.isDouble() || is_integral(v) || v.isTensor();
  if (!is_real) raise("TypeError", std::string("must be real number, not ") + vm::type_name(v));
  const double d = v.isTensor() ? v.toTensor().item().toDouble() : to_double(v);
  return text::float_text(d, {static_cast<char>(item.type), item.precision < 0 ? 6 : item.precision, item.alternate});
}

std::string character(const IValue& v) {
  if (v.isString() && text::length(v.toStringRef()) == 1) return v.toStringRef();
  const IValue code = v.isTensor() ? IValue(v.toTensor().item()) : v;
  if (!is_integral(code)) raise("TypeError", "%c requires int or char");
  if (to_int(code) < 0 || to_int(code) > 0x10FFFF) raise("OverflowError", "%c arg not in range(0x110000)");
  return text::encode(static_cast<uint32_t>(to_int(code)));
}

std::string cut(std::string s, int64_t precision) {
  return precision < 0 || precision >= text::length(s) ? s : std::string(text::range(s, 0, precision));
}

// Sign and prefix, if any, stand before zeros and behind spaces.
std::string padded_number(std::string s, const Item& item) {
  if (s[0] != '-' && (item.plus || item.blank)) s.insert(0, item.plus ? "+" : " ");
  const bool has_sign = s[0] == '-' || s[0] == '+' || s[0] == ' ';
  const bool has_prefix = item.alternate && (item.type == 'x' || item.type == 'X' || item.type == 'o');
  const int64_t missing = item.width - static_cast<int64_t>(s.size());
  if (item.left) return s + text::repeated(" ", missing);
  return s.insert(item.zero ? has_sign + 2 * has_prefix : 0, text::repeated(item.zero ? "0" : " ", missing));
}
std::string padded_text(const std::string& s, const Item& item) {
  const std::string spaces = text::repeated(" ", item.width - text::length(s));
  return item.left ? s + spaces : spaces + s;
}

class PercentFormatter {
 public:
  PercentFormatter(std::u32string pattern, const IValue* values, size_t count)
      : pattern_(std::move(pattern)), values_(values), count_(count) {}

  std::string format() {
    std::string r;
    while (at_ < pattern_.size()) {
      const char32_t c = pattern_[at_++];
      if (c != '%') text::append(r, c);
      else if (peek() == '%') text::append(r, pattern_[at_++]);
      else r += one(parse());
    }
    if (used_ < count_) raise("TypeError", "not all arguments converted during string formatting");
    return r;
  }

 private:
  char32_t peek() const { return at_ < pattern_.size() ? pattern_[at_] : 0; }

  Item parse() {
    Item item;
    if (peek() == '(') raise("TypeError", "format requires a mapping");
    while (take_flag(item)) ++at_;
    read_width(item);
    if (peek() == '.') read_precision(item);
    if (peek() == 'h' || peek() == 'l' || peek() == 'L') ++at_;
    if (at_ == pattern_.size()) value_error("incomplete format");
    item.type = pattern_[at_++];
    return item;
  }
  bool take_flag(Item& item) const {
    switch (peek()) {
      case '-': return item.left = true;
      case '+': return item.plus = true;
      case ' ': return item.blank = true;
      case '#': return item.alternate = true;
      case '0': return item.zero = true;
      default: return false;
    }
  }
  void read_width(Item& item) {
    int64_t given = 0;
    if (!take_star(given)) {
      item.width = number(INT64_MAX, "width too big");
      return;
    }
    item.left |= given < 0;
    item.width = given == INT64_MIN ? 0 : static_cast<int64_t>(magnitude(given));  // CPython's own sign change overflows
  }
  void read_precision(Item& item) {
    ++at_;
    int64_t given = 0;
    if (!take_star(given)) given = number(INT_MAX, "precision too big");
    if (given != static_cast<int>(given)) raise("OverflowError", "Python int too large to convert to C int");
    item.precision = std::max<int64_t>(0, given);
  }
  bool take_star(int64_t& out) {
    if (peek() != '*') return false;
    ++at_;
    const IValue& v = next();
    if (!is_integral(v)) raise("TypeError", "* wants int");
    out = to_int(v);
    return true;
  }
  int64_t number(int64_t most, const char* too_big) {
    if (peek() < '0' || peek() > '9') return -1;
    int64_t value = 0;
    for (; peek() >= '0' && peek() <= '9'; ++at_) {
      const int64_t digit = static_cast<int64_t>(peek()) - '0';
      if (value > (most - digit) / 10) value_error(too_big);
      value = value * 10 + digit;
    }
    return value;
  }
  const IValue& next() {
    if (used_ == count_) raise("TypeError", "not enough arguments for format string");
    return values_[used_++];
  }

  std::string one(const Item& item) {
    const IValue& v = next();
    switch (item.type) {
      case 's': return padded_text(cut(vm::value_str(v), item.precision), item);
      case 'r': return padded_text(cut(vm::value_repr(v), item.precision), item);
      case 'a': return padded_text(cut(ascii(v), item.precision), item);
      case 'c': return padded_text(character(v), item);
      case 'd': case 'i': case 'u': case 'o': case 'x': case 'X': return padded_number(whole_number(v, item), item);
      case 'e': case 'E': case 'f': case 'F': case 'g': case 'G': return padded_number(real_number(v, item), item);
      default: break;
    }
    const bool plain = item.type >= 31 && item.type <= 126;
    value_error("unsupported format character '" + (plain ? text::encode(item.type) : "?") + "' (0x" +
                text::int_text(item.type, 16, false) + ") at index " + std::to_string(at_ - 1));
  }

  const std::u32string pattern_;
  const IValue* values_;
  const size_t count_;
  size_t at_ = 0, used_ = 0;
};

}  // namespace

std::string percent_format(std::string_view pattern, const IValue* values, size_t count) {
  return PercentFormatter(text::decoded(pattern), values, count).format();
}

}  // namespace anabranch::kernels
