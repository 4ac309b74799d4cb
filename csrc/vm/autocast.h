// Autocast's switches, declared by ourselves: ATen/autocast_mode.h brings in torch/library.h and with it a header of
// TorchScript's (design, rule 1).
#pragma once

#include <c10/core/DeviceType.h>
#include <c10/core/DispatchKey.h>
#include <c10/core/ScalarType.h>
#include <c10/macros/Export.h>
#include <c10/util/Exception.h>

namespace at::autocast {

TORCH_API bool is_autocast_enabled(c10::DeviceType device);
TORCH_API c10::ScalarType get_autocast_dtype(c10::DeviceType device);
TORCH_API void set_autocast_dtype(c10::DeviceType device, c10::ScalarType dtype);
TORCH_API bool is_autocast_cache_enabled();
TORCH_API void set_autocast_cache_enabled(bool enabled);
TORCH_API void clear_cache();

}  // namespace at::autocast

namespace anabranch::vm {

// The devices whose autocast programs can switch.
inline c10::DispatchKey autocast_key(c10::DeviceType device) {
  TORCH_CHECK(device == c10::kCPU || device == c10::kCUDA, "autocast is for cpu and cuda, not ", device);
  return device == c10::kCPU ? c10::DispatchKey::AutocastCPU : c10::DispatchKey::AutocastCUDA;
}

}  // namespace anabranch::vm
