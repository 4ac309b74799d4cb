// Numbers of the language as torch's: dtypes, and tensors that stand for a number.
#pragma once

#include "support.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/scalar_tensor.h>
#include <c10/core/ScalarType.h>

namespace anabranch::kernels {

// A dtype is an int in the language, so any int may come.
inline at::ScalarType dtype_of(int64_t number) {
  if (number < 0 || number >= static_cast<int64_t>(at::ScalarType::Undefined)) value_error("no dtype has the number " + std::to_string(number));
  return static_cast<at::ScalarType>(number);
}
inline std::optional<at::ScalarType> dtype_of(const IValue& v) { return v.isNone() ? std::nullopt : std::optional(dtype_of(v.toInt())); }

// 0-dim and weak in type promotion, as a Python number.
inline at::Tensor wrapped(const c10::Scalar& s) {
  at::Tensor t = at::scalar_tensor(s, at::TensorOptions().dtype(s.type()));
  t.unsafeGetTensorImpl()->set_wrapped_number(true);
  return t;
}

}  // namespace anabranch::kernels
