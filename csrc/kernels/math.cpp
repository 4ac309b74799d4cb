// The functions of Python's `math`, and conversions between numbers.
#include "complex_numbers.h"

#include <numeric>

namespace anabranch::kernels {
namespace {

using Real = double (*)(double);

// math.f(x): a NaN from a number is a domain error, an infinity from a finite number a range error.
double checked(double x, double y) {
  if (std::isnan(y) && !std::isnan(x)) value_error("math domain error");
  if (std::isinf(y) && std::isfinite(x)) raise("OverflowError", "math range error");
  return y;
}
double checked_pole(double x, double y) {  // log, atanh: a pole is a domain error
  if ((std::isnan(y) && !std::isnan(x)) || (std::isinf(y) && std::isfinite(x))) value_error("math domain error");
  return y;
}

template <Real F>
double real(const IValue& v) { const double x = to_double(v); return checked(x, F(x)); }
template <Real F>
double real_pole(const IValue& v) { const double x = to_double(v); return checked_pole(x, F(x)); }

#define MATH_REAL(symbol, of_real) \
  KERNEL(symbol) { *out = of_real(args[0]); }
#define MATH_COMPLEX(symbol, of_real, of_complex)                                                        \
  KERNEL(symbol) {                                                                                       \
    if (!args[0].isComplexDouble()) *out = of_real(args[0]);                                             \
    else *out = complex(of_complex(std::complex<double>(args[0].toComplexDouble())));                    \
  }
MATH_COMPLEX(sin, real<std::sin>, sin_of)
MATH_COMPLEX(cos, real<std::cos>, cos_of)
MATH_COMPLEX(tan, real<std::tan>, tan_of)
MATH_COMPLEX(asin, real<std::asin>, std::asin)
MATH_COMPLEX(acos, real<std::acos>, std::acos)
MATH_COMPLEX(atan, real<std::atan>, atan_of)
MATH_COMPLEX(sinh, real<std::sinh>, sinh_of)
MATH_COMPLEX(cosh, real<std::cosh>, cosh_of)
MATH_COMPLEX(tanh, real<std::tanh>, tanh_of)
MATH_COMPLEX(asinh, real<std::asinh>, std::asinh)
MATH_COMPLEX(acosh, real<std::acosh>, acosh_of)
MATH_COMPLEX(atanh, real_pole<std::atanh>, atanh_of)
MATH_COMPLEX(exp, real<std::exp>, exp_of)
MATH_COMPLEX(sqrt, real<std::sqrt>, std::sqrt)
MATH_COMPLEX(log, real_pole<std::log>, log_of)
MATH_COMPLEX(log10, real_pole<std::log10>, log10_of)
MATH_REAL(log1p, real_pole<std::log1p>)
MATH_REAL(log2, real_pole<std::log2>)
MATH_REAL(expm1, real<std::expm1>)
MATH_REAL(erf, real<std::erf>)
MATH_REAL(erfc, real<std::erfc>)
MATH_REAL(fabs, real<std::fabs>)
#undef MATH_REAL
#undef MATH_COMPLEX

KERNEL(lgamma) {
  const double x = to_double(args[0]);
  if (x <= 0 && x == std::floor(x) && std::isfinite(x)) value_error("math domain error");
  *out = checked(x, std::lgamma(x));
}
KERNEL(gamma) {
  const double x = to_double(args[0]);
  if (x <= 0 && x == std::floor(x)) value_error("math domain error");
  *out = checked(x, std::tgamma(x));
}
KERNEL(degrees) { *out = to_double(args[0]) * (180.0 / M_PI); }
KERNEL(radians) { *out = to_double(args[0]) * (M_PI / 180.0); }

KERNEL(floor) {
  if (is_integral(args[0])) *out = to_int(args[0]);
  else *out = to_int_checked(to_double(args[0]), std::floor(to_double(args[0])));
}
KERNEL(ceil) {
  if (is_integral(args[0])) *out = to_int(args[0]);
  else *out = to_int_checked(to_double(args[0]), std::ceil(to_double(args[0])));
}
KERNEL(trunc) {
  if (is_integral(args[0])) *out = to_int(args[0]);
  else *out = to_int_checked(to_double(args[0]), std::trunc(to_double(args[0])));
}

KERNEL(atan2) {
  *out = std::atan2(to_double(args[0]), to_double(args[1]));
}
KERNEL(copysign) {
  *out = std::copysign(to_double(args[0]), to_double(args[1]));
}
KERNEL(fmod) {
  const double x = to_double(args[0]), y = to_double(args[1]), r = std::fmod(x, y);
  if (std::isnan(r) && !std::isnan(x) && !std::isnan(y)) value_error("math domain error");
  *out = r;
}
KERNEL(mathremainder) {
  const double x = to_double(args[0]), y = to_double(args[1]), r = std::remainder(x, y);
  if (std::isnan(r) && !std::isnan(x) && !std::isnan(y)) value_error("math domain error");
  *out = r;
}
KERNEL(log_base) {
  const double numerator = real_pole<std::log>(args[0]), base = real_pole<std::log>(args[1]);
  if (base == 0.0) zero_division("float division by zero");
  *out = numerator / base;
}
// The pole of the number is no error where a base is given: cmath forgets it when it looks at the base.
KERNEL(log_complex_base) {
  const complex numerator(std::log(Z(to_complex(args[0])))), base(log_of(Z(to_complex(args[1]))));
  if (base == complex(0, 0)) value_error("math domain error");
  *out = divide(numerator, base);
}
complex polar(double r, double angle) {
  if (std::isinf(angle) && r != 0 && !std::isnan(r)) value_error("math domain error");
  if (r == 0 && !std::isfinite(angle)) return complex(0, 0);
  if (angle == 0) return complex(r, std::isnan(r) ? 0.0 : std::copysign(0.0, r) * std::copysign(1.0, angle));
  if (std::isinf(r) && std::isnan(angle)) return complex(HUGE_VAL, NAN);
  return complex(r * std::cos(angle), r * std::sin(angle));
}
KERNEL(polar) { *out = polar(to_double(args[0]), to_double(args[1])); }
KERNEL(angle) {
  const complex z = to_complex(args[0]);
  if (args[0].isComplexDouble()) *out = std::atan2(z.imag(), z.real());
  else *out = std::isnan(z.real()) ? z.real() : z.real() < 0 ? M_PI : 0.0;
}
KERNEL(isnan) {
  const complex z = to_complex(args[0]);
  *out = std::isnan(z.real()) || std::isnan(z.imag());
}
KERNEL(isinf) {
  const complex z = to_complex(args[0]);
  *out = std::isinf(z.real()) || std::isinf(z.imag());
}
KERNEL(isfinite) {
  const complex z = to_complex(args[0]);
  *out = std::isfinite(z.real()) && std::isfinite(z.imag());
}
KERNEL(modf) {
  double whole;
  const double fraction = std::modf(args[0].toDouble(), &whole);
  *out++ = fraction;
  *out = whole;
}
KERNEL(frexp) {
  int exponent = 0;
  *out++ = std::frexp(args[0].toDouble(), &exponent);
  *out = static_cast<int64_t>(exponent);
}
KERNEL(ldexp) {
  const double x = args[0].toDouble();
  const double r = std::ldexp(x, static_cast<int>(std::clamp<int64_t>(args[1].toInt(), -10000, 10000)));
  *out = checked(x, r);
}
KERNEL(exp2) { *out = real<std::exp2>(args[0]); }
KERNEL(cbrt) { *out = real<std::cbrt>(args[0]); }
KERNEL(nextafter) { *out = std::nextafter(args[0].toDouble(), args[1].toDouble()); }
KERNEL(isclose) {
  const double a = args[0].toDouble(), b = args[1].toDouble(), rel = args[2].toDouble(), abs = args[3].toDouble();
  if (rel < 0 || abs < 0) value_error("tolerances must be non-negative");
  const double apart = std::isinf(a) || std::isinf(b) ? NAN : std::fabs(a - b);
  *out = a == b || apart <= std::fabs(rel * b) || apart <= std::fabs(rel * a) || apart <= abs;  // one by one: any may be NaN
}
KERNEL(isqrt) {
  const int64_t v = to_int(args[0]);
  if (v < 0) value_error("isqrt() argument must be nonnegative");
  int64_t r = static_cast<int64_t>(std::sqrt(static_cast<long double>(v)));
  while (r > 0 && r > v / r) --r;
  while ((r + 1) <= v / (r + 1)) ++r;
  *out = r;
}
// n! / (n - k)!, divided on the way by what comb asks for.
int64_t falling(const IValue* args, bool divide) {
  const int64_t total = to_int(args[0]);
  int64_t k = to_int(args[1]);
  if (total < 0) value_error("n must be a non-negative integer");
  if (k < 0) value_error("k must be a non-negative integer");
  if (k > total) return 0;
  if (divide) k = std::min(k, total - k);
  __int128 r = 1;
  for (int64_t i = 0; i < k; ++i) {
    r *= total - i;
    if (divide) r /= i + 1;
    if (r > INT64_MAX) overflow();  // it only grows
  }
  return static_cast<int64_t>(r);
}
KERNEL(comb) { *out = falling(args, true); }
KERNEL(perm) { *out = falling(args, false); }
int64_t positive(unsigned __int128 v) {
  if (v > INT64_MAX) overflow();
  return static_cast<int64_t>(v);
}
KERNEL(lcm) {
  const uint64_t a = magnitude(to_int(args[0])), b = magnitude(to_int(args[1]));
  *out = a == 0 ? int64_t{0} : positive(static_cast<unsigned __int128>(a / std::gcd(a, b)) * b);
}
KERNEL(gcd) { *out = positive(std::gcd(magnitude(to_int(args[0])), magnitude(to_int(args[1])))); }
KERNEL(factorial) {
  const int64_t n_ = to_int(args[0]);
  if (n_ < 0) value_error("factorial() not defined for negative values");
  int64_t r = 1;
  for (int64_t i = 2; i <= n_; ++i) r = mul(r, i);
  *out = r;
}

}  // namespace
}  // namespace anabranch::kernels
