// How Python names what the language holds as ints (dtypes, layouts, …), and the legacy types of tensors (`torch.FloatTensor`).
#include "tensor_support.h"

#include <ATen/ATen.h>
#include <c10/core/Backend.h>

#include <array>
#include <string_view>

namespace anabranch::kernels {
namespace {

// In the order of PyTorch's enumerations.
constexpr std::array<std::string_view, 8> kLayouts = {"strided",    "sparse_coo", "sparse_csr", "_mkldnn",
                                                      "sparse_csc", "sparse_bsr", "sparse_bsc", "jagged"};
constexpr std::array<std::string_view, 4> kFormats = {"contiguous_format", "preserve_format", "channels_last", "channels_last_3d"};
constexpr std::array<std::string_view, 5> kSchemes = {"per_tensor_affine", "per_channel_affine", "per_tensor_symmetric",
                                                      "per_channel_symmetric", "per_channel_affine_float_qparams"};

template <size_t N>
std::string nth(const std::array<std::string_view, N>& names, int64_t number, const char* what) {
  if (number < 0 || number >= static_cast<int64_t>(N)) value_error("no " + std::string(what) + " has the number " + std::to_string(number));
  return "torch." + std::string(names[number]);
}
KERNEL(dtype_name) { *out = "torch." + std::string(c10::getDtypeNames(dtype_of(args[0].toInt())).first); }
KERNEL(layout_name) { *out = nth(kLayouts, args[0].toInt(), "layout"); }
KERNEL(memory_format_name) { *out = nth(kFormats, args[0].toInt(), "memory format"); }
KERNEL(qscheme_name) { *out = nth(kSchemes, args[0].toInt(), "qscheme"); }
KERNEL(dtype_itemsize) { *out = static_cast<int64_t>(c10::elementSize(dtype_of(args[0].toInt()))); }
KERNEL(dtype_is_floating_point) { *out = c10::isFloatingType(dtype_of(args[0].toInt())); }
KERNEL(dtype_is_complex) { *out = c10::isComplexType(dtype_of(args[0].toInt())); }
KERNEL(dtype_is_signed) { *out = c10::isSignedType(dtype_of(args[0].toInt())); }
KERNEL(dtype_to_real) { *out = static_cast<int64_t>(c10::toRealValueType(dtype_of(args[0].toInt()))); }
KERNEL(dtype_to_complex) { *out = static_cast<int64_t>(c10::toComplexType(dtype_of(args[0].toInt()))); }
KERNEL(default_dtype) { *out = static_cast<int64_t>(c10::typeMetaToScalarType(at::get_default_dtype())); }

// --- torch.FloatTensor and the like

const char* module_of(c10::Backend backend) {
  switch (backend) {
    case c10::Backend::CPU: return "torch";
    case c10::Backend::CUDA: return "torch.cuda";
    case c10::Backend::XPU: return "torch.xpu";
    case c10::Backend::MPS: return "torch.mps";
    case c10::Backend::Meta: return "torch.meta";
    case c10::Backend::XLA: return "torch.xla";
    case c10::Backend::SparseCPU: return "torch.sparse";
    case c10::Backend::SparseCUDA: return "torch.cuda.sparse";
    case c10::Backend::QuantizedCPU: return "torch.quantized";
    case c10::Backend::MkldnnCPU: return "torch.mkldnn";
    default: raise("RuntimeError", std::string("Unimplemented backend ") + c10::toString(backend));
  }
}
KERNEL(tensor_type) {
  const at::Tensor& t = args[0].toTensor();
  *out = module_of(t.options().backend()) + std::string(".") + c10::toString(t.scalar_type()) + "Tensor";
}
// The dtype of `torch.FloatTensor` on the CPU; other devices and layouts are not only a dtype.
KERNEL(dtype_of_type) {
  const std::string& name = args[0].toStringRef();
  for (int64_t i = 0; i < static_cast<int64_t>(at::ScalarType::Undefined); ++i)
    if (name == "torch." + std::string(c10::toString(static_cast<at::ScalarType>(i))) + "Tensor") {
      *out = i;
      return;
    }
  value_error("invalid type: '" + name + "'");
}

}  // namespace
}  // namespace anabranch::kernels
