// Pause: the record of one suspension, and the waiter that ends it.
//
// Three parties may end a suspension: the awaited task's completion, a cancellation, the cycle check. Whoever
// takes `strand` out of the pause by exchange owns the strand. The pause itself stays in the awaited task's waiter
// list until that task is done, and is freed there; the strand may suspend again (with another pause) before.
#pragma once
#include "base/freelist.h"
#include "sched/task.h"

namespace anabranch::sched {

struct Pause : Waiter, Pooled {
  explicit Pause(Strand& paused) : strand(&paused) { fire = &Pause::on_fire; }
  static void on_fire(Waiter* self, Task& task, Scheduler* scheduler);

  atomic<Strand*> strand;
  // The list it is registered in: its call's, or, if the strand has tasks of several calls (null), the scheduler's.
  Call* call = nullptr;
  // Guarded by that list's lock.
  bool linked = false;
  Pause* newer = nullptr;
  Pause* older = nullptr;
};

}  // namespace anabranch::sched
