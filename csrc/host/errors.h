// What the machine raised, as the host's Error, with the script's trace as Python's notes have it (interp/trace_notes.py).
#pragma once

#include "host/anabranch.h"
#include "host/library.h"

#include "vm/error.h"

namespace anabranch::host {

[[noreturn]] void raise(const vm::Raised& raised, const Library* library);

// Calls f; what it throws becomes an Error.
template <class F>
auto guarded(F f, const Library* library = nullptr) {
  vm::Raised raised;
  try {
    return f();
  } catch (const Error&) {
    throw;
  } catch (...) {
    raised.error = vm::current_error();
  }
  raise(raised, library);
}

}  // namespace anabranch::host
