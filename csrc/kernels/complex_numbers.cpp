#include "complex_numbers.h"

namespace anabranch::kernels {
namespace {

bool is_finite(const Z& z) { return std::isfinite(z.real()) && std::isfinite(z.imag()); }
bool is_infinite(complex z) { return std::isinf(z.real()) || std::isinf(z.imag()); }
[[noreturn]] void domain_error() { value_error("math domain error"); }

// A function that turns by `angle`, which has no sine where it is infinite; `defined`: the other part asks for one.
Z turned(Z (*function)(const Z&), const Z& z, double angle, bool defined) {
  if (std::isinf(angle) && defined) domain_error();
  const Z r = function(z);
  if (is_finite(z) && !is_finite(r)) raise("OverflowError", "math range error");
  return r;
}

// By squaring, as CPython does for small whole exponents: the last bits agree.
complex whole_power(complex a, long n) {
  complex result(1, 0);
  for (long rest = n < 0 ? -n : n; rest; rest >>= 1, a *= a)
    if (rest & 1) result *= a;
  return n > 0 ? result : divide(complex(1, 0), result);
}

// By length and angle.
complex polar_power(complex a, complex b) {
  const double size = length_of(Z(a)), angle = std::atan2(a.imag(), a.real());
  double length = std::pow(size, b.real()), turn = angle * b.real();
  if (b.imag() != 0) {
    length /= std::exp(angle * b.imag());
    turn += b.imag() * std::log(size);
  }
  if (std::isinf(turn)) zero_division("0.0 to a negative or complex power");  // CPython's word for any domain error
  return complex(length * std::cos(turn), length * std::sin(turn));
}

}  // namespace

// Smith's method: scaled by the larger part of the divisor, so that nothing overflows on the way.
complex divide(complex a, complex b) {
  const double real = std::fabs(b.real()), imag = std::fabs(b.imag());
  if (real == 0 && imag == 0) zero_division("complex division by zero");
  if (real >= imag) {
    const double ratio = b.imag() / b.real(), by = b.real() + b.imag() * ratio;
    return complex((a.real() + a.imag() * ratio) / by, (a.imag() - a.real() * ratio) / by);
  }
  if (imag >= real) {
    const double ratio = b.real() / b.imag(), by = b.real() * ratio + b.imag();
    return complex((a.real() * ratio + a.imag()) / by, (a.imag() * ratio - a.real()) / by);
  }
  return complex(NAN, NAN);
}

complex power(complex a, complex b) {
  if (b == complex(0, 0)) return complex(1, 0);
  const double whole = b.real();
  const bool is_small = b.imag() == 0 && whole == std::floor(whole) && std::fabs(whole) <= 100;
  if (a == complex(0, 0) && (b.imag() != 0 || whole < 0)) zero_division("0.0 to a negative or complex power");
  if (a == complex(0, 0)) return complex(0, 0);
  const complex r = is_small ? whole_power(a, static_cast<long>(whole)) : polar_power(a, b);
  if (is_infinite(r)) raise("OverflowError", "complex exponentiation");
  return r;
}

Z cos_of(const Z& z) { return turned(std::cos, z, z.real(), !std::isnan(z.imag())); }
Z sin_of(const Z& z) { return turned(std::sin, z, z.real(), !std::isnan(z.imag())); }
Z tan_of(const Z& z) {
  if (std::isnan(z.real()) && z.imag() == 0) return Z(NAN, NAN);  // C's says 0 for one part, CPython's for none
  return turned(std::tan, z, z.real(), std::isfinite(z.imag()));
}
Z cosh_of(const Z& z) { return turned(std::cosh, z, z.imag(), !std::isnan(z.real())); }
Z sinh_of(const Z& z) { return turned(std::sinh, z, z.imag(), !std::isnan(z.real())); }
Z tanh_of(const Z& z) {
  if (std::isnan(z.imag()) && z.real() == 0) return Z(NAN, NAN);
  return turned(std::tanh, z, z.imag(), std::isfinite(z.real()));
}
Z exp_of(const Z& z) { return turned(std::exp, z, z.imag(), z.real() > -HUGE_VAL); }

double length_of(const Z& z) {  // C's is NaN beside a signalling one
  return std::isinf(z.real()) || std::isinf(z.imag()) ? HUGE_VAL : std::hypot(z.real(), z.imag());
}
Z acosh_of(const Z& z) { return z.real() == 0 && std::isnan(z.imag()) ? Z(NAN, NAN) : std::acosh(z); }
Z atan_of(const Z& z) {
  if (z.real() == 0 && std::fabs(z.imag()) == 1) domain_error();
  return std::atan(z);
}
Z atanh_of(const Z& z) {
  if (z.imag() == 0 && std::fabs(z.real()) == 1) domain_error();
  return std::atanh(z);
}
Z log_of(const Z& z) {
  if (z == 0.0) domain_error();
  return std::log(z);
}
Z log10_of(const Z& z) {
  const Z r = log_of(z);
  return Z(r.real() / std::log(10.0), r.imag() / std::log(10.0));
}

}  // namespace anabranch::kernels
