// Kernels of the language's own operators (those that are not in the dispatcher), by the symbol that the table in
// src/anabranch/ops gives an operator as `native`; the build fails where the two differ (tools/check_kernels.py).
//
// A kernel gets `n` arguments in schema order, complete; it owns them (move what you keep, leave the rest) and assigns
// `out[0..results)`. It may throw ScriptException or any c10::Error. It runs on any worker, without the GIL, and must not
// block. Ints, floats and bools arrive boxed: those that deserve better have an opcode.
#pragma once

#include "error.h"
#include "values.h"

#include <vector>

namespace anabranch::vm {

using Kernel = void (*)(IValue* args, size_t n, IValue* out);

bool register_kernel(const char* symbol, Kernel kernel);
Kernel find_kernel(std::string_view symbol);  // null if there is none
std::vector<std::string> kernel_symbols();    // of all that were registered; a symbol of two kernels twice

// KERNEL(list_len) { *out = ...; }   — parameters are called args, n, out.
#define KERNEL(symbol)                                                                                            \
  static void kernel_##symbol(::c10::IValue* args, size_t n, ::c10::IValue* out);                                 \
  [[maybe_unused]] static const bool registered_##symbol = ::anabranch::vm::register_kernel(#symbol, kernel_##symbol); \
  static void kernel_##symbol([[maybe_unused]] ::c10::IValue* args, [[maybe_unused]] size_t n, [[maybe_unused]] ::c10::IValue* out)

}  // namespace anabranch::vm
