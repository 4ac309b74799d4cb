#include "aten/pools.h"

#include "aten/handle.h"
#include "aten/plain.h"
#include "aten/team.h"

#include <ATen/Functions.h>

#include <algorithm>
#include <array>
#include <vector>

namespace anabranch::aten {

namespace {

struct Span {
  int64_t first, last;
};

// Where the window of each result lies; `divisor` and `counts_padding` are avg_pool2d's.
struct Window {
  int64_t in_h, in_w, kernel_h, kernel_w, stride_h, stride_w, pad_h, pad_w;
  int64_t out_h = 0, out_w = 0;
  bool counts_padding = true;
  int64_t divisor = 0;

  Span rows(int64_t y) const { return inside(y * stride_h - pad_h, kernel_h, in_h); }
  Span columns(int64_t x) const { return inside(x * stride_w - pad_w, kernel_w, in_w); }
  // What a mean is divided by: the product of these, if there is no divisor. Small whole numbers, so floats are exact.
  float height(int64_t y) const { return counts_padding ? padded(y * stride_h - pad_h, kernel_h, in_h + pad_h) : length(rows(y)); }
  float width(int64_t x) const { return counts_padding ? padded(x * stride_w - pad_w, kernel_w, in_w + pad_w) : length(columns(x)); }
  float count(int64_t y, int64_t x) const { return divisor != 0 ? static_cast<float>(divisor) : height(y) * width(x); }

 private:
  static float length(Span s) { return static_cast<float>(s.last - s.first); }
  static Span inside(int64_t first, int64_t length, int64_t end) {
    return {std::max<int64_t>(first, 0), std::min(first + length, end)};
  }
  static float padded(int64_t first, int64_t length, int64_t end) {
    return static_cast<float>(std::min(first + length, end) - first);
  }
};

// One plane with its padding: column c stands at c / stride of the part c % stride, so that a row's windows are neighbours.
struct Shelf {
  Shelf(const Window& w, int lanes, float padding)
      : width((w.out_w + lanes) / lanes * lanes + w.kernel_w / w.stride_w + 1),
        height(w.in_h),
        stride(w.stride_w),
        cells(w.stride_w * w.in_h * width, padding),
        widths(w.out_w + lanes, 1.0f) {
    for (int64_t x = 0; x < w.out_w; ++x) widths[x] = w.width(x);
  }

  void take(const Window& w, const float* in) {
    float* to = cells.data();
    for (int64_t part = 0; part < stride; ++part, to += height * width) {
      const int64_t skipped = part >= w.pad_w ? 0 : (w.pad_w - part + stride - 1) / stride;  // padding at the part's beginning
      const int64_t first = part + skipped * stride - w.pad_w;
      const int64_t n = std::min((w.in_w - first + stride - 1) / stride, width - skipped);
      for (int64_t i = 0; i < height; ++i) take_row(in + i * w.in_w + first, to + i * width + skipped, n);
    }
  }
  void take_row(const float* in, float* to, int64_t n) const {
    if (stride == 1) {
      std::copy_n(in, n, to);
    } else {
      for (int64_t k = 0; k < n; ++k) to[k] = in[k * stride];
    }
  }
  const float* at(int64_t i, int64_t j) const { return cells.data() + (j % stride * height + i) * width + j / stride; }

  const int64_t width, height, stride;
  std::vector<float> cells;
  std::vector<float> widths;  // what each result's window has of columns
};

using Planes = void (*)(const Window&, int64_t count, const float*, float*);
using Row = void (*)(const Window&, int64_t, int64_t, const float*, float*);
struct Loops {
  Planes max_planes, mean_planes;
  Row max_row, mean_row;
};

namespace plain {
constexpr int LANES = 4;
#include "aten/pool_planes.inc"
}  // namespace plain
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#pragma GCC push_options
#pragma GCC target("avx2")
namespace avx2 {
constexpr int LANES = 8;
#include "aten/pool_planes.inc"
}  // namespace avx2
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx512f")
namespace avx512 {
constexpr int LANES = 16;
#include "aten/pool_planes.inc"
}  // namespace avx512
#pragma GCC pop_options
const Loops& loops() {
  static const Loops& found = __builtin_cpu_supports("avx512f") ? avx512::loops
                              : __builtin_cpu_supports("avx2")  ? avx2::loops
                                                                : plain::loops;
  return found;
}
#else
const Loops& loops() { return plain::loops; }
#endif

bool is_plain(const at::Tensor& t) { return is_plain_float(t) && t.dim() == 4; }

std::optional<std::array<int64_t, 2>> pair(const c10::IValue& v) {
  if (!v.isIntList()) return std::nullopt;
  const auto list = v.toIntList();
  if (list.size() != 1 && list.size() != 2) return std::nullopt;
  return std::array<int64_t, 2>{list.get(0), list.get(list.size() - 1)};
}

int64_t result_size(int64_t in, int64_t kernel, int64_t pad, int64_t stride, bool ceil) {
  const int64_t room = in + 2 * pad - kernel + (ceil ? stride - 1 : 0);
  if (room < 0) return 0;
  int64_t size = room / stride + 1;
  if (ceil && (size - 1) * stride >= in + pad) --size;
  return size;
}

// The window of a call whose arguments ATen would take; nullopt where it would complain, or the case is not plain.
std::optional<Window> window(const at::Tensor& t, const c10::IValue* args, bool ceil) {
  const auto kernel = pair(args[1]), pad = pair(args[3]);
  const auto stride = args[2].isIntList() && args[2].toIntList().empty() ? kernel : pair(args[2]);
  if (!kernel || !pad || !stride) return std::nullopt;
  Window w{t.size(2), t.size(3), (*kernel)[0], (*kernel)[1], (*stride)[0], (*stride)[1], (*pad)[0], (*pad)[1]};
  const auto fits = [](int64_t k, int64_t s, int64_t p) {
    return k > 0 && s > 0 && p >= 0 && p <= k / 2 && k < (1 << 20) && s < (1 << 20);
  };
  if (!fits(w.kernel_h, w.stride_h, w.pad_h) || !fits(w.kernel_w, w.stride_w, w.pad_w)) return std::nullopt;
  w.out_h = result_size(w.in_h, w.kernel_h, w.pad_h, w.stride_h, ceil);
  w.out_w = result_size(w.in_w, w.kernel_w, w.pad_w, w.stride_w, ceil);
  if (w.out_h <= 0 || w.out_w <= 0) return std::nullopt;
  return w;
}

// Of numbers that are looked at: a thread is worth it for about 20 us of them, a step for about 10.
constexpr int64_t OF_A_THREAD = 1 << 18, OF_A_STEP = 1 << 17;

at::Tensor run(const at::Tensor& t, const Window& w, Planes planes, Row row) {
  const auto format = t.suggest_memory_format();
  const at::Tensor in = t.contiguous(format);
  at::Tensor out = at::empty({t.size(0), t.size(1), w.out_h, w.out_w}, t.options().memory_format(format));
  const int64_t channels = t.size(1), images = t.size(0);
  const float* from = in.const_data_ptr<float>();
  float* to = out.mutable_data_ptr<float>();
  const int64_t steps = out.numel() * w.kernel_h * w.kernel_w;
  if (format == at::MemoryFormat::ChannelsLast) {
    const int64_t rows = images * w.out_h;
    on_team(rows, rows * OF_A_STEP / steps, steps / OF_A_THREAD, [&](int64_t i) {
      row(w, channels, i % w.out_h, from + i / w.out_h * w.in_h * w.in_w * channels, to + i * w.out_w * channels);
    });
  } else {
    const int64_t count = images * channels, some = count * OF_A_STEP / steps + 1;
    on_team((count + some - 1) / some, 1, steps / OF_A_THREAD, [&](int64_t i) {
      const int64_t first = i * some;
      planes(w, std::min(some, count - first), from + first * w.in_h * w.in_w, to + first * w.out_h * w.out_w);
    });
  }
  return out;
}

// max_pool2d(self, kernel_size, stride, padding, dilation, ceil_mode)
void max_pool2d(const vm::Operator& self, c10::IValue* args, c10::IValue* out) {
  if (args[0].isTensor() && is_plain(args[0].toTensor())) {
    const auto dilation = pair(args[4]);
    const auto w = dilation == std::array<int64_t, 2>{1, 1} ? window(args[0].toTensor(), args, args[5].toBool()) : std::nullopt;
    if (w) {
      *out = run(args[0].toTensor(), *w, loops().max_planes, loops().max_row);
      return;
    }
  }
  call_boxed(self, args, out);
}

// avg_pool2d(self, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)
void avg_pool2d(const vm::Operator& self, c10::IValue* args, c10::IValue* out) {
  if (args[0].isTensor() && is_plain(args[0].toTensor())) {
    auto w = window(args[0].toTensor(), args, args[4].toBool());
    const bool has_divisor = !args[6].isNone();
    if (w && !(has_divisor && args[6].toInt() <= 0)) {  // of a negative one ATen's zeros have another sign
      w->counts_padding = args[5].toBool();
      w->divisor = has_divisor ? args[6].toInt() : 0;
      *out = run(args[0].toTensor(), *w, loops().mean_planes, loops().mean_row);
      return;
    }
  }
  call_boxed(self, args, out);
}

}  // namespace

vm::Operator::Call pool_call(const c10::OperatorHandle& op) {
  const c10::OperatorName& name = op.operator_name();
  if (!name.overload_name.empty()) return nullptr;
  if (name.name == "aten::max_pool2d") return max_pool2d;
  return name.name == "aten::avg_pool2d" ? avg_pool2d : nullptr;
}

}  // namespace anabranch::aten
