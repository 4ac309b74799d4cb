// From one kind of scalar to another, and to text.
#include "arith.h"
#include "python_kernel.h"
#include "text.h"

#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/_local_scalar_dense.h>
#include <c10/core/Device.h>

#include <charconv>

namespace anabranch::kernels {
namespace {

constexpr std::string_view kSpace = " \t\n\r\f\v\x1c\x1d\x1e\x1f";

std::string_view stripped(std::string_view s) {
  const size_t from = s.find_first_not_of(kSpace);
  return from == std::string_view::npos ? std::string_view() : s.substr(from, s.find_last_not_of(kSpace) - from + 1);
}
// Digits with single underscores between them, as Python allows; nullopt where an underscore is misplaced.
std::optional<std::string> without_underscores(std::string_view s) {
  std::string r;
  for (size_t i = 0; i < s.size(); ++i) {
    if (s[i] != '_') { r += s[i]; continue; }
    if (i == 0 || i + 1 == s.size() || !std::isalnum(static_cast<unsigned char>(s[i - 1])) ||
        !std::isalnum(static_cast<unsigned char>(s[i + 1]))) return std::nullopt;
  }
  return r;
}
[[noreturn]] void bad_int(const std::string& s, int64_t base) {
  value_error("invalid literal for int() with base " + std::to_string(base) + ": " + vm::string_repr(s));
}
// The base a prefix names (0 asks for it), with the prefix taken off.
int strip_base_prefix(std::string_view& s, int64_t base) {
  if (s.size() > 1 && s[0] == '0') {
    const char p = static_cast<char>(std::tolower(s[1]));
    const int named = p == 'x' ? 16 : p == 'o' ? 8 : p == 'b' ? 2 : 0;
    if (named != 0 && (base == 0 || base == named)) {
      s.remove_prefix(s.size() > 2 && s[2] == '_' ? 3 : 2);
      return named;
    }
  }
  return base == 0 ? 10 : static_cast<int>(base);
}
int64_t parse_int(const std::string& text, int64_t base) {
  if (base != 0 && (base < 2 || base > 36)) value_error("int() base must be >= 2 and <= 36, or 0");
  std::string_view s = stripped(text);
  const bool negative = !s.empty() && s[0] == '-';
  if (!s.empty() && (s[0] == '-' || s[0] == '+')) s.remove_prefix(1);
  const int radix = strip_base_prefix(s, base);
  const auto digits = without_underscores(s);
  if (!digits || digits->empty() || (*digits)[0] == '-') bad_int(text, base);
  const std::string full = (negative ? "-" : "") + *digits;
  int64_t value = 0;
  const auto [end, error] = std::from_chars(full.data(), full.data() + full.size(), value, radix);
  if (error == std::errc::result_out_of_range) overflow();
  if (error != std::errc() || end != full.data() + full.size()) bad_int(text, base);
  return value;
}
double parse_float(const std::string& text) {
  const auto bad = [&] { value_error("could not convert string to float: " + vm::string_repr(text)); };
  const auto s = without_underscores(stripped(text));
  if (!s || s->empty() || s->find_first_of("xXpP(") != std::string::npos) bad();
  char* end = nullptr;
  const double value = std::strtod(s->c_str(), &end);
  if (end != s->c_str() + s->size()) bad();
  return value;
}
std::string in_base(int64_t value, int base, const char* prefix) {
  char buffer[72];
  const uint64_t magnitude = value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, magnitude, base).ptr;
  return std::string(value < 0 ? "-" : "") + prefix + std::string(buffer, end);
}
c10::Scalar item(const IValue& v) { return v.toTensor().item(); }
// Implicit conversions are for 0-dim tensors without gradients, and say so.
c10::Scalar implicit_item(const IValue& v, const char* to) {
  const at::Tensor& t = v.toTensor();
  if (t.requires_grad()) raise("RuntimeError", std::string("Cannot input a tensor that requires grad as a scalar argument"));
  if (!t.sizes().empty()) {
    raise("RuntimeError", std::string("Cannot input a tensor of dimension other than 0 as a scalar argument"));
  }
  (void)to;
  return t.item();
}
IValue scalar_value(const c10::Scalar& s) { return IValue(s); }
double real_part(const IValue& v) { return v.isTensor() ? item(v).toDouble() : to_double(v); }

int64_t truncated(const c10::Scalar& s) {
  if (s.isFloatingPoint()) return to_int_checked(s.toDouble(), std::trunc(s.toDouble()));
  if (s.isComplex()) raise("TypeError", "int() argument must be a string, a bytes-like object or a real number, not 'complex'");
  return s.toLong();
}

KERNELS("aten::Bool.int", "aten::Bool.float", "aten::Bool.complex", "aten::Bool.Scalar") { *out = to_complex(args[0]) != complex(0, 0); }
KERNELS("aten::Bool.Tensor") { *out = args[0].toTensor().is_nonzero(); }
KERNELS("aten::Bool.str") { *out = !args[0].toStringRef().empty(); }
KERNELS("aten::Int.bool", "aten::Int.float", "aten::Int.Scalar") { *out = truncated(args[0].toScalar()); }
KERNELS("aten::Int.Tensor") { *out = truncated(item(args[0])); }
KERNELS("aten::Int.str") { *out = parse_int(args[0].toStringRef(), 10); }
KERNELS("aten::Int.str_base") { *out = parse_int(args[0].toStringRef(), args[1].toInt()); }
KERNELS("aten::Float.bool", "aten::Float.int", "aten::Float.Scalar") {
  if (args[0].isComplexDouble()) raise("TypeError", "float() argument must be a string or a real number, not 'complex'");
  *out = to_double(args[0]);
}
KERNELS("aten::Float.Tensor") { *out = item(args[0]).toDouble(); }
KERNELS("aten::Float.str") { *out = parse_float(args[0].toStringRef()); }
KERNELS("aten::Float.complex_real", "aten::real.complex") { *out = to_complex(args[0]).real(); }
KERNELS("aten::imag.complex") { *out = to_complex(args[0]).imag(); }
KERNELS("aten::conj.complex") { *out = std::conj(to_complex(args[0])); }
KERNELS("aten::Complex.Scalar", "aten::Complex.int", "aten::Complex.float", "aten::Complex.bool") { *out = to_complex(args[0]); }
KERNELS("aten::Complex.str") { call_python_kernel("aten::Complex.str", args, n, out); }
KERNELS("aten::Complex.Tensor_Tensor", "aten::Complex.Tensor_bool", "aten::Complex.Tensor_float", "aten::Complex.Tensor_int",
        "aten::Complex.bool_Tensor", "aten::Complex.bool_bool", "aten::Complex.bool_float", "aten::Complex.bool_int",
        "aten::Complex.float_Tensor", "aten::Complex.float_bool", "aten::Complex.float_float", "aten::Complex.float_int",
        "aten::Complex.int_Tensor", "aten::Complex.int_bool", "aten::Complex.int_float", "aten::Complex.int_int") {
  *out = complex(real_part(args[0]), real_part(args[1]));
}
KERNELS("aten::IntImplicit") { *out = truncated(implicit_item(args[0], "int")); }
KERNELS("aten::FloatImplicit") { *out = implicit_item(args[0], "float").toDouble(); }
KERNELS("aten::ComplexImplicit") { *out = implicit_item(args[0], "complex").toComplexDouble(); }
KERNELS("aten::ScalarImplicit") { *out = scalar_value(implicit_item(args[0], "number")); }
KERNELS("aten::ScalarImplicit.bool") { *out = args[0]; }

at::Tensor wrapped(const c10::Scalar& s) {
  at::Tensor t = at::scalar_tensor(s, at::TensorOptions().dtype(s.type()));
  t.unsafeGetTensorImpl()->set_wrapped_number(true);
  return t;
}
KERNELS("prim::NumToTensor.Scalar") { *out = wrapped(args[0].toScalar()); }
KERNELS("prim::NumToTensor.bool") { *out = wrapped(c10::Scalar(args[0].toBool())); }

KERNELS("aten::bin") { *out = in_base(args[0].toInt(), 2, "0b"); }
KERNELS("aten::oct") { *out = in_base(args[0].toInt(), 8, "0o"); }
KERNELS("aten::hex") { *out = in_base(args[0].toInt(), 16, "0x"); }
KERNELS("aten::chr") {
  const int64_t code = args[0].toInt();
  if (code != static_cast<int32_t>(code)) raise("OverflowError", "Python int too large to convert to C int");
  if (code < 0 || code > 0x10FFFF) value_error("chr() arg not in range(0x110000)");
  *out = text::encode(static_cast<uint32_t>(code));
}
KERNELS("aten::ord") {
  const std::string& s = args[0].toStringRef();
  const int64_t length = text::length(s);
  if (length != 1) raise("TypeError", "ord() expected a character, but string of length " + std::to_string(length) + " found");
  *out = static_cast<int64_t>(text::decode(s));
}
KERNELS("aten::str") { *out = vm::value_str(args[0]); }
KERNELS("aten::repr") { *out = vm::value_repr(args[0]); }
KERNELS("aten::hash.generic") { *out = static_cast<int64_t>(vm::value_hash(args[0])); }
KERNELS("prim::id") { *out = args[0].isNone() ? int64_t{0} : reinterpret_cast<int64_t>(args[0].internalToPointer()); }
KERNELS("aten::device") { *out = c10::Device(args[0].toStringRef()); }
KERNELS("aten::device.with_index") {
  *out = c10::Device(args[0].toStringRef() + ":" + std::to_string(args[1].toInt()));
}
KERNELS("aten::bit_length.int") {
  const int64_t v = args[0].toInt();
  const uint64_t magnitude = v < 0 ? 0 - static_cast<uint64_t>(v) : static_cast<uint64_t>(v);
  *out = static_cast<int64_t>(magnitude == 0 ? 0 : 64 - __builtin_clzll(magnitude));
}
KERNELS("aten::is_integer.float") { *out = std::isfinite(args[0].toDouble()) && std::floor(args[0].toDouble()) == args[0].toDouble(); }
KERNELS("aten::round.int") { *out = to_double(args[0]); }
KERNELS("aten::round.float") { *out = round_half_even(args[0].toDouble()); }
// Correct rounding of decimal digits is Python's own; it is rare enough to ask.
KERNELS("aten::round.float_digits") { call_python_kernel("aten::round.float_digits", args, n, out); }
KERNELS("aten::round.int_digits") { call_python_kernel("aten::round.int_digits", args, n, out); }
KERNELS("aten::round.Scalar") {
  if (args[0].isInt()) *out = args[0];
  else *out = round_half_even(to_double(args[0]));
}

}  // namespace
}  // namespace anabranch::kernels
