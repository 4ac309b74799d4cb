// The default device of a call (torch.set_default_device, `with torch.device(...)`): given to factories that name none.
// PyTorch does that in a TorchFunctionMode, which C++ calls never reach; such calls run on the calling thread alone.
#pragma once

#include <c10/core/Device.h>

#include <optional>

namespace anabranch::aten {

// The calling thread's, for the life of the object.
class DefaultDevice {
 public:
  explicit DefaultDevice(std::optional<c10::Device> device);
  DefaultDevice(const DefaultDevice&) = delete;
  ~DefaultDevice();

 private:
  std::optional<c10::Device> outer_;
};

}  // namespace anabranch::aten
