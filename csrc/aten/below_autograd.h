// Operators on tensors that take no part in differentiation go past autograd's kernels, which would look at every argument again
// and dispatch once more: 40 to 60 ns of a small operator's 500. Views and versions are kept by the keys below.
#pragma once

#include "aten/modes.h"

#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/GradMode.h>
#include <c10/core/impl/LocalDispatchKeySet.h>

namespace anabranch::aten {

// What autograd's own kernel would exclude for what it calls. Operators without one are composites: they may call what makes views.
inline c10::DispatchKeySet keys_of_autograd(const c10::OperatorHandle& op) {
  const bool makes_no_view = op.hasKernelForDispatchKey(c10::DispatchKey::Autograd) && !op.hasKernelForDispatchKey(c10::DispatchKey::ADInplaceOrView);
  return makes_no_view ? c10::autograd_dispatch_keyset_with_ADInplaceOrView : c10::autograd_dispatch_keyset;
}

// What the tensors of one call ask of autograd.
class Differentiation {
 public:
  void see(const at::Tensor& t) {
    const c10::TensorImpl* impl = t.unsafeGetTensorImpl();
    keys_ = keys_ | impl->key_set();
    if (impl->autograd_meta() != nullptr) takes_part_ = takes_part_ || takes_part(t);
  }
  void see(const std::optional<at::Tensor>& t) {
    if (t.has_value()) see(*t);
  }
  void see(at::TensorList list) {
    for (const at::Tensor& t : list) see(t);
  }
  // Numbers and the like; what is written in place, by whose kernel the tensor may come to take part.
  template <class T>
  void see(const T&) {}
  void see(at::Tensor&) { takes_part_ = true; }

  // Transforms and modes order the keys themselves.
  bool may_skip() const { return !takes_part_ && !is_special(keys_); }

 private:
  static bool takes_part(const at::Tensor& t) {
    return (t.requires_grad() && c10::GradMode::is_enabled()) || t._fw_grad(/*level=*/0).defined();
  }

  c10::DispatchKeySet keys_ = c10::impl::tls_local_dispatch_key_set().included_;
  bool takes_part_ = false;
};

}  // namespace anabranch::aten
