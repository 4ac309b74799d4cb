#include "host/tensor_text.h"

#include "vm/codes.h"

#include <ATen/ATen.h>
#include <ATen/core/Formatting.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/variable.h>

#include <cmath>
#include <sstream>

namespace anabranch::host {

namespace {

// PyTorch's print options, as they are without set_printoptions.
constexpr int64_t kThreshold = 1000, kEdge = 3;
constexpr size_t kLineWidth = 80;
constexpr int kPrecision = 4;
constexpr size_t kBegin = std::string_view("tensor(").size();

std::string printed(const char* format, double x, int precision) {
  if (std::isnan(x)) return "nan";
  char text[512];
  std::snprintf(text, sizeof text, format, precision, x);
  return text;
}

// How the numbers of one tensor look: all alike, padded to one width.
class Look {
 public:
  Look(at::ScalarType dtype, const std::vector<double>& shown) : floating_(at::isFloatingType(dtype)), bools_(dtype == at::kBool) {
    double least = INFINITY, most = 0;
    for (double x : shown) {
      if (!std::isfinite(x) || x == 0) continue;
      whole_ &= x == std::ceil(x);
      least = std::min(least, std::abs(x));
      most = std::max(most, std::abs(x));
    }
    const bool any = most > 0;
    scientific_ = floating_ && any && (most / least > 1000.0 || most > 1.0e8 || least < 1.0e-4);
    for (double x : shown)
      if (!floating_ || (std::isfinite(x) && x != 0)) width_ = std::max(width_, text(x).size());
  }

  std::string padded(double x) const {
    const std::string found = text(x);
    return std::string(width_ - std::min(width_, found.size()), ' ') + found;
  }
  size_t width() const { return width_; }

 private:
  std::string text(double x) const {
    if (bools_) return x != 0 ? "True" : "False";
    if (!floating_) return printed("%.*f", x, 0);
    if (scientific_) return printed("%.*e", x, kPrecision);
    if (whole_) return printed("%.*f", x, 0) + (std::isfinite(x) ? "." : "");
    return printed("%.*f", x, kPrecision);
  }

  const bool floating_, bools_;
  bool whole_ = true, scientific_ = false;
  size_t width_ = 1;
};

// A tensor of numbers, in order; of long dimensions only the ends show where there are many elements.
class Grid {
 public:
  explicit Grid(const at::Tensor& tensor)
      : sizes_(tensor.sizes().vec()), cut_(tensor.numel() > kThreshold), values_(tensor.to(at::kCPU, at::kDouble).contiguous()) {}

  std::vector<double> shown() const {
    std::vector<double> out;
    collect(0, 0, out);
    return out;
  }
  std::string text(const Look& look) const { return sizes_.empty() ? look.padded(data()[0]) : block(0, 0, kBegin, look); }

 private:
  const double* data() const { return values_.const_data_ptr<double>(); }
  int64_t step(size_t dim) const {
    int64_t n = 1;
    for (size_t d = dim + 1; d < sizes_.size(); ++d) n *= sizes_[d];
    return n;
  }
  bool is_cut(size_t dim) const { return cut_ && sizes_[dim] > 2 * kEdge; }
  template <class F>
  void for_shown(size_t dim, F f) const {
    for (int64_t i = 0; i < sizes_[dim]; ++i)
      if (!is_cut(dim) || i < kEdge || i >= sizes_[dim] - kEdge) f(i);
  }

  void collect(size_t dim, int64_t at, std::vector<double>& out) const {
    if (dim == sizes_.size()) return out.push_back(data()[at]);
    for_shown(dim, [&](int64_t i) { collect(dim + 1, at + i * step(dim), out); });
  }

  std::string row(int64_t at, size_t indent, const Look& look) const {
    const size_t dim = sizes_.size() - 1;
    std::vector<std::string> items;
    for_shown(dim, [&](int64_t i) {
      if (is_cut(dim) && i == sizes_[dim] - kEdge) items.emplace_back(" ...");
      items.push_back(look.padded(data()[at + i]));
    });
    const size_t a_line = std::max<size_t>(1, (kLineWidth - std::min(kLineWidth, indent)) / (look.width() + 2));
    std::string out = "[";
    for (size_t i = 0; i < items.size(); ++i)
      out += (i == 0 ? "" : i % a_line ? ", " : ",\n" + std::string(indent + 1, ' ')) + items[i];
    return out + "]";
  }

  std::string block(size_t dim, int64_t at, size_t indent, const Look& look) const {
    if (dim + 1 == sizes_.size()) return row(at, indent, look);
    const std::string between = "," + std::string(sizes_.size() - dim - 1, '\n') + std::string(indent + 1, ' ');
    std::string out = "[";
    for_shown(dim, [&](int64_t i) {
      if (i > 0) out += between;
      if (is_cut(dim) && i == sizes_[dim] - kEdge) out += "..." + between;
      out += block(dim + 1, at + i * step(dim), indent + 1, look);
    });
    return out + "]";
  }

  const std::vector<int64_t> sizes_;
  const bool cut_;
  const at::Tensor values_;
};

std::string size_text(c10::IntArrayRef sizes) {
  std::string out = "size=(";
  for (size_t i = 0; i < sizes.size(); ++i) out += (i ? ", " : "") + std::to_string(sizes[i]);
  return out + (sizes.size() == 1 ? ",)" : ")");
}

// What follows the numbers, on lines of their own where they would be too long.
std::string with_facts(std::string out, const std::vector<std::string>& facts) {
  size_t line = out.size() - (out.rfind('\n') == std::string::npos ? static_cast<size_t>(-1) : out.rfind('\n')) + 1;
  for (const std::string& fact : facts) {
    const bool fits = line + fact.size() + 2 <= kLineWidth;
    out += (fits ? ", " : ",\n" + std::string(kBegin, ' ')) + fact;
    line = fits ? line + fact.size() + 2 : kBegin + fact.size();
  }
  return out + ")";
}

std::vector<std::string> facts_of(const at::Tensor& t) {
  std::vector<std::string> out;
  const auto dtype = t.scalar_type();
  const bool usual = dtype == c10::get_default_dtype_as_scalartype() || (t.numel() != 0 && (dtype == at::kLong || dtype == at::kBool));
  if (!t.device().is_cpu()) out.push_back("device='" + t.device().str() + "'");
  if (t.numel() == 0 && t.dim() != 1) out.push_back(size_text(t.sizes()));
  if (!usual) out.push_back("dtype=" + vm::code_name(vm::CodeFamily::Dtype, static_cast<int64_t>(dtype)));
  if (t.grad_fn()) out.push_back("grad_fn=<" + t.grad_fn()->name() + ">");
  else if (t.requires_grad()) out.emplace_back("requires_grad=True");
  return out;
}

// Those that hold numbers of one kind, exactly as doubles: of others PyTorch's C++ text is given.
bool is_plain(const at::Tensor& t) {
  if (t.layout() != at::kStrided || t.is_quantized() || t.is_meta() || t.is_complex()) return false;
  return t.is_floating_point() || t.scalar_type() == at::kBool || t.numel() == 0 || at::abs(t.detach().to(at::kDouble)).max().item<double>() < 9e15;
}

std::string numbers(const at::Tensor& t) {
  if (t.numel() == 0) return "[]";
  const Grid grid(t);
  return grid.text(Look(t.scalar_type(), grid.shown()));
}

}  // namespace

std::string tensor_text(const at::Tensor& tensor) {
  if (!is_plain(tensor)) {
    std::ostringstream out;
    out << tensor;
    return out.str();
  }
  return with_facts("tensor(" + numbers(tensor.detach()), facts_of(tensor));
}

}  // namespace anabranch::host
