#include "host/own_operators.h"

#include "own_operators.inc"

namespace anabranch::host {

namespace {

struct Row {
  const char *name, *symbol, *arguments, *results;  // kinds: `List|None Int`; `*` for any number
};
constexpr Row kRows[] = {
#define X(name, symbol, arguments, results) {name, symbol, arguments, results},
    ANABRANCH_OWN_OPERATORS(X)
#undef X
};

std::vector<Kinds> read(std::string_view text) {
  std::vector<Kinds> out;
  while (!text.empty()) {
    const size_t end = text.find_first_of("| ");
    const auto kind = kind_named(text.substr(0, end)).value();
    if (out.empty()) out.push_back(0);
    out.back() |= kind == TypeKind::Any ? kEveryKind : kind == TypeKind::Code ? set_of(kind, TypeKind::Int) : set_of(kind);
    if (end == std::string_view::npos) break;
    if (text[end] == ' ') out.push_back(0);
    text.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace

const OwnOperator* find_own_operator(const std::string& name) {
  static const auto& known = *[] {
    auto* m = new std::unordered_map<std::string, OwnOperator>;
    for (const Row& row : kRows) {
      const bool any = std::string_view(row.arguments) == "*";
      m->emplace(row.name, OwnOperator{vm::find_kernel(row.symbol), any, any ? std::vector<Kinds>() : read(row.arguments), read(row.results)});
    }
    return m;
  }();
  auto it = known.find(name);
  return it == known.end() ? nullptr : &it->second;
}

}  // namespace anabranch::host
