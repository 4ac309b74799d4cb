// torch's switches and generators.  autograd's entry points go through Python: its engine is reached there.
#include "python_kernel.h"

#include <ATen/ATen.h>
#include <ATen/Context.h>
#include "../vm/autocast.h"
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>

namespace anabranch::kernels {
namespace {

KERNELS("aten::is_grad_enabled") { *out = c10::GradMode::is_enabled(); }
KERNELS("aten::is_inference_mode_enabled") { *out = c10::InferenceMode::is_enabled(); }
KERNELS("aten::is_autocast_enabled") { *out = at::autocast::is_autocast_enabled(at::kCUDA); }
KERNELS("aten::is_autocast_cpu_enabled") { *out = at::autocast::is_autocast_enabled(at::kCPU); }
KERNELS("aten::get_autocast_dtype") {
  *out = static_cast<int64_t>(at::autocast::get_autocast_dtype(c10::Device(args[0].toStringRef()).type()));
}
KERNELS("aten::_get_tracing_state") { *out = false; }
KERNELS("aten::manual_seed") { at::manual_seed(static_cast<uint64_t>(args[0].toInt())); }
at::Generator generator(const IValue& v) { return v.toGenerator(); }
KERNELS("aten::manual_seed.generator") {
  generator(args[0]).set_current_seed(static_cast<uint64_t>(args[1].toInt()));
  *out = std::move(args[0]);
}
KERNELS("aten::initial_seed") { *out = static_cast<int64_t>(generator(args[0]).current_seed()); }
KERNELS("aten::seed") { *out = static_cast<int64_t>(generator(args[0]).seed()); }
KERNELS("aten::Generator_device") { *out = generator(args[0]).device(); }

#define THROUGH_PYTHON(name, outs) \
  KERNELS(name) { call_python_kernel(name, args, n, out, outs); }
THROUGH_PYTHON("aten::Generator", 1)
THROUGH_PYTHON("aten::backward", 0)
THROUGH_PYTHON("aten::backward.TensorList", 0)
THROUGH_PYTHON("aten::grad", 1)
THROUGH_PYTHON("aten::_get_cpu_capability", 1)
THROUGH_PYTHON("prim::grad_fn_name", 1)
THROUGH_PYTHON("aten::einsum.sublist", 1)
THROUGH_PYTHON("aten::dequantize.any", 1)
THROUGH_PYTHON("aten::warn", 0)
THROUGH_PYTHON("aten::fsum.float_list", 1)
THROUGH_PYTHON("aten::dist.float_list", 1)
THROUGH_PYTHON("aten::__interpolate", 1)
THROUGH_PYTHON("aten::__interpolate.scale_list", 1)
THROUGH_PYTHON("aten::__interpolate.size_list", 1)
THROUGH_PYTHON("aten::__interpolate.size_list_scale_list", 1)
THROUGH_PYTHON("aten::__upsample", 1)
THROUGH_PYTHON("aten::__upsample.size_list", 1)
THROUGH_PYTHON("aten::__upsample_bilinear", 1)
THROUGH_PYTHON("aten::__upsample_bilinear.scale_list", 1)
THROUGH_PYTHON("aten::__upsample_bilinear.size_list", 1)
THROUGH_PYTHON("aten::__upsample_bilinear.size_list_scale_list", 1)
THROUGH_PYTHON("aten::__upsample_nearest", 1)
THROUGH_PYTHON("aten::__upsample_nearest.size_list", 1)

}  // namespace
}  // namespace anabranch::kernels
