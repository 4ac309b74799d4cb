#include "aten/team.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>
#include <exception>

#include <dlfcn.h>

namespace anabranch::aten {

namespace {

// What a compiler makes of `#pragma omp parallel`, in libgomp and for its sake in other runtimes. Found by name, as the width is
// set (threads.cpp): linking would bring a runtime of our own.
using Parallel = void (*)(void (*body)(void*), void* data, unsigned threads, unsigned flags);
Parallel parallel() {
  static const auto f = reinterpret_cast<Parallel>(dlsym(RTLD_DEFAULT, "GOMP_parallel"));
  return f;
}

struct Loop {
  int64_t items, step;
  void (*f)(const void*, int64_t);
  const void* data;
  std::atomic<int64_t> next{0};
  std::atomic<bool> failed{false};
  std::exception_ptr error{};

  void run() try {
    for (int64_t i; (i = next.fetch_add(step, std::memory_order_relaxed)) < items;)
      for (const int64_t end = std::min(i + step, items); i < end; ++i) f(data, i);
  } catch (...) {  // nothing may leave the team's function
    next.store(items, std::memory_order_relaxed);
    if (!failed.exchange(true)) error = std::current_exception();
  }
};

}  // namespace

void on_team(int64_t items, int64_t step, int64_t threads, void (*f)(const void*, int64_t), const void* data) {
  Loop loop{items, std::max<int64_t>(step, 1), f, data};
  threads = std::min({threads, static_cast<int64_t>(at::get_num_threads()), (items + loop.step - 1) / loop.step});
  if (threads <= 1 || parallel() == nullptr) {
    loop.run();
  } else {
    parallel()([](void* l) { static_cast<Loop*>(l)->run(); }, &loop, static_cast<unsigned>(threads), 0);
  }
  if (loop.error != nullptr) std::rethrow_exception(loop.error);
}

}  // namespace anabranch::aten
