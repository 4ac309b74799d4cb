// The entry of an archive that has the native program, byte by byte (src/anabranch/archive/native_bytes.py). Nothing is read
// beyond its end, and no count is believed that the rest of the bytes could not hold.
#pragma once

#include "vm/error.h"

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace anabranch::host {

[[noreturn]] inline void refuse(const std::string& why) { throw vm::ScriptException("ArchiveError", why); }
[[noreturn]] inline void damaged(const std::string& what) { refuse("the archive is damaged: " + what); }
inline void demand(bool holds, const char* what) {
  if (!holds) [[unlikely]] damaged(what);
}

class Bytes {
 public:
  explicit Bytes(std::string_view data) : data_(data) {}
  bool at_end() const { return at_ == data_.size(); }

  uint8_t byte() {
    demand(at_ < data_.size(), "its native program ends too early");
    return static_cast<uint8_t>(data_[at_++]);
  }
  std::string_view stretch(size_t n) {
    demand(n <= data_.size() - at_, "its native program ends too early");
    at_ += n;
    return data_.substr(at_ - n, n);
  }
  uint64_t number() {
    uint64_t out = 0;
    for (int shift = 0;; shift += 7) {
      const uint64_t b = byte();
      demand(shift < 63 || b <= 1, "a number has more than 64 bits");
      out |= (b & 0x7F) << shift;
      if (b < 0x80) return out;
    }
  }
  int64_t integer() {
    const uint64_t n = number();
    return n % 2 ? -static_cast<int64_t>(n / 2) - 1 : static_cast<int64_t>(n / 2);
  }
  uint64_t below(uint64_t limit, const char* what) {
    const uint64_t n = number();
    demand(n < limit, what);
    return n;
  }
  // Of things that take at least one byte each.
  size_t count() { return static_cast<size_t>(below(data_.size() - at_ + 1, "a count is larger than what follows")); }
  bool flag() { return below(2, "a flag is neither 0 nor 1") != 0; }
  uint16_t small() { return static_cast<uint16_t>(below(65536, "a number has more than 16 bits")); }
  double real() {
    double out;
    std::memcpy(&out, stretch(sizeof out).data(), sizeof out);
    return out;
  }

 private:
  std::string_view data_;
  size_t at_ = 0;
};

}  // namespace anabranch::host
