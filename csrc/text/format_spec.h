// `format(value, spec)` of numbers and strings: Python's mini-language  [[fill]align][sign][z][#][0][width][,_][.precision][type].
// Non-goal: `str.format` and `%`, which take values of the language (kernels/).
#pragma once

#include "text/numbers.h"

namespace anabranch::text {

// `name` is the type's, for messages. An empty spec is not special here: str(value) is what it means.
std::string format_int(int64_t value, std::string_view spec, const char* name);
std::string format_float(double value, std::string_view spec);
std::string format_complex(std::complex<double> value, std::string_view spec);
std::string format_string(std::string_view value, std::string_view spec);

// How C and Python write a float: type one of e E f F g G, or r for repr.
struct FloatStyle {
  char type;
  int64_t precision;
  bool alternate = false;         // `#`: keeps the point and the zeros of g
  bool point_zero = false;        // at least one digit behind the point
  bool no_negative_zero = false;
};
std::string float_text(double value, const FloatStyle& style);

}  // namespace anabranch::text
