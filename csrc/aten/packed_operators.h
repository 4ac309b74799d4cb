// What the operators with packed weights have in common. Their fast ways take what is plain; all else is done by PyTorch's operators
// on the weights as they were, whose errors are the program's.
#pragma once

#include "aten/packed_products.h"
#include "aten/plain.h"
#include "vm/kernel.h"

#include <ATen/Functions.h>

namespace anabranch::aten {

inline const at::Tensor* optional_tensor(const c10::IValue& v) { return v.isNone() ? nullptr : &v.toTensor(); }
inline bool is_packed_part(const at::Tensor& t) { return is_plain_float(t) && t.is_contiguous(); }
inline bool is_bias(const at::Tensor* t, int64_t outputs) { return t == nullptr || (is_packed_part(*t) && t->dim() == 1 && t->numel() == outputs); }
inline const float* data_of(const at::Tensor* t) { return t == nullptr ? nullptr : t->const_data_ptr<float>(); }

// Throws RuntimeError for a name that is none.
at::Tensor with_tail(const at::Tensor& t, const std::string& name);

}  // namespace anabranch::aten
