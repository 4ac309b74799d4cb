// Sums of floats without the error of adding: math.fsum, math.dist, math.hypot.
#include "arith.h"
#include "containers.h"

namespace anabranch::kernels {
namespace {

std::vector<double> doubles(const IValue& v) {
  std::vector<double> r;
  for (const IValue& item : items_of(v)) r.push_back(to_double(item));
  return r;
}

// a + b and what rounding it lost, exactly; |a| >= |b|.
struct Pair {
  double high, low;
};
Pair sum_of(double a, double b) {
  const double high = a + b;
  return {high, b - (high - a)};
}

// Shewchuk's expansions: the exact sum as doubles that do not overlap, smallest first.
class Expansion {
 public:
  void add(double x) {
    size_t kept = 0;
    for (double part : parts_) {
      if (std::fabs(x) < std::fabs(part)) std::swap(x, part);
      const Pair sum = sum_of(x, part);
      if (sum.low != 0) parts_[kept++] = sum.low;
      x = sum.high;
    }
    parts_.resize(kept);
    if (x != 0) parts_.push_back(x);
  }
  bool is_finite() const { return parts_.empty() || std::isfinite(parts_.back()); }
  void clear() { parts_.clear(); }
  // Rounded once.
  double value() const {
    size_t left = parts_.size();
    if (left == 0) return 0.0;
    double high = parts_[--left], low = 0;
    while (left > 0 && low == 0) {
      const Pair sum = sum_of(high, parts_[--left]);
      high = sum.high;
      low = sum.low;
    }
    // A tie that the smaller parts decide: twice the lost half is a whole unit, exactly.
    const bool pushed = left > 0 && ((low < 0 && parts_[left - 1] < 0) || (low > 0 && parts_[left - 1] > 0));
    const double next = high + 2 * low;
    return pushed && next - high == 2 * low ? next : high;
  }

 private:
  std::vector<double> parts_;
};

double exact_sum(const std::vector<double>& values) {
  Expansion sum;
  double special = 0, infinities = 0;  // infinities and NaNs add up by themselves
  for (const double x : values) {
    sum.add(x);
    if (sum.is_finite()) continue;
    if (std::isfinite(x)) raise("OverflowError", "intermediate overflow in fsum");
    if (std::isinf(x)) infinities += x;
    special += x;
    sum.clear();
  }
  if (special == 0) return sum.value();
  if (std::isnan(infinities)) value_error("-inf + inf in fsum");
  return special;
}

// The root of the sum of squares, scaled so that none overflows, corrected by what the root of the rounded sum misses.
double norm(std::vector<double> v) {
  double most = 0;
  bool has_nan = false;
  for (double& x : v) {
    x = std::fabs(x);
    has_nan |= std::isnan(x);
    most = std::max(most, x);
  }
  if (std::isinf(most)) return most;
  if (has_nan) return std::nan("");
  if (most == 0 || v.size() == 1) return most;
  int exponent = 0;
  std::frexp(most, &exponent);
  Expansion squares;
  const auto add_square = [&](double x, double sign) {
    const double square = x * x;
    squares.add(sign * square);
    squares.add(sign * std::fma(x, x, -square));
  };
  for (const double x : v) add_square(std::ldexp(x, -exponent), 1);
  const double root = std::sqrt(squares.value());
  add_square(root, -1);
  return std::ldexp(root + squares.value() / (2 * root), exponent);
}

KERNEL(fsum) { *out = exact_sum(doubles(args[0])); }
KERNEL(dist) {
  std::vector<double> p = doubles(args[0]);
  const std::vector<double> q = doubles(args[1]);
  if (p.size() != q.size()) value_error("both points must have the same number of dimensions");
  for (size_t i = 0; i < p.size(); ++i) p[i] -= q[i];
  *out = norm(std::move(p));
}
KERNEL(hypot) { *out = norm({to_double(args[0]), to_double(args[1])}); }

}  // namespace
}  // namespace anabranch::kernels
