// Arithmetic and comparison of boxed numbers. Unboxed ints and floats have opcodes; these serve Scalar, Any, complex and
// generic code.
#include "complex_numbers.h"
#include "ordering.h"

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
IValue generic_pow(const IValue* a) {
  // A negative base with a fractional exponent is complex in Python; the type here says float, so it is NaN.
  if (any_complex(a)) return power(to_complex(a[0]), to_complex(a[1]));
  if (both_integral(a) && to_int(a[1]) >= 0) return int_pow(to_int(a[0]), to_int(a[1]));
  const double base = to_double(a[0]), exponent = to_double(a[1]);
  return float_pow(base, exponent);
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
  else if (args[0].isComplexDouble()) *out = length_of(Z(args[0].toComplexDouble()));
  else *out = std::fabs(to_double(args[0]));
}

KERNEL(lt) { *out = ordered(Order::Less, args[0], args[1]); }
KERNEL(le) { *out = ordered(Order::LessEqual, args[0], args[1]); }
KERNEL(gt) { *out = ordered(Order::Greater, args[0], args[1]); }
KERNEL(ge) { *out = ordered(Order::GreaterEqual, args[0], args[1]); }
KERNEL(eq) { *out = vm::values_equal(args[0], args[1]); }
KERNEL(ne) { *out = !vm::values_equal(args[0], args[1]); }

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

#define EXTREMUM(symbol, order)                                                                          \
  KERNEL(symbol) {                                                                                       \
    *out = ordered(order, args[1], args[0]) ? args[1] : args[0];                                         \
  }                                                                                                      \
  KERNEL(symbol##_real) {                                                                                \
    *out = to_double(ordered(order, args[1], args[0]) ? args[1] : args[0]);                              \
  }
EXTREMUM(min, Order::Less)
EXTREMUM(max, Order::Greater)
#undef EXTREMUM

}  // namespace
}  // namespace anabranch::kernels
