// Kernels of the language's own operators (those that are not in the dispatcher), by qualified overload name.
//
// A kernel gets `n` arguments in schema order, complete; it owns them (move what you keep, leave the rest) and assigns
// `out[0..results)`. It may throw ScriptException or any c10::Error. It runs on any worker, without the GIL, and must not
// block. Ints, floats and bools arrive boxed: those that deserve better have an opcode.
#pragma once

#include "error.h"
#include "values.h"

namespace anabranch::vm {

using Kernel = void (*)(IValue* args, size_t n, IValue* out);

// `name` as the schema prints it: "aten::append.t", "prim::min.int"; varargs kernels: "aten::format".
bool register_kernel(const char* name, Kernel kernel);
Kernel find_kernel(std::string_view name);  // null if there is none

#define ANABRANCH_KERNEL_CAT2(a, b) a##b
#define ANABRANCH_KERNEL_CAT(a, b) ANABRANCH_KERNEL_CAT2(a, b)
// ANABRANCH_KERNEL("aten::len.t") { *out = ...; }   — parameters are called args, n, out.
#define ANABRANCH_KERNEL(name) ANABRANCH_KERNEL_(name, ANABRANCH_KERNEL_CAT(kernel_, __COUNTER__))
#define ANABRANCH_KERNEL_(name, id)                                                               \
  static void id(::c10::IValue* args, size_t n, ::c10::IValue* out);                              \
  [[maybe_unused]] static const bool ANABRANCH_KERNEL_CAT(id, _registered) =                      \
      ::anabranch::vm::register_kernel(name, id);                                                 \
  static void id([[maybe_unused]] ::c10::IValue* args, [[maybe_unused]] size_t n, [[maybe_unused]] ::c10::IValue* out)

}  // namespace anabranch::vm
