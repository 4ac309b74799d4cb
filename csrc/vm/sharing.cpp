#include "sharing.h"

#include "error.h"
#include "value_ops.h"

namespace anabranch::vm {

namespace {
struct alignas(64) Stripe {
  SpinLock lock;
};
constexpr size_t kStripes = 64;
Stripe g_stripes[kStripes];
}  // namespace

SpinLock& stripe_of(const IValue& container) {
  const auto address = reinterpret_cast<uintptr_t>(container.internalToPointer());
  return g_stripes[(address >> 4) * 0x9E3779B97F4A7C15u >> 58].lock;
}

void wrong_list(const IValue& v) {
  throw ScriptException("RuntimeError", std::string("expected a list, got ") + type_name(v));
}

}  // namespace anabranch::vm
