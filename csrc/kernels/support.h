// Small words that kernels are written in: arguments by type, Python's errors.
#pragma once

#include "../vm/kernel.h"
#include "../vm/sharing.h"
#include "../vm/types.h"
#include "../vm/value_ops.h"

#include <complex>
#include <string>

namespace anabranch::kernels {

using c10::IValue;
using vm::ScriptException;
using vm::Hold;
using vm::ListView;
using vm::IndexView;
using complex = c10::complex<double>;

[[noreturn]] inline void raise(const char* type, std::string message) { throw ScriptException(type, std::move(message)); }
[[noreturn]] inline void value_error(std::string message) { raise("ValueError", std::move(message)); }
[[noreturn]] inline void index_error(std::string message) { raise("IndexError", std::move(message)); }

// A number of any kind as a double; bools count as numbers, as in Python.
inline double to_double(const IValue& v) {
  if (v.isDouble()) return v.toDouble();
  if (v.isInt()) return static_cast<double>(v.toInt());
  if (v.isComplexDouble()) raise("TypeError", "must be real number, not complex");
  return v.isBool() ? v.toBool() : v.toScalar().toDouble();
}
inline int64_t to_int(const IValue& v) { return v.isBool() ? v.toBool() : v.toInt(); }
inline complex to_complex(const IValue& v) {
  return v.isComplexDouble() ? v.toComplexDouble() : complex(to_double(v), 0.0);
}
inline bool is_integral(const IValue& v) { return v.isInt() || v.isBool(); }

// An index as Python takes it: negative ones count from the end. Throws IndexError(message).
inline int64_t wrap_index(int64_t i, int64_t size, const char* message) {
  const int64_t at = i < 0 ? i + size : i;
  if (at < 0 || at >= size) index_error(message);
  return at;
}

}  // namespace anabranch::kernels
