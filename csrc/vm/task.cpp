#include "task.h"

#include "base/fork_mutex.h"
#include "base/freelist.h"
#include "run.h"

#include <new>

namespace anabranch::vm {

namespace {
// Both leaked: tasks die until the process does.
ForkMutex& unseen_lock = *new ForkMutex;
std::vector<Raised>& unseen = *new std::vector<Raised>;
constexpr size_t kUnseenKept = 100;  // more in one go help nobody

// Of all tasks that failed without memory for their own error.
Flight& no_memory = *new Flight{memory_error(), {}};
}  // namespace

void* VmTask::operator new(size_t bytes, size_t n_args) { return freelist::allocate(bytes + n_args * sizeof(IValue)); }

void VmTask::operator delete(VmTask* task, std::destroying_delete_t) {
  const size_t bytes = task->bytes();
  task->~VmTask();
  freelist::release(task, bytes);
}

anabranch::Ref<VmTask> VmTask::make(const Function& f, size_t n_args) {
  auto* task = new (n_args) VmTask(&f, static_cast<uint32_t>(n_args));
  for (IValue& v : task->args()) new (&v) IValue();
  return anabranch::Ref<VmTask>::adopt(task);
}

VmTask::~VmTask() {
  if (error_ && !seen_.load(std::memory_order_relaxed)) note_unseen(*error_);
  drop_arguments();
  vm::drop(std::move(result_));
}

void VmTask::drop_arguments() {
  if (released_) return;
  released_ = true;
  for (IValue& v : args()) {
    vm::drop(std::move(v));
    v.~IValue();
  }
}

void DropFlight::operator()(Flight* flight) const {
  if (flight != &no_memory) delete flight;
}

void VmTask::store(Flight error) noexcept try {
  if (function->program != nullptr) kept_ = Ref<Program>::reclaim_copy(function->program);
  error_.reset(new Flight(std::move(error)));
} catch (const std::bad_alloc&) {
  error_.reset(&no_memory);
}

TraceEntry VmTask::fork_place() const {
  if (fork_function != nullptr && (!finished() || kept_)) return TraceEntry(TraceEntry::Fork, *fork_function, fork_span);
  TraceEntry unknown;
  unknown.kind = TraceEntry::Fork;
  return unknown;
}

IValue box_future(anabranch::Ref<VmTask> task) { return box(c10::make_intrusive<FutureHandle>(std::move(task))); }

void note_unseen(const Flight& error) noexcept try {
  if (error.error->cancelled) return;
  std::lock_guard guard(unseen_lock);
  if (unseen.size() < kUnseenKept) unseen.push_back(error.to_raised());
} catch (const std::bad_alloc&) {
}

std::vector<Raised> take_unseen_failures() {
  std::lock_guard guard(unseen_lock);
  return std::exchange(unseen, {});
}

}  // namespace anabranch::vm
