// prim::cat_embedding_bags: many tables' embedding bags and their `cat` in one call, written straight into the result.
#include "aten/plain.h"
#include "aten/team.h"
#include "vm/kernel.h"

#include <ATen/Functions.h>

#include <algorithm>
#include <atomic>
#include <vector>

namespace anabranch::aten {

namespace {

using Tensors = std::vector<at::Tensor>;
enum Mode : int64_t { kSum = 0, kMean = 1 };

// Each row of `rows` is a bag of rows of its table; `before` and `after` stand beside them.
struct Bags {
  Tensors before, weights, rows, after;
  int64_t mode;

  bool is_plain() const {
    if (rows.empty() || rows.size() != weights.size() || (mode != kSum && mode != kMean)) return false;
    const int64_t height = rows[0].dim() == 2 ? rows[0].size(0) : 0;
    const auto fits = [height](const at::Tensor& t) {
      return is_plain_float(t) && t.dim() == 2 && t.is_contiguous() && t.size(0) == height;
    };
    const auto are_bags = [height](const at::Tensor& t) {
      return t.is_cpu() && t.scalar_type() == at::kLong && t.dim() == 2 && t.is_contiguous() && t.size(0) == height && t.size(1) > 0 &&
             !is_special(t);
    };
    const auto is_table = [](const at::Tensor& t) { return is_plain_float(t) && t.dim() == 2 && t.is_contiguous(); };
    return height > 0 && std::all_of(before.begin(), before.end(), fits) && std::all_of(after.begin(), after.end(), fits) &&
           std::all_of(rows.begin(), rows.end(), are_bags) && std::all_of(weights.begin(), weights.end(), is_table);
  }
  at::Tensor apart() const;
};

// One part of a line of the result.
struct Part {
  const float* from;      // a table, or what stands beside the bags
  const int64_t* bags;    // null: a line of `from` itself
  int64_t width, count, entries, at;
};

using V = float __attribute__((vector_size(16)));
constexpr int64_t LANES = 4;
V load(const float* p) {
  V v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}

void add_up(const Part& p, const int64_t* bag, bool mean, float* out) {
  const float count = static_cast<float>(p.count);
  int64_t c = 0;
  for (; c + LANES <= p.width; c += LANES) {
    V sum = load(p.from + bag[0] * p.width + c);
    for (int64_t k = 1; k < p.count; ++k) sum += load(p.from + bag[k] * p.width + c);
    if (mean) sum /= count;
    __builtin_memcpy(out + c, &sum, sizeof sum);
  }
  for (; c < p.width; ++c) {
    float sum = 0;
    for (int64_t k = 0; k < p.count; ++k) sum += p.from[bag[k] * p.width + c];
    out[c] = mean ? sum / count : sum;
  }
}

// False where an index is none of its table's.
bool fill(const Part& p, int64_t line, bool mean, float* out) {
  if (p.bags == nullptr) return std::copy_n(p.from + line * p.width, p.width, out), true;
  const int64_t* bag = p.bags + line * p.count;
  for (int64_t k = 0; k < p.count; ++k)
    if (bag[k] < 0 || bag[k] >= p.entries) return false;
  add_up(p, bag, mean, out);
  return true;
}

std::vector<Part> parts_of(const Bags& b, int64_t& width) {
  std::vector<Part> parts;
  const auto add = [&](const at::Tensor& t, const at::Tensor* bags) {
    const int64_t* indices = bags == nullptr ? nullptr : bags->const_data_ptr<int64_t>();
    parts.push_back({t.const_data_ptr<float>(), indices, t.size(1), bags == nullptr ? 0 : bags->size(1), t.size(0), width});
    width += t.size(1);
  };
  for (const at::Tensor& t : b.before) add(t, nullptr);
  for (size_t i = 0; i < b.rows.size(); ++i) add(b.weights[i], &b.rows[i]);
  for (const at::Tensor& t : b.after) add(t, nullptr);
  return parts;
}

// Undefined where an index is none of its table's.
at::Tensor together(const Bags& b) {
  int64_t width = 0;
  const std::vector<Part> parts = parts_of(b, width);
  const int64_t height = b.rows[0].size(0);
  at::Tensor out = at::empty({height, width}, b.weights[0].options());
  float* to = out.mutable_data_ptr<float>();
  std::atomic<bool> right = true;
  const int64_t of_a_line = static_cast<int64_t>(parts.size()) * b.rows[0].size(1);  // about, in rows of tables: 5 ns each
  on_team(height, 512 / of_a_line + 1, height * of_a_line >> 11, [&, mean = b.mode == kMean](int64_t line) {
    for (const Part& p : parts)
      if (!fill(p, line, mean, to + line * width + p.at)) right.store(false, std::memory_order_relaxed);
  });
  return right ? out : at::Tensor();
}

at::Tensor Bags::apart() const {
  Tensors all = before;
  for (size_t i = 0; i < rows.size(); ++i) {
    const at::Tensor& r = rows[i];
    const at::Tensor offsets = at::arange(0, r.numel(), r.size(1), r.options());
    all.push_back(std::get<0>(at::embedding_bag(weights.at(i), r.reshape(-1), offsets, false, mode)));
  }
  all.insert(all.end(), after.begin(), after.end());
  return at::cat(all, 1);
}

// cat_embedding_bags(before, weights, rows, after, mode)
KERNEL(cat_embedding_bags) {
  const Bags bags{args[0].toTensorVector(), args[1].toTensorVector(), args[2].toTensorVector(), args[3].toTensorVector(), args[4].toInt()};
  at::Tensor made = bags.is_plain() ? together(bags) : at::Tensor();
  if (!made.defined()) made = bags.apart();
  *out = std::move(made);
}

}  // namespace

}  // namespace anabranch::aten
