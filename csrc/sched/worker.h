// Worker: a thread's place in the scheduler: its deque, its bed, its records.
//
// Memory of workers is never freed while the scheduler lives, so a late unpark of a worker whose thread has moved
// on is harmless. A call made from Python inside a task gets a worker of its own for its time: the outer one's
// deque stays open to thieves.
#pragma once
#include "sched/deque.h"
#include "sched/events.h"

namespace anabranch::sched {

class Scheduler;

class Worker {
 public:
  // Tells sleepers of new work, once per push, if the push still stands. The VM calls it before an operator and
  // every 64 instructions or so: work that its own thread takes back at once wakes nobody.
  void note_progress() {
    if (wake_due_) [[unlikely]] tell_sleepers();
  }
  EventRing& events() { return events_; }
  int id() const { return id_; }
  // Of the pool; else a calling thread's.
  bool pooled() const { return pooled_; }
  Scheduler& scheduler() const { return scheduler_; }

  // The worker of this thread now; null on threads that never ran a call and outside calls.
  static Worker* current();

 private:
  friend class Scheduler;
  friend class Registry;
  Worker(Scheduler& scheduler, int id) : scheduler_(scheduler), id_(id) {}
  void tell_sleepers();

  // Written by the owner.
  Scheduler& scheduler_;
  const int id_;
  bool pooled_ = false;
  bool wake_due_ = false;
  bool active_ = false;              // counted among the awake
  int blocking_ = 0;                 // depth of enter_blocking
  int width_ = 0;
  int64_t wider_since_ = 0;
  uint64_t next_task_ = 0;
  uint32_t random_;
  uint16_t session_tag_ = 0;
  Call* session_call_ = nullptr;     // of the call it works for; null in the pool
  Call* wake_call_ = nullptr;        // whose work wake_due_ is about
  Context* installed_ = nullptr;
  Ref<Context> installed_ref_;
  Context* own_ = nullptr;           // the context that stands for the thread's own state
  Ref<Context> own_ref_;
  Worker* next_spare_ = nullptr;
  Worker* outer_ = nullptr;
  EventRing events_;
  Deque deque_;

  // Written by others.
  alignas(64) Platform::Parker parker_;
  atomic<bool> yield_{false};        // poll() is to return Yield
  Worker* next_parked_ = nullptr;    // guarded by the registry's lock
  bool parked_ = false;
};

}  // namespace anabranch::sched
