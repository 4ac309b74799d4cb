// The public classes Future and Error.
#include "host/errors.h"
#include "host/values.h"
#include "vm/run.h"

namespace anabranch {

using host::guarded;

Error::Error(std::string type, std::string message, std::string trace)
    : std::runtime_error(type + ": " + message + (trace.empty() ? "" : "\n" + trace)),
      type_(std::move(type)), message_(std::move(message)), trace_(std::move(trace)) {}
Error::~Error() = default;

bool Future::is(const c10::IValue& value) { return host::held<host::FutureHolder>(value) != nullptr; }

Future::Future(const c10::IValue& value) : state_(guarded([&] {
  const auto holder = host::held<host::FutureHolder>(value);
  if (!holder) throw vm::ScriptException("TypeError", "the value is no Future");
  return holder->state;
})) {}

bool Future::done() const { return vm::future_done(state_->future); }

bool Future::wait_for(std::chrono::duration<double> time) const {
  vm::Raised interrupted;
  const bool done = guarded([&] { return vm::future_wait(state_->future, std::max(time.count(), 0.0), &interrupted); });
  if (interrupted) host::raise(interrupted, state_->library.get());
  return done;
}

c10::IValue Future::wait() const {
  vm::Raised interrupted;
  guarded([&] { return vm::future_wait(state_->future, -1, &interrupted); });
  if (interrupted) host::raise(interrupted, state_->library.get());
  const vm::Outcome outcome = vm::future_outcome(state_->future);
  if (outcome.error) host::raise(outcome.error, state_->library.get());
  return guarded([&] { return host::to_public(outcome.value, state_->type.get(), state_->library); });
}

void Future::then(std::function<void(Future)> f) const {
  guarded([&] { vm::future_on_done(state_->future, [f = std::move(f), self = *this] { f(self); }); });
}

bool Future::cancel() const { return vm::future_cancel(state_->future); }

c10::IValue Future::value() const { return c10::IValue::make_capsule(c10::make_intrusive<host::FutureHolder>(state_)); }

}  // namespace anabranch
