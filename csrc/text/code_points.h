// Strings are sequences of code points, stored as UTF-8 (a lone surrogate like any other code point). These find places in
// them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace anabranch::text {

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
void append(std::string& out, uint32_t code_point);
inline std::string encode(uint32_t code_point) {
  std::string s;
  append(s, code_point);
  return s;
}

// for (uint32_t c : CodePoints(s))
class CodePoints {
 public:
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = uint32_t;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = uint32_t;
    Iterator(std::string_view s, size_t at) : s_(s), at_(at) {}
    uint32_t operator*() const { return decode(s_.substr(at_)); }
    Iterator& operator++() {
      at_ = next(s_, at_);
      return *this;
    }
    bool operator==(const Iterator& other) const { return at_ == other.at_; }

   private:
    std::string_view s_;
    size_t at_;
  };
  explicit CodePoints(std::string_view s) : s_(s) {}
  Iterator begin() const { return {s_, 0}; }
  Iterator end() const { return {s_, s_.size()}; }

 private:
  std::string_view s_;
};
template <class Test>
bool all_of(std::string_view s, Test test) {
  const CodePoints all(s);
  return std::all_of(all.begin(), all.end(), test);
}
std::u32string decoded(std::string_view s);
std::string encoded(std::u32string_view s);

}  // namespace anabranch::text
