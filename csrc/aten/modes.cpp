#include "aten/modes.h"

#include <ATen/PythonTorchFunctionTLS.h>
#include <c10/core/impl/LocalDispatchKeySet.h>
#include <c10/core/impl/PythonDispatcherTLS.h>
#include <c10/core/impl/TorchDispatchModeTLS.h>

namespace anabranch::aten {

bool thread_is_special() {
  if (is_special(c10::impl::tls_local_dispatch_key_set().included_)) return true;
  return c10::impl::TorchDispatchModeTLS::any_modes_set() || has_function_mode() ||
         c10::impl::PythonDispatcherTLS::get_state() != nullptr;
}

bool has_function_mode() { return at::impl::PythonTorchFunctionTLS::stack_len() > 0; }

}  // namespace anabranch::aten
