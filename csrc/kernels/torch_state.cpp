// torch's switches, generators and warnings, and autograd, whose entry points PyTorch has in Python.
#include "containers.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Version.h>
#include "../vm/hooks.h"
#include "../vm/autocast.h"
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>

namespace anabranch::kernels {
namespace {

KERNEL(is_grad_enabled) { *out = c10::GradMode::is_enabled(); }
KERNEL(is_inference_mode_enabled) { *out = c10::InferenceMode::is_enabled(); }
KERNEL(is_autocast_enabled) { *out = at::autocast::is_autocast_enabled(at::kCUDA); }
KERNEL(is_autocast_cpu_enabled) { *out = at::autocast::is_autocast_enabled(at::kCPU); }
KERNEL(get_autocast_dtype) {
  *out = static_cast<int64_t>(at::autocast::get_autocast_dtype(c10::Device(args[0].toStringRef()).type()));
}
KERNEL(is_tracing) { *out = false; }
KERNEL(manual_seed) { at::manual_seed(static_cast<uint64_t>(args[0].toInt())); }
at::Generator generator(const IValue& v) { return v.toGenerator(); }
KERNEL(generator_manual_seed) {
  generator(args[0]).set_current_seed(static_cast<uint64_t>(args[1].toInt()));
  *out = std::move(args[0]);
}
KERNEL(generator_initial_seed) { *out = static_cast<int64_t>(generator(args[0]).current_seed()); }
KERNEL(generator_seed) { *out = static_cast<int64_t>(generator(args[0]).seed()); }

at::Generator new_generator(c10::Device device) {
  if (device.is_cpu()) return at::make_generator<at::CPUGeneratorImpl>();
  return at::globalContext().getAcceleratorHooksInterface(device.type()).getNewGenerator(device.index());
}
KERNEL(generator_new) {
  at::Generator made = new_generator(args[0].isNone() ? c10::Device(c10::kCPU) : args[0].toDevice());
  if (args[1].isInt()) made.set_current_seed(static_cast<uint64_t>(args[1].toInt()));
  *out = std::move(made);
}
KERNEL(cpu_capability) { *out = at::get_cpu_capability(); }

// What a hook did not do, thrown.
void check(bool done, const vm::Raised& error) {
  if (!done) throw ScriptException(error.error);
}
KERNEL(warn) {
  vm::Raised error;
  check(vm::hooks().warn(args[0].toStringRef(), args[1].toInt(), &error), error);
}

#define AUTOGRAD(symbol, name)                                            \
  KERNEL(symbol) {                                                        \
    vm::Raised error;                                                     \
    check(vm::hooks().autograd(name, args, n, out, &error), error);       \
  }
AUTOGRAD(backward, "aten::backward")
AUTOGRAD(backward_list, "aten::backward.TensorList")
AUTOGRAD(grad, "aten::grad")
#undef AUTOGRAD

}  // namespace
}  // namespace anabranch::kernels
