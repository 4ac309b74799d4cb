// `format(value, spec)` and the template language of `str.format`.
#include "formatting.h"

#include "text/code_points.h"
#include "text/format_spec.h"
#include "text/unicode.h"

#include <ATen/core/Tensor.h>
#include <ATen/core/enum_type.h>
#include <ATen/core/function_schema.h>
#include <ATen/core/jit_type.h>

namespace anabranch::kernels {

namespace {

using Points = std::u32string_view;

bool is_scalar_tensor(const IValue& v) { return v.isTensor() && v.toTensor().dim() == 0 && !v.toTensor().is_meta(); }

[[noreturn]] void no_spec(const IValue& v) {
  raise("TypeError", std::string("unsupported format string passed to ") + vm::type_name(v) + ".__format__");
}

// ---- fields: {name.attribute[item]!conversion:spec}

const IValue* field_of(const c10::ivalue::Tuple& tuple, const std::string& name) {
  const auto schema = tuple.type<c10::TupleType>()->schema();
  if (!schema) return nullptr;
  const auto at = schema->argumentIndexWithName(name);
  return at ? &tuple.elements()[static_cast<size_t>(*at)] : nullptr;
}
// real, imag and the like of numbers; name and value of enums; fields of named tuples.
std::optional<IValue> known_attribute(const IValue& v, const std::string& name) {
  const bool is_real = v.isInt() || v.isDouble() || v.isBool();
  if (is_real && name == "real") return v.isBool() ? IValue(int64_t{v.toBool()}) : v;
  if (is_real && name == "imag") return v.isDouble() ? IValue(0.0) : IValue(int64_t{0});
  if (is_integral(v) && name == "numerator") return IValue(to_int(v));
  if (is_integral(v) && name == "denominator") return IValue(int64_t{1});
  if (v.isComplexDouble() && name == "real") return IValue(v.toComplexDouble().real());
  if (v.isComplexDouble() && name == "imag") return IValue(v.toComplexDouble().imag());
  if (v.isEnum() && name == "name") return IValue(v.toEnumHolder()->name());
  if (v.isEnum() && name == "value") return v.toEnumHolder()->value();
  if (v.isDevice() && name == "type") return IValue(c10::DeviceTypeName(v.toDevice().type(), true));
  if (v.isDevice() && name == "index") return v.toDevice().has_index() ? IValue(int64_t{v.toDevice().index()}) : IValue();
  const IValue* field = v.isTuple() ? field_of(v.toTupleRef(), name) : nullptr;
  return field ? std::optional(*field) : std::nullopt;
}
IValue attribute(const IValue& v, const std::string& name) {
  if (auto known = known_attribute(v, name)) return *known;
  raise("AttributeError", std::string("'") + vm::type_name(v) + "' object has no attribute '" + name + "'");
}

IValue item(const IValue& v, const IValue& key) {
  if (const auto* dict = vm::try_as<vm::Dict>(v)) {
    const vm::IndexView items(v, dict->items);
    const auto* found = items->find(key);
    if (found == nullptr) raise("KeyError", vm::value_repr(key));
    return found->value;
  }
  const std::string type = vm::type_name(v);
  if (!v.isList() && !v.isTuple() && !v.isString()) raise("TypeError", "'" + type + "' object is not subscriptable");
  const std::string kind = v.isString() ? "string" : type;
  if (!key.isInt()) raise("TypeError", kind + " indices must be integers" + (v.isString() ? ", not 'str'" : " or slices, not str"));
  const std::string out_of_range = kind + " index out of range";
  if (v.isString()) {
    const std::string& s = v.toStringRef();
    const int64_t at = wrap_index(key.toInt(), text::length(s), out_of_range.c_str());
    return std::string(text::range(s, at, at + 1));
  }
  if (v.isTuple()) {
    const auto& elements = v.toTupleRef().elements();
    return elements[static_cast<size_t>(wrap_index(key.toInt(), static_cast<int64_t>(elements.size()), out_of_range.c_str()))];
  }
  const ListView elements(v);
  return elements[static_cast<size_t>(wrap_index(key.toInt(), static_cast<int64_t>(elements.size()), out_of_range.c_str()))];
}

// A whole number in decimal digits of any script; -1: something else.
int64_t number_in(Points s) {
  int64_t value = s.empty() ? -1 : 0;
  for (const char32_t c : s) {
    const int digit = text::decimal_value(c);
    if (digit < 0) return -1;
    if (__builtin_mul_overflow(value, int64_t{10}, &value) || __builtin_add_overflow(value, digit, &value))
      value_error("Too many decimal digits in format string");
  }
  return value;
}

class Formatter {
 public:
  Formatter(const IValue* values, size_t count) : values_(values), count_(count) {}

  std::string format(Points s, int depth) {
    if (depth == 0) value_error("Max string recursion exceeded");
    std::string r;
    for (size_t at = 0; at < s.size();) {
      const char32_t c = s[at++];
      const bool doubled = at < s.size() && s[at] == c;
      if (c != '{' && c != '}') text::append(r, c);
      else if (doubled) text::append(r, s[at++]);
      else if (c == '}') value_error("Single '}' encountered in format string");
      else if (at == s.size()) value_error("Single '{' encountered in format string");
      else r += field(s, at, depth);
    }
    return r;
  }

 private:
  // The field that begins at `at`, behind its brace; `at` goes behind the other one.
  std::string field(Points s, size_t& at, int depth) {
    const size_t from = at;
    const char32_t end = end_of_name(s, at);
    const Points name = s.substr(from, at - 1 - from);
    char32_t conversion = 0;
    Points spec;
    if (end == 0) value_error("expected '}' before end of string");
    if (end == '!' ? has_spec_behind_conversion(s, at, conversion) : end == ':') spec = spec_at(s, at);
    IValue value = converted(value_of(name), conversion);
    const bool nested = spec.find(U'{') != spec.npos;
    return formatted(value, nested ? format(spec, depth - 1) : text::encoded(spec));
  }

  // `at` goes behind the character that ends the name, which is returned; 0: none does.
  static char32_t end_of_name(Points s, size_t& at) {
    while (at < s.size()) {
      const char32_t c = s[at++];
      if (c == '{') value_error("unexpected '{' in field name");
      if (c == '[') at = std::min(s.find(U']', at), s.size());
      if (c == '}' || c == ':' || c == '!') return c;
    }
    return 0;
  }
  static bool has_spec_behind_conversion(Points s, size_t& at, char32_t& conversion) {
    if (at == s.size()) value_error("end of string while looking for conversion specifier");
    conversion = s[at++];
    if (at == s.size()) value_error("unmatched '{' in format spec");
    const char32_t c = s[at++];
    if (c != '}' && c != ':') value_error("expected ':' after conversion specifier");
    return c == ':';
  }
  static Points spec_at(Points s, size_t& at) {
    const size_t from = at;
    for (int open = 1; at < s.size(); ++at) {
      if (s[at] == '{') ++open;
      if (s[at] == '}' && --open == 0) return s.substr(from, at++ - from);
    }
    value_error("unmatched '{' in format spec");
  }

  static IValue converted(const IValue& v, char32_t conversion) {
    if (conversion == 0) return v;
    if (conversion == 's') return vm::value_str(v);
    if (conversion == 'r') return vm::value_repr(v);
    if (conversion == 'a') return ascii(v);
    const bool plain = conversion > 32 && conversion < 127;
    value_error("Unknown conversion specifier " + (plain ? text::encode(conversion) : "\\x" + text::int_text(conversion, 16, false)));
  }

  IValue value_of(Points name) {
    const size_t end = std::min(name.find_first_of(U".["), name.size());
    IValue v = argument(name.substr(0, end));
    for (size_t at = end; at < name.size();) v = step(v, name, at);
    return v;
  }
  const IValue& argument(Points name) {
    const int64_t given = number_in(name);
    if (given < 0 && !name.empty()) raise("KeyError", text::repr(text::encoded(name)));
    if (numbering_ == 0) numbering_ = name.empty() ? 'a' : 'm';
    if (numbering_ == 'm' && name.empty()) value_error("cannot switch from manual field specification to automatic field numbering");
    if (numbering_ == 'a' && !name.empty()) value_error("cannot switch from automatic field numbering to manual field specification");
    const uint64_t index = name.empty() ? next_++ : static_cast<uint64_t>(given);
    if (index >= count_) index_error("Replacement index " + std::to_string(index) + " out of range for positional args tuple");
    return values_[index];
  }
  // .attribute or [item]
  static IValue step(const IValue& v, Points name, size_t& at) {
    const char32_t kind = name[at++];
    const size_t end = kind == '.' ? std::min(name.find_first_of(U".[", at), name.size()) : name.find(U']', at);
    if (kind != '.' && kind != '[') value_error("Only '.' or '[' may follow ']' in format field specifier");
    if (end == name.npos) value_error("Missing ']' in format string");
    const Points word = name.substr(at, end - at);
    at = end + (kind == '[');
    const int64_t index = kind == '[' ? number_in(word) : -1;
    if (word.empty()) value_error("Empty attribute in format string");
    if (kind == '.') return attribute(v, text::encoded(word));
    return item(v, index < 0 ? IValue(text::encoded(word)) : IValue(index));
  }

  const IValue* values_;
  const size_t count_;
  uint64_t next_ = 0;
  char numbering_ = 0;  // automatic or manual, once it is known
};

}  // namespace

std::string formatted(const IValue& v, std::string_view spec) {
  if (is_scalar_tensor(v)) return formatted(IValue(v.toTensor().item()), spec);
  if (spec.empty()) return vm::value_str(v);
  if (v.isInt()) return text::format_int(v.toInt(), spec, "int");
  if (v.isBool()) return text::format_int(v.toBool(), spec, "bool");
  if (v.isDouble()) return text::format_float(v.toDouble(), spec);
  if (v.isComplexDouble()) return text::format_complex(std::complex<double>(v.toComplexDouble()), spec);
  if (v.isString() || v.isEnum()) return text::format_string(vm::value_str(v), spec);
  no_spec(v);
}

std::string ascii(const IValue& v) { return text::escaped_to_ascii(vm::value_repr(v)); }

std::string format(std::string_view pattern, const IValue* values, size_t count) {
  return Formatter(values, count).format(text::decoded(pattern), 2);
}

}  // namespace anabranch::kernels
