// Python's arithmetic on 64-bit ints and doubles: floor division, checked overflow, its errors and their texts.
#pragma once

#include "support.h"

#include "../vm/arithmetic.h"

#include <cmath>
#include <limits>

namespace anabranch::kernels {

[[noreturn]] inline void overflow() { raise("OverflowError", "integer result does not fit into 64 bits"); }
[[noreturn]] inline void zero_division(const char* message) { raise("ZeroDivisionError", message); }

inline int64_t add(int64_t a, int64_t b) {
  int64_t r;
  if (__builtin_add_overflow(a, b, &r)) overflow();
  return r;
}
inline int64_t sub(int64_t a, int64_t b) {
  int64_t r;
  if (__builtin_sub_overflow(a, b, &r)) overflow();
  return r;
}
inline int64_t mul(int64_t a, int64_t b) {
  int64_t r;
  if (__builtin_mul_overflow(a, b, &r)) overflow();
  return r;
}
inline uint64_t magnitude(int64_t v) { return v < 0 ? 0 - static_cast<uint64_t>(v) : static_cast<uint64_t>(v); }
inline int64_t floor_div(int64_t a, int64_t b) {
  if (b == 0) zero_division("integer division or modulo by zero");
  return b == -1 ? sub(0, a) : vm::floor_div(a, b);
}
inline int64_t floor_mod(int64_t a, int64_t b) {
  if (b == 0) zero_division("integer modulo by zero");
  return vm::floor_mod(a, b);
}
inline double floor_mod(double a, double b) {
  if (b == 0.0) zero_division("float modulo");
  return vm::float_mod(a, b);
}
inline double floor_div(double a, double b, const char* message = "float floor division by zero") {
  if (b == 0.0) zero_division(message);
  return vm::float_floor_div(a, b);
}
inline double true_div(double a, double b) {
  if (b == 0.0) zero_division("float division by zero");
  return a / b;
}
inline double true_div(int64_t a, int64_t b) {
  if (b == 0) zero_division("division by zero");
  return vm::true_div(a, b);
}
inline int64_t int_pow(int64_t base, int64_t exponent) {
  int64_t result = 1;
  while (true) {
    if (exponent & 1) result = mul(result, base);
    exponent >>= 1;
    if (exponent == 0) return result;
    base = mul(base, base);
  }
}
inline double float_pow(double a, double b) {
  if (a == 1.0 || b == 0.0) return 1.0;  // C's is NaN beside a signalling one
  if (a == 0.0 && b < 0.0 && !std::isinf(b)) zero_division("0.0 cannot be raised to a negative power");
  const double r = std::pow(a, b);
  if (std::isinf(r) && std::isfinite(a) && std::isfinite(b)) raise("OverflowError", "(34, 'Numerical result out of range')");
  return r;
}
inline int64_t shift_left(int64_t a, int64_t b) {
  if (b < 0) value_error("negative shift count");
  int64_t r;
  if (vm::shift_overflows(a, b, &r)) overflow();
  return r;
}
inline int64_t shift_right(int64_t a, int64_t b) {
  if (b < 0) value_error("negative shift count");
  return a >> (b > 63 ? 63 : b);
}
inline int64_t to_int_checked(double d, double truncated) {
  if (std::isnan(d)) value_error("cannot convert float NaN to integer");
  if (std::isinf(d)) raise("OverflowError", "cannot convert float infinity to integer");
  if (truncated < -9223372036854775808.0 || truncated >= 9223372036854775808.0) overflow();
  return static_cast<int64_t>(truncated);
}
// round(d) of Python, which gives an int: NaN and the infinities have none.
inline double round_half_even(double d) {
  if (!std::isfinite(d)) to_int_checked(d, d);
  return std::nearbyint(d);
}

}  // namespace anabranch::kernels
