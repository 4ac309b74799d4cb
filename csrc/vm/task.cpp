#include "task.h"

#include "base/freelist.h"
#include "run.h"

#include <mutex>

namespace anabranch::vm {

namespace {
std::mutex& unseen_lock() {
  static auto& m = *new std::mutex;
  return m;
}
std::vector<Raised>& unseen() {
  static auto& v = *new std::vector<Raised>;
  return v;
}
constexpr size_t kUnseenKept = 100;  // more in one go help nobody
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

void VmTask::store(Flight error) {
  if (function->program != nullptr) kept_ = Ref<Program>::reclaim_copy(function->program);
  error_ = std::make_unique<Flight>(std::move(error));
}

TraceEntry VmTask::fork_place() const {
  if (fork_function != nullptr && (!finished() || kept_)) return TraceEntry(TraceEntry::Fork, *fork_function, fork_span);
  TraceEntry unknown;
  unknown.kind = TraceEntry::Fork;
  return unknown;
}

IValue box_future(anabranch::Ref<VmTask> task) { return box(c10::make_intrusive<FutureHandle>(std::move(task))); }

void note_unseen(const Flight& error) {
  if (error.error->cancelled) return;
  std::lock_guard guard(unseen_lock());
  if (unseen().size() < kUnseenKept) unseen().push_back(error.to_raised());
}

std::vector<Raised> take_unseen_failures() {
  std::lock_guard guard(unseen_lock());
  return std::exchange(unseen(), {});
}

}  // namespace anabranch::vm
