// From one kind of scalar to another, and to text.
#include "arith.h"
#include "tensor_support.h"

#include "text/code_points.h"
#include "text/numbers.h"

#include <ATen/ops/_local_scalar_dense.h>
#include <c10/core/Device.h>

#include <bit>

namespace anabranch::kernels {
namespace {

c10::Scalar item(const IValue& v) {
  if (v.toTensor().numel() != 1) value_error("only one element tensors can be converted to Python scalars");
  return v.toTensor().item();
}
// A tensor where a number is wanted: 0-dim and without gradients.
const at::Tensor& implicit_scalar(const IValue& v) {
  const at::Tensor& t = v.toTensor();
  if (t.requires_grad()) raise("RuntimeError", "Cannot input a tensor that requires grad as a scalar argument");
  if (t.dim() != 0) raise("RuntimeError", "Cannot input a tensor of dimension other than 0 as a scalar argument");
  return t;
}
// Nothing is cut off: only a tensor of ints is an int.
int64_t implicit_int(const IValue& v) {
  const at::Tensor& t = implicit_scalar(v);
  if (!at::isIntegralType(t.scalar_type(), false))
    raise("RuntimeError", std::string("Cannot input a tensor of type ") + c10::toString(t.scalar_type()) + " as an integral argument");
  return t.item().toLong();
}
IValue scalar_value(const c10::Scalar& s) { return IValue(s); }
double real_part(const IValue& v) { return v.isTensor() ? v.toTensor().item().toDouble() : to_double(v); }

int64_t truncated(const c10::Scalar& s) {
  if (s.isFloatingPoint()) return to_int_checked(s.toDouble(), std::trunc(s.toDouble()));
  if (s.isComplex()) raise("TypeError", "int() argument must be a string, a bytes-like object or a real number, not 'complex'");
  return s.toLong();
}

KERNEL(bool_of_number) { *out = to_complex(args[0]) != complex(0, 0); }
KERNEL(bool_of_tensor) { *out = args[0].toTensor().is_nonzero(); }
KERNEL(bool_of_str) { *out = !args[0].toStringRef().empty(); }
KERNEL(int_of_number) { *out = truncated(args[0].toScalar()); }
KERNEL(int_of_tensor) {
  const c10::Scalar s = item(args[0]);
  *out = s.isComplex() ? s.toLong() : truncated(s);  // as torch: a complex number without imaginary part is one
}
KERNEL(int_of_str) { *out = text::parse_int(args[0].toStringRef(), 10); }
KERNEL(int_of_str_base) { *out = text::parse_int(args[0].toStringRef(), args[1].toInt()); }
KERNEL(float_of_number) {
  if (args[0].isComplexDouble()) raise("TypeError", "float() argument must be a string or a real number, not 'complex'");
  *out = to_double(args[0]);
}
KERNEL(float_of_tensor) { *out = item(args[0]).toDouble(); }
KERNEL(float_of_str) { *out = text::parse_float(args[0].toStringRef()); }
KERNEL(real) { *out = to_complex(args[0]).real(); }
KERNEL(imag) { *out = to_complex(args[0]).imag(); }
KERNEL(conj) { *out = std::conj(to_complex(args[0])); }
KERNEL(complex_of_number) { *out = to_complex(args[0]); }
KERNEL(complex_of_str) { *out = complex(text::parse_complex(args[0].toStringRef())); }
KERNEL(complex_of_parts) {
  *out = complex(real_part(args[0]), real_part(args[1]));
}
KERNEL(implicit_int) { *out = implicit_int(args[0]); }
KERNEL(implicit_float) { *out = implicit_scalar(args[0]).item().toDouble(); }
KERNEL(implicit_complex) { *out = implicit_scalar(args[0]).item().toComplexDouble(); }
KERNEL(implicit_number) { *out = scalar_value(implicit_scalar(args[0]).item()); }
KERNEL(number_of_bool) { *out = args[0]; }

KERNEL(tensor_of_number) { *out = wrapped(args[0].toScalar()); }
KERNEL(tensor_of_bool) { *out = wrapped(c10::Scalar(args[0].toBool())); }

KERNEL(bin) { *out = text::int_text(args[0].toInt(), 2, true); }
KERNEL(oct) { *out = text::int_text(args[0].toInt(), 8, true); }
KERNEL(hex) { *out = text::int_text(args[0].toInt(), 16, true); }
KERNEL(chr) {
  const int64_t code = args[0].toInt();
  if (code != static_cast<int32_t>(code)) raise("OverflowError", "Python int too large to convert to C int");
  if (code < 0 || code > 0x10FFFF) value_error("chr() arg not in range(0x110000)");
  *out = text::encode(static_cast<uint32_t>(code));
}
KERNEL(ord) {
  const std::string& s = args[0].toStringRef();
  const int64_t length = text::length(s);
  if (length != 1) raise("TypeError", "ord() expected a character, but string of length " + std::to_string(length) + " found");
  *out = static_cast<int64_t>(text::decode(s));
}
KERNEL(str) { *out = vm::value_str(args[0]); }
KERNEL(repr) { *out = vm::value_repr(args[0]); }
KERNEL(hash) { *out = static_cast<int64_t>(vm::value_hash(args[0])); }
KERNEL(id) { *out = args[0].isNone() ? int64_t{0} : reinterpret_cast<int64_t>(args[0].internalToPointer()); }
KERNEL(device_of_str) { *out = c10::Device(args[0].toStringRef()); }
KERNEL(device_with_index) {
  *out = c10::Device(args[0].toStringRef() + ":" + std::to_string(args[1].toInt()));
}
KERNEL(bit_length) {
  *out = static_cast<int64_t>(std::bit_width(magnitude(args[0].toInt())));
}
KERNEL(is_integer) { *out = std::isfinite(args[0].toDouble()) && std::floor(args[0].toDouble()) == args[0].toDouble(); }
KERNEL(round_int) { *out = to_double(args[0]); }
KERNEL(round_float) { *out = round_half_even(args[0].toDouble()) + 0.0; }  // no -0.0: an int has none
KERNEL(round_float_digits) { *out = text::rounded(args[0].toDouble(), args[1].toInt()); }
KERNEL(round_int_digits) { *out = text::rounded(to_int(args[0]), args[1].toInt()); }
KERNEL(round_number) {
  if (args[0].isInt()) *out = args[0];
  else if (args[0].isComplexDouble()) raise("TypeError", "type complex doesn't define __round__ method");
  else *out = round_half_even(to_double(args[0])) + 0.0;
}

}  // namespace
}  // namespace anabranch::kernels
