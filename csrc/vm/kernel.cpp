#include "kernel.h"

#include <unordered_map>

namespace anabranch::vm {

namespace {
// Filled by static initialisers of any translation unit, read afterwards.
std::unordered_map<std::string, Kernel>& table() {
  static std::unordered_map<std::string, Kernel> t;
  return t;
}
}  // namespace

bool register_kernel(const char* name, Kernel kernel) { return table().emplace(name, kernel).second; }

Kernel find_kernel(std::string_view name) {
  auto it = table().find(std::string(name));
  return it == table().end() ? nullptr : it->second;
}

}  // namespace anabranch::vm
