// Tensors that nobody but the CPU's own kernels would see in a call: no gradient, no subclass, no mode, no cast. What has a loop of its
// own for such ones gives all others to the dispatcher.
#pragma once

#include "aten/below_autograd.h"

#include <ATen/record_function.h>

namespace anabranch::aten {

// Of the keys of a call's tensors, with what is in force on the thread.
inline bool are_plain(c10::DispatchKeySet keys) {
  constexpr c10::DispatchKeySet ours(
      {c10::DispatchKey::CPU, c10::DispatchKey::AutogradCPU, c10::DispatchKey::ADInplaceOrView, c10::DispatchKey::BackendSelect});
  const auto local = c10::impl::tls_local_dispatch_key_set();
  keys = (keys | local.included_) - local.excluded_;
  const uint64_t backend = c10::DispatchKeySet(c10::DispatchKey::CPU).raw_repr() & c10::full_backend_mask;
  return ((keys - ours).raw_repr() & ~c10::full_backend_mask) == 0 && (keys.raw_repr() & c10::full_backend_mask) == backend;
}

inline bool is_plain_float(const at::Tensor& t) {
  if (!are_plain(t.key_set()) || t.scalar_type() != at::kFloat || t.numel() == 0) return false;
  Differentiation asked;
  asked.see(t);
  return asked.may_skip();
}

// The arguments of a run: contiguous floats of few dimensions, each with something in it.
class Plain {
 public:
  bool admits(const at::Tensor& t) {
    const c10::TensorImpl* impl = t.unsafeGetTensorImpl();
    if (!t.defined() || impl->dtype() != caffe2::TypeMeta::Make<float>() || impl->dim() > 4 || !impl->is_contiguous()) return false;
    keys_ = keys_ | impl->key_set();
    asked_.see(t);
    return impl->numel() > 0 && !(impl->dim() == 0 && impl->is_wrapped_number());
  }
  // Profiles of PyTorch's name the dispatcher's operators.
  bool may_skip() const { return are_plain(keys_) && asked_.may_skip() && !at::hasCallbacks(); }

 private:
  c10::DispatchKeySet keys_;
  Differentiation asked_;
};

}  // namespace anabranch::aten
