// Taking strings apart and putting others into them, as the methods of `str`. Views point into the argument.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anabranch::text {

using Pieces = std::vector<std::string_view>;

// `max` < 0: as many as there are.
Pieces split_space(std::string_view s, int64_t max);
Pieces rsplit_space(std::string_view s, int64_t max);
Pieces split_at(std::string_view s, std::string_view separator, int64_t max);  // the separator is not empty, as below
Pieces rsplit_at(std::string_view s, std::string_view separator, int64_t max);
Pieces lines(std::string_view s, bool keep_ends);
Pieces characters(std::string_view s);

// Without the characters at the ends; nullopt: white space.
std::string_view stripped(std::string_view s, std::optional<std::string_view> characters, bool left, bool right);

std::string sliced(std::string_view s, std::optional<int64_t> start, std::optional<int64_t> end, int64_t step);  // step is not 0
std::string replaced(std::string_view s, std::string_view old, std::string_view with, int64_t max);
std::string repeated(std::string_view s, int64_t times);
std::string with_spaces_for_tabs(std::string_view s, int64_t tab_size);

}  // namespace anabranch::text
