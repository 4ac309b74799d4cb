// How much is left of the C++ stack, for code that walks values: they nest as deeply as a program likes.
//
// Every function that descends into a value asks before it descends, so a value too deep is an error instead of the end of
// the process: whatever the thread (the main thread, Python's, a worker), and however deep its callers stand already.
#pragma once
#include <cstdint>

#include "base/tls.h"

namespace anabranch {

namespace detail {
extern ANABRANCH_TLS uintptr_t stack_reserve;  // below it the stack is short; the highest address until the thread first asks
[[gnu::noinline]] bool measured_stack_is_short(uintptr_t here);
}  // namespace detail

inline bool stack_is_short() {
  const auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  return here < detail::stack_reserve && detail::measured_stack_is_short(here);
}

}  // namespace anabranch
