// Numbers from text and as text, as CPython reads and writes them. Nothing here looks at the locale.
#pragma once

#include <complex>
#include <cstdint>
#include <string>
#include <string_view>

namespace anabranch::text {

int64_t parse_int(std::string_view s, int64_t base);  // int(s, base)
double parse_float(std::string_view s);
std::complex<double> parse_complex(std::string_view s);

std::string float_repr(double value);
std::string complex_repr(std::complex<double> value);
std::string int_text(int64_t value, int base, bool with_prefix);  // hex(value) and its kin

double rounded(double value, int64_t digits);  // round(value, digits)
int64_t rounded(int64_t value, int64_t digits);

// The significant decimal digits of a finite double's magnitude, without zeros at the end: 0.d1d2d3… × 10^point.
struct Digits {
  std::string digits;  // "0" for zero
  int64_t point;
};
Digits shortest(double value);                        // as few as tell it from its neighbours
Digits significant(double value, int64_t count);      // correctly rounded
Digits to_places(double value, int64_t places);       // behind the decimal point; negative: before it

}  // namespace anabranch::text
