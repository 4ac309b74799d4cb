#include "host/tensor_text.h"

#include <ATen/core/Formatting.h>

#include <sstream>

namespace anabranch::host {

std::string tensor_text(const at::Tensor& tensor) {
  std::ostringstream out;
  out << tensor;
  return out.str();
}

}  // namespace anabranch::host
