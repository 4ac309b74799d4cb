#include "text/code_points.h"

namespace anabranch::text {

uint32_t decode(std::string_view s) {
  const auto byte = [&](size_t i) { return static_cast<uint32_t>(static_cast<unsigned char>(s[i])); };
  if (byte(0) < 0x80) return byte(0);
  const size_t more = byte(0) >= 0xF0 ? 3 : byte(0) >= 0xE0 ? 2 : 1;
  uint32_t code = byte(0) & (0x3F >> more);
  for (size_t i = 1; i <= more && i < s.size(); ++i) code = code << 6 | (byte(i) & 0x3F);
  return code;
}

void append(std::string& out, uint32_t c) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | (c >> shift & 0x3F)); };
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6);
    tail(0);
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | c >> 12);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | c >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

std::u32string decoded(std::string_view s) {
  std::u32string r;
  r.reserve(s.size());
  for (const uint32_t c : CodePoints(s)) r += static_cast<char32_t>(c);
  return r;
}

std::string encoded(std::u32string_view s) {
  std::string r;
  r.reserve(s.size());
  for (const char32_t c : s) append(r, c);
  return r;
}

}  // namespace anabranch::text
