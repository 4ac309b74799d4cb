#include "text/unicode.h"

#include "text/code_points.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iterator>

namespace anabranch::text {

namespace {

// The stretch that each block of code points begins in, so that a search stays within one block.
constexpr uint32_t kBlock = 64, kPoints = 0x110000;
constexpr auto kFirst = [] {
  std::array<uint16_t, kPoints / kBlock + 1> first{};
  size_t run = 0;
  for (uint32_t block = 0; block < kPoints / kBlock; ++block) {
    while (run + 1 < std::size(kStarts) && kStarts[run + 1] <= block * kBlock) ++run;
    first[block] = static_cast<uint16_t>(run);
  }
  first[kPoints / kBlock] = std::size(kStarts) - 1;
  return first;
}();

size_t run_of(uint32_t c) {
  c = std::min(c, kPoints - 1);
  const size_t first = kFirst[c / kBlock], last = kFirst[c / kBlock + 1];
  return static_cast<size_t>(std::upper_bound(kStarts + first, kStarts + last + 1, c) - kStarts) - 1;
}

void append_mapped(std::string& out, uint32_t c, int32_t way) {
  if (way >= kMany) out += kSpecial[way - kMany];
  else append(out, static_cast<uint32_t>(static_cast<int32_t>(c) + way));
}

// Greek's capital sigma is ς in lower case at the end of a word, else σ.
constexpr uint32_t kSigma = 0x3A3, kFinalSigma = 0x3C2;
bool ends_word(std::u32string_view s, size_t i) {
  size_t before = i, after = i + 1;
  while (before > 0 && is(s[before - 1], CaseIgnorable)) --before;
  if (before == 0 || !is(s[before - 1], Cased)) return false;
  while (after < s.size() && is(s[after], CaseIgnorable)) ++after;
  return after == s.size() || !is(s[after], Cased);
}
void append_lower(std::string& out, std::u32string_view s, size_t i) {
  if (s[i] == kSigma && ends_word(s, i)) append(out, kFinalSigma);
  else append_mapped(out, s[i], record_of(s[i]).lower);
}

template <class F>
std::string each(std::string_view s, F append_one) {
  const std::u32string points = decoded(s);
  std::string r;
  r.reserve(s.size());
  for (size_t i = 0; i < points.size(); ++i) append_one(r, points, i);
  return r;
}

void append_escape(std::string& out, uint32_t c) {
  char buffer[12];
  std::snprintf(buffer, sizeof buffer, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
  out += buffer;
}

}  // namespace

// Python's rule: single quotes unless the string has one and no double quote.
std::string repr(std::string_view s) {
  const char quote = s.find('\'') != s.npos && s.find('"') == s.npos ? '"' : '\'';
  std::string r(1, quote);
  for (const uint32_t c : CodePoints(s)) {
    if (c == static_cast<unsigned char>(quote) || c == '\\') (r += '\\') += static_cast<char>(c);
    else if (c == '\n') r += "\\n";
    else if (c == '\r') r += "\\r";
    else if (c == '\t') r += "\\t";
    else if (is(c, Printable)) append(r, c);
    else append_escape(r, c);
  }
  return r + quote;
}

std::string escaped_to_ascii(std::string_view s) {
  std::string r;
  for (const uint32_t c : CodePoints(s)) c < 0x80 ? append(r, c) : append_escape(r, c);
  return r;
}

const Record& record_of(uint32_t c) { return kRecords[kRecordOf[run_of(c)]]; }

bool is_line_break(uint32_t c) {
  return (c >= '\n' && c <= '\r') || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

int decimal_value(uint32_t c) {
  const size_t run = run_of(c);
  return kRecords[kRecordOf[run]].flags & Decimal ? static_cast<int>((c - kStarts[run]) % 10) : -1;
}

std::string upper(std::string_view s) {
  return each(s, [](std::string& r, std::u32string_view p, size_t i) { append_mapped(r, p[i], record_of(p[i]).upper); });
}
std::string lower(std::string_view s) { return each(s, append_lower); }
std::string folded(std::string_view s) {
  return each(s, [](std::string& r, std::u32string_view p, size_t i) { append_mapped(r, p[i], record_of(p[i]).folded); });
}
std::string swapped_case(std::string_view s) {
  return each(s, [](std::string& r, std::u32string_view p, size_t i) {
    if (is(p[i], Upper)) append_lower(r, p, i);
    else append_mapped(r, p[i], is(p[i], Lower) ? record_of(p[i]).upper : 0);
  });
}
std::string capitalized(std::string_view s) {
  return each(s, [](std::string& r, std::u32string_view p, size_t i) {
    if (i > 0) append_lower(r, p, i);
    else append_mapped(r, p[i], record_of(p[i]).title);
  });
}
std::string titled(std::string_view s) {
  return each(s, [](std::string& r, std::u32string_view p, size_t i) {
    if (i > 0 && is(p[i - 1], Cased)) append_lower(r, p, i);
    else append_mapped(r, p[i], record_of(p[i]).title);
  });
}

bool is_lower(std::string_view s) {
  bool any = false;
  for (const uint32_t c : CodePoints(s)) {
    if (is(c, Upper | Title)) return false;
    any |= is(c, Lower);
  }
  return any;
}
bool is_upper(std::string_view s) {
  bool any = false;
  for (const uint32_t c : CodePoints(s)) {
    if (is(c, Lower | Title)) return false;
    any |= is(c, Upper);
  }
  return any;
}
bool is_titled(std::string_view s) {
  bool inside = false, any = false;
  for (const uint32_t c : CodePoints(s)) {
    const bool capital = is(c, Upper | Title), small = is(c, Lower);
    if (capital ? inside : small && !inside) return false;
    inside = capital || small;
    any |= inside;
  }
  return any;
}
bool is_identifier(std::string_view s) {
  if (s.empty() || !is(decode(s), IdentifierStart)) return false;
  return all_of(s, [](uint32_t c) { return is(c, IdentifierPart); });
}

}  // namespace anabranch::text
