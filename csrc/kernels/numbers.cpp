// Arithmetic and comparison of boxed numbers. Unboxed ints and floats have opcodes; these serve Scalar, Any, complex and
// generic code.
#include "complex_numbers.h"

namespace anabranch::kernels {
namespace {

bool any_complex(const IValue* a) { return a[0].isComplexDouble() || a[1].isComplexDouble(); }
bool both_integral(const IValue* a) { return is_integral(a[0]) && is_integral(a[1]); }

std::string types_of(const IValue& a, const IValue& b) {
  return std::string("'") + vm::type_name(a) + "' and '" + vm::type_name(b) + "'";
}
// Complex numbers have no order, quotient rounded down or remainder.
void check_real(const char* operation, const IValue* a) {
  if (any_complex(a)) raise("TypeError", std::string("unsupported operand type(s) for ") + operation + ": " + types_of(a[0], a[1]));
}
void check_ordered(const char* comparison, const IValue& a, const IValue& b) {
  if (a.isComplexDouble() || b.isComplexDouble())
    raise("TypeError", std::string("'") + comparison + "' not supported between instances of " + types_of(a, b));
}
IValue generic_pow(const IValue* a) {
  // A negative base with a fractional exponent is complex in Python; the type here says float, so it is NaN.
  if (any_complex(a)) return power(to_complex(a[0]), to_complex(a[1]));
  if (both_integral(a) && to_int(a[1]) >= 0) return int_pow(to_int(a[0]), to_int(a[1]));
  const double base = to_double(a[0]), exponent = to_double(a[1]);
  return float_pow(base, exponent);
}
// Python compares an int with a float by exact value, not by the rounded int.
int compare_int_float(int64_t i, double d) {
  if (d >= 9223372036854775808.0) return -1;
  if (d < -9223372036854775808.0) return 1;
  const int64_t whole = static_cast<int64_t>(d);
  if (i != whole) return i < whole ? -1 : 1;
  const double fraction = d - static_cast<double>(whole);
  return fraction > 0 ? -1 : fraction < 0;
}
// -1, 0, 1, or 2 where a NaN is involved.
int compare(const IValue& a, const IValue& b) {
  if (a.isString()) return a.toStringRef().compare(b.toStringRef()) < 0 ? -1 : a.toStringRef() != b.toStringRef();
  if (is_integral(a) && is_integral(b)) return to_int(a) < to_int(b) ? -1 : to_int(a) > to_int(b);
  const double x = to_double(a), y = to_double(b);
  if (std::isnan(x) || std::isnan(y)) return 2;
  if (is_integral(a)) return compare_int_float(to_int(a), y);
  if (is_integral(b)) return -compare_int_float(to_int(b), x);
  return x < y ? -1 : x > y;
}
bool equal(const IValue& a, const IValue& b) {
  return a.isComplexDouble() || b.isComplexDouble() ? to_complex(a) == to_complex(b) : compare(a, b) == 0;
}

#define ARITHMETIC(symbol, FN, C)                                                                        \
  KERNEL(symbol) {                                                                                       \
    if (both_integral(args)) {                                                                           \
      *out = FN(to_int(args[0]), to_int(args[1]));                                                       \
    } else if (any_complex(args)) {                                                                      \
      *out = to_complex(args[0]) C to_complex(args[1]);                                                  \
    } else {                                                                                             \
      *out = to_double(args[0]) C to_double(args[1]);                                                    \
    }                                                                                                    \
  }
ARITHMETIC(add, add, +)
ARITHMETIC(sub, sub, -)
ARITHMETIC(mul, mul, *)
#undef ARITHMETIC

KERNEL(div) {
  if (any_complex(args)) {
    *out = divide(to_complex(args[0]), to_complex(args[1]));
  } else if (both_integral(args)) {
    *out = true_div(to_int(args[0]), to_int(args[1]));
  } else {
    *out = true_div(to_double(args[0]), to_double(args[1]));
  }
}
// Of numbers whose kind is seen at run time only, but whose quotient is a float.
KERNEL(div_real) {
  if (any_complex(args)) raise("TypeError", "must be real number, not complex");
  kernel_div(args, n, out);
}
KERNEL(floordiv) {
  check_real("//", args);
  if (both_integral(args)) *out = floor_div(to_int(args[0]), to_int(args[1]));
  else *out = floor_div(to_double(args[0]), to_double(args[1]));
}
KERNEL(remainder) {
  check_real("%", args);
  if (both_integral(args)) *out = floor_mod(to_int(args[0]), to_int(args[1]));
  else *out = floor_mod(to_double(args[0]), to_double(args[1]));
}
KERNEL(divmod_int) {
  *out++ = floor_div(to_int(args[0]), to_int(args[1]));
  *out = floor_mod(to_int(args[0]), to_int(args[1]));
}
KERNEL(divmod_float) {
  const double a = to_double(args[0]), b = to_double(args[1]);
  *out++ = floor_div(a, b, "float divmod()");
  *out = floor_mod(a, b);
}
KERNEL(round_to_zero_floordiv) {
  const int64_t b = to_int(args[1]);
  if (b == 0) zero_division("integer division or modulo by zero");
  *out = b == -1 ? sub(0, to_int(args[0])) : to_int(args[0]) / b;
}
KERNEL(pow) { *out = generic_pow(args); }
KERNEL(pow_int) {
  if (to_int(args[1]) < 0 && to_int(args[0]) != 0)
    value_error("int ** int with a negative exponent is a float: write float(a) ** b");
  *out = generic_pow(args);
}
// These say float in their schema, so a whole result becomes one.
KERNEL(pow_real) {
  if (any_complex(args)) raise("TypeError", "must be real number, not complex");
  const IValue r = generic_pow(args);
  *out = r.isInt() ? IValue(static_cast<double>(r.toInt())) : r;
}
KERNEL(neg) {
  if (is_integral(args[0])) *out = sub(0, to_int(args[0]));
  else if (args[0].isComplexDouble()) *out = -args[0].toComplexDouble();
  else *out = -to_double(args[0]);
}
KERNEL(abs) {
  if (is_integral(args[0])) *out = to_int(args[0]) < 0 ? sub(0, to_int(args[0])) : to_int(args[0]);
  else if (args[0].isComplexDouble()) *out = std::abs(std::complex<double>(args[0].toComplexDouble()));
  else *out = std::fabs(to_double(args[0]));
}

#define COMPARISON(symbol, sign, test)                                                                   \
  KERNEL(symbol) {                                                                                       \
    check_ordered(sign, args[0], args[1]);                                                               \
    const int c = compare(args[0], args[1]);                                                             \
    *out = test;                                                                                         \
  }
COMPARISON(lt, "<", c == -1)
COMPARISON(le, "<=", c == -1 || c == 0)
COMPARISON(gt, ">", c == 1)
COMPARISON(ge, ">=", c == 1 || c == 0)
#undef COMPARISON

KERNEL(eq) { *out = equal(args[0], args[1]); }
KERNEL(ne) { *out = !equal(args[0], args[1]); }

#define BITS(symbol, c)                                                                                  \
  KERNEL(symbol) {                                                                                       \
    if (args[0].isBool()) *out = static_cast<bool>(args[0].toBool() c args[1].toBool());                 \
    else *out = args[0].toInt() c args[1].toInt();                                                       \
  }
BITS(bits_and, &)
BITS(bits_or, |)
BITS(bits_xor, ^)
#undef BITS
KERNEL(shift_left) { *out = shift_left(to_int(args[0]), to_int(args[1])); }
KERNEL(shift_right) { *out = shift_right(to_int(args[0]), to_int(args[1])); }
KERNEL(bool_not) { *out = !args[0].toBool(); }
// The inverse of `a` modulo `m`, by Euclid's algorithm.
__int128 inverse(__int128 a, __int128 m) {
  __int128 r = a, next_r = m, x = 1, next_x = 0;
  while (next_r != 0) {
    const __int128 q = r / next_r;
    r = std::exchange(next_r, r - q * next_r);
    x = std::exchange(next_x, x - q * next_x);
  }
  if (r != 1) value_error("base is not invertible for the given modulus");
  return (x % m + m) % m;
}
KERNEL(pow_modulo) {
  const int64_t modulus = to_int(args[2]), exponent = to_int(args[1]);
  if (modulus == 0) value_error("pow() 3rd argument cannot be 0");
  const __int128 m = modulus < 0 ? -static_cast<__int128>(modulus) : modulus;
  __int128 result = 1, base = (to_int(args[0]) % m + m) % m;
  if (exponent < 0) base = inverse(base, m);
  for (uint64_t left = magnitude(exponent); left > 0; left >>= 1, base = base * base % m) {
    if (left & 1) result = result * base % m;
  }
  result %= m;
  *out = static_cast<int64_t>(modulus < 0 && result != 0 ? result - m : result);
}
KERNEL(bits_not) { *out = ~to_int(args[0]); }

#define EXTREMUM(symbol, sign, wanted)                                                                   \
  KERNEL(symbol) {                                                                                       \
    check_ordered(sign, args[1], args[0]);                                                               \
    *out = compare(args[1], args[0]) == wanted ? args[1] : args[0];                                      \
  }                                                                                                      \
  KERNEL(symbol##_real) {                                                                                \
    *out = to_double(compare(args[1], args[0]) == wanted ? args[1] : args[0]);                           \
  }
EXTREMUM(min, "<", -1)
EXTREMUM(max, ">", 1)
#undef EXTREMUM

}  // namespace
}  // namespace anabranch::kernels
