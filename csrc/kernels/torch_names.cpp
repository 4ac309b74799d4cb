// How Python names what the language holds as ints (dtypes, layouts, …), and the legacy types of tensors (`torch.FloatTensor`).
#include "../vm/codes.h"
#include "tensor_support.h"

#include <ATen/ATen.h>
#include <c10/core/Backend.h>


namespace anabranch::kernels {
namespace {

KERNEL(dtype_name) { *out = vm::code_name(vm::CodeFamily::Dtype, args[0].toInt()); }
KERNEL(layout_name) { *out = vm::code_name(vm::CodeFamily::Layout, args[0].toInt()); }
KERNEL(memory_format_name) { *out = vm::code_name(vm::CodeFamily::MemoryFormat, args[0].toInt()); }
KERNEL(qscheme_name) { *out = vm::code_name(vm::CodeFamily::QScheme, args[0].toInt()); }
KERNEL(code_object) {
  const int64_t family = args[1].toInt();
  if (family < 0 || family >= vm::kCodeFamilies) value_error("there is no kind of dtypes with the number " + std::to_string(family));
  *out = args[0].isNone() ? IValue() : vm::code_object(static_cast<vm::CodeFamily>(family), args[0].toInt());
}
KERNEL(code_number) {
  const auto* code = vm::try_as<vm::Code>(args[0]);
  if (code == nullptr && !args[0].isNone()) raise("TypeError", "expected a dtype, layout, memory format or qscheme");
  *out = code == nullptr ? IValue() : IValue(code->number);
}
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
