// Strings are sequences of code points, stored as UTF-8. These find places in them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace anabranch::kernels::text {

inline bool is_ascii(std::string_view s) {
  return std::all_of(s.begin(), s.end(), [](unsigned char c) { return c < 0x80; });
}
inline bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }
inline int64_t length(std::string_view s) {
  return std::count_if(s.begin(), s.end(), [](char c) { return !is_continuation(c); });
}
// Byte offset of code point `i` (0 ≤ i ≤ length).
inline size_t offset(std::string_view s, int64_t i) {
  size_t at = 0;
  for (; i > 0; --i) {
    ++at;
    while (at < s.size() && is_continuation(s[at])) ++at;
  }
  return at;
}
inline int64_t position(std::string_view s, size_t byte) { return length(s.substr(0, byte)); }
inline size_t next(std::string_view s, size_t at) {
  ++at;
  while (at < s.size() && is_continuation(s[at])) ++at;
  return at;
}
// [start, end) in code points as Python's slice takes it, as a view.
inline std::string_view range(std::string_view s, int64_t start, int64_t end) {
  const size_t from = offset(s, start);
  return s.substr(from, offset(s.substr(from), end - start));
}
inline int64_t clamp_index(int64_t i, int64_t size) { return std::clamp<int64_t>(i < 0 ? i + size : i, 0, size); }

uint32_t decode(std::string_view s);  // the first code point
std::string encode(uint32_t code_point);

}  // namespace anabranch::kernels::text
