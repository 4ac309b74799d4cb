#include "text.h"

namespace anabranch::kernels::text {

uint32_t decode(std::string_view s) {
  const auto byte = [&](size_t i) { return static_cast<uint32_t>(static_cast<unsigned char>(s[i])); };
  if (byte(0) < 0x80) return byte(0);
  const size_t more = byte(0) >= 0xF0 ? 3 : byte(0) >= 0xE0 ? 2 : 1;
  uint32_t code = byte(0) & (0x3F >> more);
  for (size_t i = 1; i <= more && i < s.size(); ++i) code = code << 6 | (byte(i) & 0x3F);
  return code;
}

std::string encode(uint32_t c) {
  const auto tail = [&](int shift) { return static_cast<char>(0x80 | (c >> shift & 0x3F)); };
  if (c < 0x80) return {static_cast<char>(c)};
  if (c < 0x800) return {static_cast<char>(0xC0 | c >> 6), tail(0)};
  if (c < 0x10000) return {static_cast<char>(0xE0 | c >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xF0 | c >> 18), tail(12), tail(6), tail(0)};
}

}  // namespace anabranch::kernels::text
