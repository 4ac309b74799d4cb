#include "error.h"

#include "hooks.h"
#include "program.h"

#include "text/error.h"

#include <c10/util/Exception.h>

#include <new>

namespace anabranch::vm {

ErrorRef make_error(std::string type_name, std::string message, IValue python_class) {
  auto e = c10::make_intrusive<Error>();
  e->type_name = std::move(type_name);
  e->message = std::move(message);
  e->python_class = std::move(python_class);
  return e;
}

void too_deep(const char* doing) {
  throw ScriptException("RecursionError", std::string("maximum recursion depth exceeded ") + doing);
}

TraceEntry::TraceEntry() = default;
TraceEntry::TraceEntry(Kind k, const Function& f, uint32_t s)
    : kind(k), program(Ref<Program>::reclaim_copy(f.program)), function(&f), span(s) {}
TraceEntry::TraceEntry(const TraceEntry&) = default;
TraceEntry::TraceEntry(TraceEntry&&) noexcept = default;
TraceEntry& TraceEntry::operator=(TraceEntry other) noexcept {
  kind = other.kind;
  function = other.function;
  span = other.span;
  program.swap(other.program);
  return *this;
}
TraceEntry::~TraceEntry() = default;

namespace {

// The Python type that torch's own translation gives to a c10 error.
const char* python_type(const c10::Error& e) {
  if (dynamic_cast<const c10::IndexError*>(&e)) return "IndexError";
  if (dynamic_cast<const c10::ValueError*>(&e)) return "ValueError";
  if (dynamic_cast<const c10::TypeError*>(&e)) return "TypeError";
  if (dynamic_cast<const c10::NotImplementedError*>(&e)) return "NotImplementedError";
  if (dynamic_cast<const c10::BufferError*>(&e)) return "BufferError";
  if (dynamic_cast<const c10::LinAlgError*>(&e)) return "torch.linalg.LinAlgError";
  if (dynamic_cast<const c10::OutOfMemoryError*>(&e)) return "torch.OutOfMemoryError";
  return "RuntimeError";
}

}  // namespace

ErrorRef memory_error() {
  static const auto& error = *new ErrorRef(make_error("MemoryError", ""));
  return error;
}
namespace {
[[maybe_unused]] const bool made_in_time = static_cast<bool>(memory_error());
}

ErrorRef current_error() noexcept try {
  try {
    throw;
  } catch (const ScriptException& e) {
    return e.error;
  } catch (const c10::Error& e) {
    return make_error(python_type(e), e.what_without_backtrace());
  } catch (const text::Error& e) {
    return make_error(e.type, e.message);
  } catch (const std::bad_alloc&) {
    return memory_error();
  } catch (const std::exception& e) {
    if (ErrorRef known = hooks().translate()) return known;
    return make_error("RuntimeError", e.what());
  } catch (...) {
    if (ErrorRef known = hooks().translate()) return known;
    return make_error("RuntimeError", "unknown C++ exception");
  }
} catch (const std::bad_alloc&) {
  return memory_error();
}

}  // namespace anabranch::vm
