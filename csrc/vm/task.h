// A forked function with its arguments, and the future of its result.
//
// The scheduler's Task says how far it is and who waits; this adds what runs and what came out. The arguments stand behind
// the object in the same block, so a fork of a small function is one block of about 150 bytes and its handle.
#pragma once

#include "flight.h"
#include "program.h"

#include "sched/task.h"

#include <span>

namespace anabranch::vm {

struct DropFlight {
  void operator()(Flight* flight) const;
};

class VmTask final : public sched::Task {
 public:
  // `n_args` slots, None until filled. Use make().
  static anabranch::Ref<VmTask> make(const Function& f, size_t n_args);
  ~VmTask() override;

  std::span<IValue> args() { return {reinterpret_cast<IValue*>(this + 1), n_args_}; }
  // Finished by us without the scheduler (serial calls, futures made outside), or by it.
  bool finished() const { return preset_.load(std::memory_order_acquire) || done(); }
  void store(IValue value) { result_ = std::move(value); }
  void store(Flight error) noexcept;  // without memory a MemoryError
  void set_finished() { preset_.store(true, std::memory_order_release); }

  // After it is finished.
  const Flight* error() const { return error_.get(); }
  const IValue& result() const { return result_; }
  // The value, moved out: only for the last holder.
  IValue take_result() { return std::move(result_); }
  void mark_seen() { seen_.store(true, std::memory_order_relaxed); }
  void drop_arguments();
  // After it ran as a call, if nobody else has it: becomes a new task of `f`. False: it has no room for the arguments.
  bool renew(const Function& f, size_t n_args) {
    if (n_args > n_slots_) return false;
    sched::Task::renew();
    function = &f;
    n_args_ = static_cast<uint32_t>(n_args);
    return true;
  }

  // What runs. The call keeps it while the task is unfinished; afterwards only a failed task may look.
  const Function* function;
  const Function* fork_function = nullptr;  // the place of the fork
  uint32_t fork_span = 0;
  bool timed = false;                      // for the Site of its fork
  int64_t began = 0;
  bool is_root = false;                    // of a call: its result leaves the machine
  TraceEntry fork_place() const;

  static void operator delete(VmTask* task, std::destroying_delete_t);

 private:
  VmTask(const Function* f, uint32_t n) : function(f), n_args_(n), n_slots_(n) {}
  static void* operator new(size_t bytes, size_t n_args);
  size_t bytes() const { return sizeof(VmTask) + n_slots_ * sizeof(IValue); }

  uint32_t n_args_;
  const uint32_t n_slots_;
  std::atomic<bool> preset_{false};
  std::atomic<bool> seen_{false};
  bool released_ = false;
  IValue result_;
  std::unique_ptr<Flight, DropFlight> error_;
  Ref<Program> kept_;  // of a failure: for the place of the fork
};

// What an IValue carries for `Future[T]`.
struct FutureHandle final : Capsule, Pooled {
  static constexpr CapsuleKind Kind = CapsuleKind::Future;
  explicit FutureHandle(anabranch::Ref<VmTask> t) : Capsule(Kind), task(std::move(t)) {}
  anabranch::Ref<VmTask> task;
};

IValue box_future(anabranch::Ref<VmTask> task);
inline VmTask& task_of(const IValue& future) { return *as<FutureHandle>(future)->task; }

// Failures of tasks that died without anybody having looked.
void note_unseen(const Flight& error) noexcept;

}  // namespace anabranch::vm
