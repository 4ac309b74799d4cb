#include "aten/python_operators.h"

#include "vm/error.h"
#include "vm/hooks.h"

#include "base/fork_mutex.h"

#include <sstream>

namespace anabranch::aten {

namespace {

using Followed = std::unordered_map<c10::OperatorName, std::vector<Handle*>>;

// Leaked: PyTorch's own libraries tell the listener of their end at exit.
ForkMutex& lock = *new ForkMutex;
Followed& followed = *new Followed;

class Listener final : public c10::OpRegistrationListener {
 public:
  void onOperatorRegistered(const c10::OperatorHandle& op) override {
    for_each(op, [&](Handle& h) {
      h.is_there = *h.schema == op.schema();
      if (h.is_there) h.op = op;
    });
  }
  void onOperatorDeregistered(const c10::OperatorHandle& op) override {
    for_each(op, [](Handle& h) {
      h.is_there = false;
      ++h.times_gone;
    });
  }

 private:
  template <class F>
  void for_each(const c10::OperatorHandle& op, F f) {
    std::lock_guard guard(lock);
    auto it = followed.find(op.operator_name());
    if (it == followed.end()) return;
    for (Handle* handle : it->second) f(*handle);
  }
};

template <class T>
std::string text(const T& printed) {
  std::ostringstream out;
  out << printed;
  return out.str();
}

[[noreturn]] void fail_gone(const Handle& handle) {
  const c10::OperatorName& known = handle.schema->operator_name();
  const std::string name = text(known);
  auto now = c10::Dispatcher::singleton().findSchema(known);
  if (!now)
    throw vm::ScriptException("OperatorError", "operator " + name + " does not exist any more: its library was destroyed\n"
                              "help: define the operator again (in a notebook, run its cell again), then call again");
  throw vm::ScriptException("OperatorError", "operator " + name + " was defined anew, with another schema\nexpected " +
                            text(*handle.schema) + "\ngot " + text(now->schema()) + "\nhelp: compile the program again");
}

// In a catch block: PyTorch stumbles when a library is destroyed while its operator runs.
[[noreturn]] void explain(const Handle& handle, uint32_t times_gone) {
  if (handle.times_gone == times_gone) throw;
  throw vm::ScriptException("OperatorError", "operator " + text(handle.schema->operator_name()) +
                                                 " was destroyed while it ran\nhelp: call again");
}

// Holds the GIL.
class InPython {
 public:
  InPython() : state_(vm::hooks().enter_python()) {}
  ~InPython() { vm::hooks().leave_python(state_); }
  InPython(const InPython&) = delete;

 private:
  const int state_;
};

}  // namespace

// The dispatcher notes the file and line of a definition.
bool is_defined_in_python(const c10::OperatorHandle& op) {
  const std::string_view place(op.debug());
  const std::string_view file = place.substr(0, place.rfind(':'));
  for (std::string_view extension : {".cpp", ".cc", ".cxx", ".cu", ".h", ".hpp", ".mm"})
    if (file.ends_with(extension)) return false;
  return true;
}

void follow_registrations(Handle& handle) {
  c10::Dispatcher& dispatcher = c10::Dispatcher::singleton();
  static auto* const listening = new c10::RegistrationHandleRAII(dispatcher.addRegistrationListener(std::make_unique<Listener>()));
  (void)listening;
  handle.schema = handle.op.schema();
  std::lock_guard guard(lock);
  followed[handle.op.operator_name()].push_back(&handle);
}

void call_python_operator(const vm::Operator& self, c10::IValue* args, c10::IValue* out) {
  const Handle& handle = handle_of(self);
  InPython gil;
  if (!handle.is_there) fail_gone(handle);
  const uint32_t times_gone = handle.times_gone;
  const auto pinned = c10::Dispatcher::singleton().registerName(handle.schema->operator_name());
  try {
    call_boxed(self, args, out);
  } catch (const c10::Error&) {
    explain(handle, times_gone);
  } catch (const std::runtime_error&) {  // pybind's; what the user's Python raised is another
    explain(handle, times_gone);
  }
}

}  // namespace anabranch::aten
