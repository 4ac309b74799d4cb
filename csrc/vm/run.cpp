// Calls from outside (run.h).
#include "run.h"

#include "machine.h"

#include <algorithm>

namespace anabranch::vm {

namespace {

anabranch::Ref<VmTask> root_task(const Program& program, std::vector<IValue>&& args) {
  TORCH_CHECK(program.defined, program.data.name, " is not defined yet");
  const Function& f = program.entry;
  TORCH_CHECK(args.size() == f.params.size(), f.name, " takes ", f.params.size(), " arguments, got ", args.size());
  auto task = VmTask::make(f, args.size());
  std::move(args.begin(), args.end(), task->args().begin());
  task->is_root = true;
  return task;
}

// Whether others may hold what `v` gives access to: futures, perhaps in containers. Other arguments are the call's own.
bool may_hold_futures(const IValue& v) {
  if (v.isList()) {
    const auto element = v.toList().elementType()->kind();
    return element == c10::TypeKind::AnyType || (!v.toListRef().empty() && (v.toListRef()[0].isPtrType() && !v.toListRef()[0].isTensor() && !v.toListRef()[0].isString()));
  }
  const Capsule* c = capsule(v);
  return v.isTuple() || (c != nullptr && c->kind != CapsuleKind::Instance && c->kind != CapsuleKind::Code);  // instances: op_get_attr looks
}

ErrorRef lost_error() {
  return make_error("RuntimeError", "a task that is waited for ran on another thread when the process was forked: this child has not got it\n"
                                    "help: wait for all futures before os.fork(), or start processes by the method 'spawn'");
}

Outcome outcome_of(VmTask& task) {
  task.mark_seen();
  if (const Flight* error = task.error()) return Outcome{IValue(), error->to_raised()};
  return Outcome{task.result(), {}};
}

}  // namespace

Outcome run(const Ref<Program>& program, std::vector<IValue>&& args, const CallOptions& options) {
  const auto call = make_counted<VmCall>();
  call->exposed.store(std::any_of(args.begin(), args.end(), may_hold_futures), std::memory_order_relaxed);
  const auto task = root_task(*program, std::move(args));
  call->program = program;
  call->serial = options.serial;
  {
    CallScope scope(call.get());
    if (scheduler().run(*call, *task) == sched::Waited::Lost) return Outcome{IValue(), {lost_error(), {}}};
  }
  if (options.owner != nullptr && call->refs() > 1) call->owner = std::exchange(*options.owner, nullptr);  // tasks go on
  if (call->interrupt) {
    task->mark_seen();
    return Outcome{IValue(), std::move(call->interrupt)};
  }
  if (!task->finished()) {  // its frames are left under another call's task, which goes on without us
    return Outcome{IValue(), {make_error("CancelledError", "the call was cancelled"), {}}};
  }
  return outcome_of(*task);
}

bool is_future(const IValue& v) { return try_as<FutureHandle>(v) != nullptr; }

namespace {
anabranch::Ref<VmTask> outside_task() {
  static const auto& nothing = *new Function;
  auto task = VmTask::make(nothing, 0);
  return task;
}
}  // namespace

IValue finished_future(IValue value) {
  auto task = outside_task();
  task->store(std::move(value));
  task->set_finished();
  return box_future(std::move(task));
}

IValue failed_future(Raised error) {
  auto task = outside_task();
  task->store(Flight::from_raised(std::move(error)));
  task->mark_seen();  // whoever made it knows
  task->set_finished();
  return box_future(std::move(task));
}

bool future_done(const IValue& future) { return task_of(future).finished(); }

bool future_wait(const IValue& future, double timeout_seconds, Raised* interrupted) {
  VmTask& task = task_of(future);
  if (task.finished()) return true;
  InterruptScope scope(interrupted);
  const int64_t nanoseconds = timeout_seconds < 0 ? -1 : static_cast<int64_t>(std::min(timeout_seconds, 9e9) * 1e9);
  const sched::Waited waited = scheduler().wait_outside(task, nanoseconds);
  if (waited == sched::Waited::Lost) *interrupted = Raised{lost_error(), {}};
  return waited == sched::Waited::Done;
}

Outcome future_outcome(const IValue& future) {
  Outcome outcome = outcome_of(task_of(future));
  if (outcome.error) outcome.error.trace.push_back(task_of(future).fork_place());
  return outcome;
}

void future_on_done(const IValue& future, std::function<void()> callback) {
  VmTask& task = task_of(future);
  if (task.finished()) return callback();
  auto* owned = new std::function<void()>(std::move(callback));
  scheduler().on_done(
      task,
      [](void* data, sched::Task&) {
        std::unique_ptr<std::function<void()>> call(static_cast<std::function<void()>*>(data));
        (*call)();
      },
      owned);
}

bool future_cancel(const IValue& future) {
  VmTask& task = task_of(future);
  return !task.finished() && scheduler().cancel(task);
}

}  // namespace anabranch::vm
