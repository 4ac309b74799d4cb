// Memory that goes with an argument: a tensor at its last use, of which nobody else knows, may be written with the result.
//
// `c = f * c + i * g` makes three tensors and lets two of them go at once; with this it makes one. Allocating is a third of a small
// operator. The result is what a new tensor would be: dtype, shape and strides are checked before; versions do not count, since
// nobody can have looked.
#pragma once

#include "aten/modes.h"

#include <ATen/core/Tensor.h>
#include <ATen/core/ivalue.h>
#include <ATen/record_function.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/impl/LocalDispatchKeySet.h>

namespace anabranch::aten {

class Spare {
 public:
  explicit Spare(const c10::IValue& v) : v_(v) {}

  // Cheap looks first: most tensors that are no spare ones have another holder.
  bool is_there() const {
    if (!v_.isTensor() || v_.use_count() != 1) return false;
    const at::Tensor& t = v_.toTensor();
    const auto& impl = t.getIntrusivePtr();
    return impl->autograd_meta() == nullptr && impl.weak_use_count() == 1 && !seen_by_python(*impl) && is_plain(t) && owns_memory(t);
  }

  // Whether the result with this argument is of the spare tensor's dtype, shape and strides.
  bool fits(const at::Tensor& other) const {
    const at::Tensor& t = v_.toTensor();
    if (other.key_set() != t.key_set() || !other.is_contiguous()) return false;
    if (other.dim() == 0 && t.dim() > 0) return !other.is_complex();
    return other.scalar_type() == t.scalar_type() && is_spread_over(other.sizes(), t.sizes());
  }
  bool fits(const c10::Scalar& number) const { return !number.isComplex(); }
  template <class T>
  bool fits(const T&) const { return false; }

 private:
  static bool seen_by_python(const c10::TensorImpl& impl) {
    if constexpr (requires { impl.pyobj_slot()->load_pyobj(); }) return impl.pyobj_slot()->load_pyobj() != nullptr;
    return false;
  }

  static bool is_plain(const at::Tensor& t) {
    const auto dtype = t.scalar_type();
    const bool floats = dtype == at::kFloat || dtype == at::kDouble || dtype == at::kBFloat16 || dtype == at::kHalf;
    const bool dense = t.is_cpu() && t.key_set().has(c10::DispatchKey::Dense) && !is_special(t);
    return floats && dense && !t.is_conj() && !t.is_neg() && !t.unsafeGetTensorImpl()->is_wrapped_number() && t.is_contiguous() &&
           t.is_inference() == c10::InferenceMode::is_enabled();
  }

  // All of a block that came from the allocator: not of an array of numpy's, not a part of a larger block.
  static bool owns_memory(const at::Tensor& t) {
    const c10::Storage& storage = t.storage();
    return storage.use_count() == 1 && t.storage_offset() == 0 && storage.nbytes() == t.nbytes() && t.numel() > 0 &&
           storage.data_ptr().get_deleter() == c10::GetCPUAllocator()->raw_deleter();
  }

  static bool is_spread_over(c10::IntArrayRef small, c10::IntArrayRef large) {
    if (small.size() > large.size()) return false;
    for (size_t k = 1; k <= small.size(); ++k)
      if (small[small.size() - k] != large[large.size() - k] && small[small.size() - k] != 1) return false;
    return true;
  }

  const c10::IValue& v_;
};

// Profiles name the program's operators, and casts make new tensors.
inline bool may_reuse() {
  return c10::impl::tls_local_dispatch_key_set().excluded_.has(c10::DispatchKey::AutocastCPU) && !at::hasCallbacks();
}

}  // namespace anabranch::aten
