// Task: a forked computation, and the future of its result.
//
// Purpose: the one word that says how far it is and who waits. The VM derives from Task and keeps program,
// arguments, result and error there.
// Non-goal: how it is run (scheduler.h), what suspended strands look like (pause.h).
#pragma once
#include "base/counted.h"
#include "base/freelist.h"
#include "sched/hooks.h"
#include "sched/lazy.h"

namespace anabranch::sched {

class Call;
class Scheduler;

// Somebody to be told when a task is done. `fire` is called exactly once, on the finishing thread, and owns the
// waiter's memory from then on; a task that is destroyed unfinished calls it with `finished` false.
struct alignas(16) Waiter {
  Waiter* next = nullptr;
  void (*fire)(Waiter* self, Task& task, Scheduler* scheduler) = nullptr;  // scheduler null: never finished
};

// state_ = address of the newest waiter | flags | phase. Written only by compare-and-swap or exchange:
//   Pending -> Running   whoever claims it, once
//   any     -> Done      the claimer, after the result is stored; takes the waiters
//   + waiter             anybody, while not Done
//   + kDetached, kCancel anybody, while not Done
enum class Phase : uint8_t { Pending = 0, Running = 1, Done = 2 };

class Task : public Counted, public Pooled {
 public:
  Phase phase() const { return phase_of(state_.load(std::memory_order_acquire)); }
  bool done() const { return phase() == Phase::Done; }
  bool cancel_requested() const { return state_.load(std::memory_order_relaxed) & kCancel; }
  // It was told to stop and cleans up: it is not told again. Set by the thread that runs it.
  bool shielded() const { return shielded_.load(std::memory_order_relaxed); }
  void shield(bool on) { shielded_.store(on, std::memory_order_relaxed); }
  bool detached() const { return state_.load(std::memory_order_relaxed) & kDetached; }
  // Number for events and messages; unique in the process.
  uint64_t id() const { return id_; }
  // Valid while the task is unfinished, and for detached tasks always.
  Call* call() const { return call_; }
  // The call that it keeps alive since it was detached, or null. For its last owner.
  const Call* owned_call() const { return owns_call_ ? call_ : nullptr; }
  // The context its frames begin in.
  Context* context() const;

  // Pending -> Running. The winner must run it (or complete it) and complete it.
  bool try_claim();
  // False: already done, and the waiter stays the caller's.
  bool add_waiter(Waiter& waiter);
  // On its strand's list. To be asked by that strand: nobody else has it.
  bool is_lazy() const { return lazy_; }
  // A lazy fork that was run as a call, and that only its strand has: as a new one.
  void renew() {
    state_.store(0, std::memory_order_relaxed);
    if (context_) context_ = nullptr;
  }
  // Was put into a deque because somebody was idle.
  bool was_promoted() const { return promoted_; }

 protected:
  Task() = default;
  ~Task() override;

 private:
  friend class Scheduler;
  friend class LazyForks;
  // Of a lazy fork: its neighbours, the task and the frame that forked it.
  struct Kept {
    Task* older;
    Task* newer;
    Task* parent;
    const void* frame;
  };
  static constexpr uintptr_t kPhase = 3, kDetached = 4, kCancel = 8, kFlags = 15;

  static Phase phase_of(uintptr_t state) { return static_cast<Phase>(state & kPhase); }
  static Waiter* waiters_of(uintptr_t state) { return reinterpret_cast<Waiter*>(state & ~kFlags); }
  // Sets a flag unless done; the state before.
  uintptr_t set_flag(uintptr_t flag);
  // Running -> Done; the state before, whose waiters are now the caller's.
  uintptr_t close() { return state_.exchange(uintptr_t(Phase::Done), std::memory_order_acq_rel); }

  atomic<uintptr_t> state_{0};
  Call* call_ = nullptr;         // borrowed: an unfinished task keeps its call alive by being counted in it
  Strand* strand_ = nullptr;     // where it runs; written by the claimer, read when the call is at rest
  Ref<Context> context_;         // null: the call's own
  uint64_t id_ = 0;
  Kept kept_;                    // while lazy_
  bool lazy_ = false;
  bool promoted_ = false;
  atomic<bool> shielded_{false};
  bool owns_call_ = false;       // detached: holds a reference on call_
};

inline bool LazyForks::are_of(const void* frame) const { return newest_ && newest_->kept_.frame == frame; }

inline void LazyForks::add(Task& task) {
  task.lazy_ = true;
  task.kept_.older = newest_;
  task.kept_.newer = nullptr;
  (newest_ ? newest_->kept_.newer : oldest_) = &task;
  newest_ = &task;
}

inline void LazyForks::remove(Task& task) {
  task.lazy_ = false;
  (task.kept_.older ? task.kept_.older->kept_.newer : oldest_) = task.kept_.newer;
  (task.kept_.newer ? task.kept_.newer->kept_.older : newest_) = task.kept_.older;
}

inline bool Task::try_claim() {
  uintptr_t state = state_.load(std::memory_order_relaxed);
  while (phase_of(state) == Phase::Pending) {
    if (state_.compare_exchange_weak(state, state | uintptr_t(Phase::Running), std::memory_order_acq_rel)) {
      return true;
    }
  }
  return false;
}

}  // namespace anabranch::sched
