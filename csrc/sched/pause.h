// Pause: the record of one suspension, and the waiter that ends it.
//
// Three parties may end a suspension: the awaited task's completion, a cancellation, the cycle check. Whoever
// takes `strand` out of the pause by exchange owns the strand. The pause itself stays in the awaited task's waiter
// list until that task is done, and is freed there; a strand may suspend again (with another pause) before.
#pragma once
#include "base/freelist.h"
#include "sched/task.h"

namespace anabranch::sched {

struct Pause : Waiter, Pooled {
  explicit Pause(Strand& strand);
  static void on_fire(Waiter* self, Task& task, Scheduler* scheduler);

  atomic<Strand*> strand;
  // Where it is registered: in its call's list, or in the scheduler's if the strand has tasks of several calls.
  // Guarded by that list's lock.
  Call* registered_in = nullptr;
  bool mixed = false;
  Pause* newer = nullptr;
  Pause* older = nullptr;
};

}  // namespace anabranch::sched
