#include "base/stack.h"

#include <pthread.h>

#include <algorithm>

namespace anabranch::detail {

ANABRANCH_TLS uintptr_t stack_reserve = UINTPTR_MAX;

namespace {

// What runs between two looks, operators and Python included, must fit.
constexpr size_t kReserve = 256 * 1024;

struct Stack {
  uintptr_t lowest = 0;
  size_t bytes = 0;
};

Stack stack_of_thread() {
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return {};
  void* lowest = nullptr;
  size_t bytes = 0;
  pthread_attr_getstack(&attributes, &lowest, &bytes);
  pthread_attr_destroy(&attributes);
  return {reinterpret_cast<uintptr_t>(lowest), bytes};
}

}  // namespace

bool measured_stack_is_short(uintptr_t here) {
  static ANABRANCH_TLS uintptr_t lowest = 0;
  if (stack_reserve == UINTPTR_MAX) {
    const Stack stack = stack_of_thread();
    lowest = stack.lowest;
    stack_reserve = stack.lowest + std::min(kReserve, stack.bytes / 4);
  }
  return here < stack_reserve && here >= lowest;  // below the lowest: a coroutine's stack, of which we know nothing
}

}  // namespace anabranch::detail
