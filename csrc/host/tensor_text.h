// A tensor as text, as PyTorch's repr in Python has it with its usual options.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>

namespace anabranch::host {

std::string tensor_text(const at::Tensor& tensor);

}  // namespace anabranch::host
