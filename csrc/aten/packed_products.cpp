#include "aten/packed_products.h"

#include "aten/team.h"

#include <algorithm>
#include <array>
#include <utility>

namespace anabranch::aten {

namespace {

struct Loops {
  int64_t (*items)(const Product&);
  void (*item)(const Product&, int64_t);
  void (*line)(const Depthwise&, int64_t);
};

namespace plain {
constexpr int LANES = 4, ROWS = 2, BLOCKS = 1;
#include "aten/packed_products.inc"
}  // namespace plain
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#pragma GCC push_options
#pragma GCC target("avx2,fma")
namespace avx2 {
constexpr int LANES = 8, ROWS = 6, BLOCKS = 1;
#include "aten/packed_products.inc"
}  // namespace avx2
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx512f,fma")
namespace avx512 {
constexpr int LANES = 16, ROWS = 12, BLOCKS = 2;
#include "aten/packed_products.inc"
}  // namespace avx512
#pragma GCC pop_options
const Loops& loops() {
  static const Loops& found = __builtin_cpu_supports("avx512f")                                  ? avx512::loops
                              : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? avx2::loops
                                                                                                 : plain::loops;
  return found;
}
#else
const Loops& loops() { return plain::loops; }
#endif

// Of multiplications: a thread is worth it for about 10 us of them, a step for about 4.
constexpr int64_t OF_A_THREAD = 1 << 19, OF_A_STEP = 1 << 18;

}  // namespace

std::optional<Tail> tail_of(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, Tail>, 5> known{{{"", Tail::none},
                                                                     {"relu", Tail::relu},
                                                                     {"relu6", Tail::relu6},
                                                                     {"hardswish", Tail::hardswish},
                                                                     {"hardsigmoid", Tail::hardsigmoid}}};
  for (const auto& [text, tail] : known)
    if (text == name) return tail;
  return std::nullopt;
}

void run(const Product& p) {
  const int64_t items = loops().items(p), cost = p.height * p.columns * p.depth();
  on_team(items, OF_A_STEP * items / std::max<int64_t>(cost, 1), cost / OF_A_THREAD, [&p](int64_t i) { loops().item(p, i); });
}

void run(const Depthwise& d) {
  const int64_t lines = d.images * d.out_h, cost = lines * d.out_w * d.channels * d.kernel_h * d.kernel_w;
  on_team(lines, OF_A_STEP / 8 * lines / std::max<int64_t>(cost, 1), cost * 8 / OF_A_THREAD, [&d](int64_t i) { loops().line(d, i); });
}

}  // namespace anabranch::aten
