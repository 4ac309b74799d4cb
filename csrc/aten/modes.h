// Is something in force on this thread that pool workers cannot reproduce?
#pragma once

#include <ATen/core/ivalue.h>

namespace anabranch::aten {

// A TorchDispatchMode (FakeTensor's too), TorchFunctionMode, functorch transform or the Python dispatcher is active: the call
// must run serially on this thread.
bool thread_is_special();

// A TorchFunctionMode is active; a default device is one.
bool has_function_mode();

inline constexpr c10::DispatchKeySet kSpecialKeys({
    c10::DispatchKey::Python,
    c10::DispatchKey::PythonTLSSnapshot,
    c10::DispatchKey::PythonDispatcher,
    c10::DispatchKey::FuncTorchDynamicLayerFrontMode,
    c10::DispatchKey::FuncTorchDynamicLayerBackMode,
    c10::DispatchKey::FuncTorchBatched,
    c10::DispatchKey::FuncTorchGradWrapper,
    c10::DispatchKey::Functionalize,
});
inline bool is_special(c10::DispatchKeySet keys) { return !(keys & kSpecialKeys).empty(); }

// A tensor whose operators run Python (subclass, FakeTensor, functorch wrapper).
inline bool is_special(const at::Tensor& tensor) { return is_special(tensor.key_set()); }

}  // namespace anabranch::aten
