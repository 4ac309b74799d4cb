#include "aten/modes.h"

#include <ATen/PythonTorchFunctionTLS.h>
#include <c10/core/impl/LocalDispatchKeySet.h>
#include <c10/core/impl/PythonDispatcherTLS.h>
#include <c10/core/impl/TorchDispatchModeTLS.h>

namespace anabranch::aten {

namespace {

constexpr c10::DispatchKeySet python_keys({
    c10::DispatchKey::Python,
    c10::DispatchKey::PythonTLSSnapshot,
    c10::DispatchKey::PythonDispatcher,
    c10::DispatchKey::FuncTorchDynamicLayerFrontMode,
    c10::DispatchKey::FuncTorchDynamicLayerBackMode,
    c10::DispatchKey::FuncTorchBatched,
    c10::DispatchKey::FuncTorchGradWrapper,
    c10::DispatchKey::Functionalize,
});

}  // namespace

bool thread_is_special() {
  if (!(c10::impl::tls_local_dispatch_key_set().included_ & python_keys).empty()) return true;
  return c10::impl::TorchDispatchModeTLS::any_modes_set() || has_function_mode() ||
         c10::impl::PythonDispatcherTLS::get_state() != nullptr;
}

bool has_function_mode() { return at::impl::PythonTorchFunctionTLS::stack_len() > 0; }

bool is_special(const at::Tensor& tensor) { return !(tensor.key_set() & python_keys).empty(); }

}  // namespace anabranch::aten
