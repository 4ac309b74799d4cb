// What a code point is, and the cases it has: Unicode as CPython's str knows it. The tables are generated.
#pragma once

#include "text/unicode_tables.h"

#include <string>
#include <string_view>

namespace anabranch::text {

using namespace tables;  // the flags

const Record& record_of(uint32_t code_point);
// Whether it has one of these flags.
inline bool is(uint32_t c, int flags) { return (record_of(c).flags & flags) != 0; }
inline bool is_alphanumeric(uint32_t c) { return is(c, Alpha | Decimal | Digit | Numeric); }
bool is_line_break(uint32_t code_point);
int decimal_value(uint32_t code_point);  // 0 to 9; -1: not a decimal digit

// Strings in another case, as the methods of str.
std::string upper(std::string_view s);
std::string lower(std::string_view s);
std::string folded(std::string_view s);
std::string swapped_case(std::string_view s);
std::string capitalized(std::string_view s);
std::string titled(std::string_view s);

// Questions about whole strings, as the methods of str. No letter at all: no.
bool is_lower(std::string_view s);
bool is_upper(std::string_view s);
bool is_titled(std::string_view s);
bool is_identifier(std::string_view s);

std::string repr(std::string_view s);
std::string escaped_to_ascii(std::string_view s);  // ascii(v) of s = repr(v)

}  // namespace anabranch::text
