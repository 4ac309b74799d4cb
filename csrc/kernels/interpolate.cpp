// `interpolate` and its older names: which of PyTorch's operators the mode and the number of dimensions mean.
#include "containers.h"

#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>

namespace anabranch::kernels {
namespace {

struct Operator {
  const char* mode;
  int64_t dims;  // of the tensor, batch and channel among them
  const char* name;
  const char* antialiased;
};
constexpr Operator kOperators[] = {
    {"nearest", 3, "aten::upsample_nearest1d", nullptr},
    {"nearest", 4, "aten::upsample_nearest2d", nullptr},
    {"nearest", 5, "aten::upsample_nearest3d", nullptr},
    {"nearest-exact", 3, "aten::_upsample_nearest_exact1d", nullptr},
    {"nearest-exact", 4, "aten::_upsample_nearest_exact2d", nullptr},
    {"nearest-exact", 5, "aten::_upsample_nearest_exact3d", nullptr},
    {"area", 3, "aten::adaptive_avg_pool1d", nullptr},
    {"area", 4, "aten::adaptive_avg_pool2d", nullptr},
    {"area", 5, "aten::adaptive_avg_pool3d", nullptr},
    {"linear", 3, "aten::upsample_linear1d", nullptr},
    {"bilinear", 4, "aten::upsample_bilinear2d", "aten::_upsample_bilinear2d_aa"},
    {"trilinear", 5, "aten::upsample_trilinear3d", nullptr},
    {"bicubic", 4, "aten::upsample_bicubic2d", "aten::_upsample_bicubic2d_aa"},
    {"lanczos", 4, nullptr, "aten::_upsample_lanczos2d_aa"},
};
bool is_one_of(std::string_view mode, std::initializer_list<std::string_view> all) {
  return std::find(all.begin(), all.end(), mode) != all.end();
}
bool takes_align_corners(std::string_view mode) { return !is_one_of(mode, {"nearest", "area", "nearest-exact"}); }

[[noreturn]] void no_operator(const std::string& mode, int64_t dims) {
  const int64_t wanted = mode == "linear" ? 3 : mode == "bilinear" ? 4 : mode == "trilinear" ? 5 : 0;
  const std::string got = std::to_string(dims) + "D";
  if (wanted != 0 && dims >= 3 && dims <= 5)
    raise("NotImplementedError", "Got " + got + " input, but " + mode + " mode needs " + std::to_string(wanted) + "D input");
  raise("NotImplementedError", "Input Error: Only 3D, 4D and 5D input Tensors supported (got " + got +
        ") for the modes: nearest | linear | bilinear | bicubic | trilinear | lanczos | area | nearest-exact (got " + mode + ")");
}

struct Interpolation {
  at::Tensor input;
  IValue size, scale;  // None, a number or a list
  std::string mode;
  IValue align_corners;
  bool recompute = false, antialias = false;
};

// One number for each spatial dimension; None stays.
IValue spread(const IValue& v, int64_t n, const c10::TypePtr& element) {
  if (v.isNone() || v.isList()) return v;
  c10::impl::GenericList all(element);
  for (int64_t i = 0; i < n; ++i) all.push_back(v);
  return all;
}
IValue floats(const IValue& v) {
  if (v.isNone()) return v;
  c10::List<double> all;
  for (const IValue& item : items_of(v)) all.push_back(to_double(item));
  return all;
}

std::string spatial(const at::Tensor& t) { return vm::value_repr(IValue(t.sizes().slice(std::min<size_t>(2, t.dim())))); }
void check_length(const Interpolation& i, const IValue& v, const char* what, const char* of_what, const char* form) {
  if (!v.isList() || static_cast<int64_t>(v.toListRef().size()) == i.input.dim() - 2) return;
  value_error(std::string("Input and ") + what + " must have the same number of spatial dimensions, but got input with spatial "
              "dimensions of " + spatial(i.input) + " and " + of_what + vm::value_repr(v) +
              ". Please provide input tensor in (N, C, d1, d2, ...,dK) format and " + form);
}
void check(const Interpolation& i) {
  if (!takes_align_corners(i.mode) && !i.align_corners.isNone())
    value_error("align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear");
  if (!i.size.isNone() && !i.scale.isNone()) value_error("only one of size or scale_factor should be defined");
  if (i.size.isNone() && i.scale.isNone()) value_error("either size or scale_factor should be defined");
  check_length(i, i.size, "output", "output size of ", "output size in (o1, o2, ...,oK) format.");
  check_length(i, i.scale, "scale_factor", "scale_factor of shape ", "scale_factor in (s1, s2, ...,sK) format.");
  if (i.recompute && !i.size.isNone()) value_error("recompute_scale_factor is not meaningful with an explicit size.");
  if (i.antialias && !(is_one_of(i.mode, {"bilinear", "bicubic", "lanczos"}) && i.input.dim() == 4))
    value_error("Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a 4-D tensor as input");
}

IValue scaled_sizes(const at::Tensor& input, const IValue& scales) {
  c10::List<int64_t> sizes;
  int64_t dim = 2;
  for (const IValue& scale : items_of(scales)) sizes.push_back(static_cast<int64_t>(static_cast<double>(input.size(dim++)) * scale.toDouble()));
  return sizes;
}

const Operator& operator_of(const Interpolation& i) {
  for (const Operator& op : kOperators)
    if (op.mode == i.mode && op.dims == i.input.dim()) return op;
  no_operator(i.mode, i.input.dim());
}

at::Tensor interpolated(const Interpolation& i) {
  check(i);
  IValue size = spread(i.size, i.input.dim() - 2, c10::IntType::get());
  IValue scale = floats(spread(i.scale, i.input.dim() - 2, c10::NumberType::get()));
  const bool pools = i.mode == "area";
  if (!scale.isNone() && (i.recompute || pools)) {
    size = scaled_sizes(i.input, scale);
    scale = IValue();
  }
  const Operator& op = operator_of(i);
  const bool align = i.align_corners.isBool() && i.align_corners.toBool();
  if (i.mode == "lanczos" && align) value_error("Lanczos mode does not support align_corners=True");
  if (i.mode == "lanczos" && !i.antialias) value_error("Lanczos mode requires antialias=True");
  std::vector<IValue> stack{i.input, std::move(size)};
  if (takes_align_corners(i.mode)) stack.emplace_back(align);
  if (!pools) stack.push_back(std::move(scale));
  const char* name = i.antialias ? op.antialiased : op.name;
  c10::Dispatcher::singleton().findSchemaOrThrow(name, pools ? "" : "vec").callBoxed(stack);
  return stack.at(0).toTensor();
}

bool is_true(const IValue& v) { return v.isBool() && v.toBool(); }
KERNEL(interpolate) {
  *out = interpolated({args[0].toTensor(), args[1], args[2], args[3].toStringRef(), args[4], is_true(args[5]), args[6].toBool()});
}
KERNEL(upsample) {
  *out = interpolated({args[0].toTensor(), args[1], args[2], args[3].toStringRef(), args[4]});
}
KERNEL(upsample_bilinear) {
  *out = interpolated({args[0].toTensor(), args[1], args[2], "bilinear", true});
}
KERNEL(upsample_nearest) {
  *out = interpolated({args[0].toTensor(), args[1], args[2], "nearest", IValue()});
}

}  // namespace
}  // namespace anabranch::kernels
