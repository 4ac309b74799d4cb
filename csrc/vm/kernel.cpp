#include "kernel.h"

#include <unordered_map>

namespace anabranch::vm {

namespace {
// Filled by static initialisers of any translation unit, read afterwards.
std::unordered_multimap<std::string, Kernel>& table() {
  static std::unordered_multimap<std::string, Kernel> t;
  return t;
}
}  // namespace

bool register_kernel(const char* symbol, Kernel kernel) {
  table().emplace(symbol, kernel);
  return true;
}

Kernel find_kernel(std::string_view symbol) {
  auto it = table().find(std::string(symbol));
  return it == table().end() ? nullptr : it->second;
}

std::vector<std::string> kernel_symbols() {
  std::vector<std::string> all;
  for (const auto& [symbol, kernel] : table()) all.push_back(symbol);
  return all;
}

}  // namespace anabranch::vm
