// Loops on the threads that the calling thread's operators may use: PyTorch's own OpenMP team, so that no second one competes with it.
#pragma once

#include <cstdint>

namespace anabranch::aten {

// Calls f(data, i) for each i of [0, items), on at most `threads` threads (and the calling thread's width, if that is less); who is
// free takes the next `step` of them. What f throws first is thrown here. One thread where the process has no OpenMP runtime.
void on_team(int64_t items, int64_t step, int64_t threads, void (*f)(const void* data, int64_t i), const void* data);

template <class F>
void on_team(int64_t items, int64_t step, int64_t threads, const F& f) {
  on_team(items, step, threads, [](const void* data, int64_t i) { (*static_cast<const F*>(data))(i); }, &f);
}

}  // namespace anabranch::aten
