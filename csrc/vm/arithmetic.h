// Python's arithmetic on 64-bit ints and doubles. Overflow is reported, never wrapped.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace anabranch::vm {

inline bool both_small(int64_t a, int64_t b) { return (static_cast<uint64_t>(a) | static_cast<uint64_t>(b)) >> 32 == 0; }

// b is not 0. 32-bit division is several times faster than 64-bit on most machines.
inline int64_t floor_mod(int64_t a, int64_t b) {
  if (both_small(a, b)) [[likely]] return static_cast<uint32_t>(a) % static_cast<uint32_t>(b);
  if (b == -1) return 0;  // INT64_MIN % -1 traps
  const int64_t m = a % b;
  return m != 0 && (m ^ b) < 0 ? m + b : m;
}

// b is not 0, and not -1 with a = INT64_MIN.
inline int64_t floor_div(int64_t a, int64_t b) {
  if (both_small(a, b)) [[likely]] return static_cast<uint32_t>(a) / static_cast<uint32_t>(b);
  const int64_t q = a / b;
  return a % b != 0 && (a ^ b) < 0 ? q - 1 : q;
}

// `a << b` for b >= 0; true where it does not fit.
inline bool shift_overflows(int64_t a, int64_t b, int64_t* result) {
  *result = 0;
  if (a == 0) return false;
  if (b > 63) return true;
  *result = static_cast<int64_t>(static_cast<uint64_t>(a) << b);
  return *result >> b != a;
}

// Rounded once: a double of two ints that it cannot hold, divided, would be rounded three times.  The quotient has at least
// three bits more than a double, the last of which says whether anything is left.
inline double wide_true_div(int64_t a, int64_t b) {
  const uint64_t x = a < 0 ? 0 - static_cast<uint64_t>(a) : static_cast<uint64_t>(a);
  const uint64_t y = b < 0 ? 0 - static_cast<uint64_t>(b) : static_cast<uint64_t>(b);
  const int shift = std::max(0, 56 + static_cast<int>(std::bit_width(y)) - static_cast<int>(std::bit_width(x)));
  const unsigned __int128 wide = static_cast<unsigned __int128>(x) << shift;
  const uint64_t quotient = static_cast<uint64_t>(wide / y) | (wide % y != 0);
  const double r = std::ldexp(static_cast<double>(quotient), -shift);
  return (a < 0) != (b < 0) ? -r : r;
}
inline double true_div(int64_t a, int64_t b) {
  constexpr int64_t exact = int64_t{1} << 53;
  if (a > -exact && a < exact && b > -exact && b < exact) [[likely]] return static_cast<double>(a) / static_cast<double>(b);
  return wide_true_div(a, b);
}

// b is not 0. CPython's float_rem and float_floor_div.
inline double float_mod(double a, double b) {
  double m = std::fmod(a, b);
  if (m != 0) return (b < 0) != (m < 0) ? m + b : m;
  return std::copysign(0.0, b);
}
inline double float_floor_div(double a, double b) {
  double m = std::fmod(a, b);
  double q = (a - m) / b;
  if (m != 0 && (b < 0) != (m < 0)) q -= 1.0;
  if (q == 0) return std::copysign(0.0, a / b);
  const double f = std::floor(q);
  return q - f > 0.5 ? f + 1.0 : f;
}

// range(start, …, step)[i]: only the number itself must fit.
inline bool derive_overflows(int64_t start, int64_t i, int64_t step, int64_t* result) {
  const __int128 r = static_cast<__int128>(i) * step + start;
  *result = static_cast<int64_t>(r);
  return *result != r;
}

// len(range(start, stop, step)); step is not 0.  Negative where it does not fit: such a length has 64 bits.
inline int64_t range_length(int64_t start, int64_t stop, int64_t step) {
  if (step > 0 ? start >= stop : start <= stop) return 0;
  const uint64_t distance = step > 0 ? static_cast<uint64_t>(stop) - static_cast<uint64_t>(start)
                                     : static_cast<uint64_t>(start) - static_cast<uint64_t>(stop);
  const uint64_t stride = step > 0 ? static_cast<uint64_t>(step) : -static_cast<uint64_t>(step);
  return static_cast<int64_t>((distance - 1) / stride + 1);
}

}  // namespace anabranch::vm
