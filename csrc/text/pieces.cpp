#include "text/pieces.h"

#include "text/code_points.h"
#include "text/error.h"
#include "text/unicode.h"

#include <new>

namespace anabranch::text {

namespace {

bool is_space(uint32_t c) { return is(c, Space); }

// Byte offset of the code point that ends at `at`.
size_t before(std::string_view s, size_t at) {
  do --at;
  while (at > 0 && is_continuation(s[at]));
  return at;
}
// The first place from `at` on (the last one up to `at`) whose code point is space, or is not.
size_t forward(std::string_view s, size_t at, bool space) {
  while (at < s.size() && is_space(decode(s.substr(at))) != space) at = next(s, at);
  return at;
}
size_t backward(std::string_view s, size_t at, bool space) {
  while (at > 0 && is_space(decode(s.substr(before(s, at)))) != space) at = before(s, at);
  return at;
}
bool is_full(const Pieces& r, int64_t max) { return max >= 0 && static_cast<int64_t>(r.size()) >= max; }

Pieces reversed(Pieces r) {
  std::reverse(r.begin(), r.end());
  return r;
}

}  // namespace

Pieces split_space(std::string_view s, int64_t max) {
  Pieces r;
  for (size_t at = forward(s, 0, false); at < s.size(); at = forward(s, at, false)) {
    const size_t end = is_full(r, max) ? s.size() : forward(s, at, true);
    r.push_back(s.substr(at, end - at));
    at = end;
  }
  return r;
}

Pieces rsplit_space(std::string_view s, int64_t max) {
  Pieces r;
  for (size_t at = backward(s, s.size(), false); at > 0; at = backward(s, at, false)) {
    const size_t begin = is_full(r, max) ? 0 : backward(s, at, true);
    r.push_back(s.substr(begin, at - begin));
    at = begin;
  }
  return reversed(std::move(r));
}

Pieces split_at(std::string_view s, std::string_view separator, int64_t max) {
  Pieces r;
  size_t from = 0;
  for (size_t at; !is_full(r, max) && (at = s.find(separator, from)) != s.npos; from = at + separator.size()) {
    r.push_back(s.substr(from, at - from));
  }
  r.push_back(s.substr(from));
  return r;
}

Pieces rsplit_at(std::string_view s, std::string_view separator, int64_t max) {
  Pieces r;
  for (size_t at; !is_full(r, max) && (at = s.rfind(separator)) != s.npos; s = s.substr(0, at)) {
    r.push_back(s.substr(at + separator.size()));
  }
  r.push_back(s);
  return reversed(std::move(r));
}

Pieces lines(std::string_view s, bool keep_ends) {
  Pieces r;
  for (size_t from = 0, at = 0; from < s.size(); from = at) {
    while (at < s.size() && !is_line_break(decode(s.substr(at)))) at = next(s, at);
    const size_t end = at;
    if (at < s.size()) at = s.substr(at, 2) == "\r\n" ? at + 2 : next(s, at);
    r.push_back(s.substr(from, (keep_ends ? at : end) - from));
  }
  return r;
}

Pieces characters(std::string_view s) {
  Pieces r;
  for (size_t at = 0, end; at < s.size(); at = end) {
    end = next(s, at);
    r.push_back(s.substr(at, end - at));
  }
  return r;
}

std::string_view stripped(std::string_view s, std::optional<std::string_view> characters, bool left, bool right) {
  const std::u32string given = characters ? decoded(*characters) : std::u32string();
  const auto dropped = [&](size_t at) {
    const uint32_t c = decode(s.substr(at));
    return characters ? given.find(c) != given.npos : is_space(c);
  };
  size_t from = 0, to = s.size();
  while (left && from < to && dropped(from)) from = next(s, from);
  while (right && to > from && dropped(before(s, to))) to = before(s, to);
  return s.substr(from, to - from);
}

std::string sliced(std::string_view s, std::optional<int64_t> start, std::optional<int64_t> end, int64_t step) {
  const int64_t size = length(s), lowest = step < 0 ? -1 : 0, highest = step < 0 ? size - 1 : size;
  const auto place = [&](int64_t i) { return std::clamp(i < 0 ? i + size : i, lowest, highest); };
  int64_t at = start ? place(*start) : step < 0 ? highest : lowest;
  const int64_t stop = end ? place(*end) : step < 0 ? lowest : highest;
  if (step == 1) return at < stop ? std::string(range(s, at, stop)) : std::string();
  const std::u32string all = decoded(s);
  std::string r;
  while (step > 0 ? at < stop : at > stop) {
    append(r, all[static_cast<size_t>(at)]);
    if (__builtin_add_overflow(at, step, &at)) break;
  }
  return r;
}

std::string replaced(std::string_view s, std::string_view old, std::string_view with, int64_t max) {
  std::string r;
  if (!old.empty()) {
    const Pieces parts = split_at(s, old, max);
    for (size_t i = 0; i < parts.size(); ++i) (r += i ? with : std::string_view()) += parts[i];
    return r;
  }
  auto more = [left = max]() mutable { return left < 0 || (left > 0 && left-- > 0); };
  for (const std::string_view c : characters(s)) (r += more() ? with : std::string_view()) += c;
  return r += more() ? with : std::string_view();
}

std::string repeated(std::string_view s, int64_t times) {
  std::string r;
  if (s.empty() || times <= 0) return r;
  if (times > INT64_MAX / length(s)) throw Error("OverflowError", "repeated string is too long");
  if (static_cast<uint64_t>(times) > r.max_size() / s.size()) throw std::bad_alloc();
  r.reserve(s.size() * static_cast<size_t>(times));
  for (int64_t i = 0; i < times; ++i) r += s;
  return r;
}

std::string with_spaces_for_tabs(std::string_view s, int64_t tab_size) {
  if (tab_size != static_cast<int32_t>(tab_size)) throw Error("OverflowError", "Python int too large to convert to C int");
  std::string r;
  int64_t column = 0;
  for (const std::string_view c : characters(s)) {
    if (c == "\t") {
      const int64_t spaces = tab_size > 0 ? tab_size - column % tab_size : 0;
      r.append(static_cast<size_t>(spaces), ' ');
      column += spaces;
    } else {
      r += c;
      column = c == "\n" || c == "\r" ? 0 : column + 1;
    }
  }
  return r;
}

}  // namespace anabranch::text
