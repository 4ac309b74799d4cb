// Tensors that nobody but the CPU's own kernels would see in a call: no gradient, no subclass, no mode. What has a loop of its own for
// such ones gives all others to the dispatcher.
#pragma once

#include "aten/below_autograd.h"

namespace anabranch::aten {

inline bool is_plain_float(const at::Tensor& t) {
  constexpr c10::DispatchKeySet ours(
      {c10::DispatchKey::CPU, c10::DispatchKey::AutogradCPU, c10::DispatchKey::ADInplaceOrView, c10::DispatchKey::BackendSelect});
  const auto local = c10::impl::tls_local_dispatch_key_set();
  const c10::DispatchKeySet keys = (t.key_set() | local.included_) - local.excluded_;
  if (((keys - ours).raw_repr() & ~c10::full_backend_mask) != 0 || !t.is_cpu()) return false;
  if (t.scalar_type() != at::kFloat || t.numel() == 0) return false;
  Differentiation asked;
  asked.see(t);
  return asked.may_skip();
}

}  // namespace anabranch::aten
