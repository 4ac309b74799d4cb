// Strand: a running task with the frames it stands on. The VM derives from it and keeps the frames there.
//
// A strand runs its home task. While it waits for a task that nobody has begun it claims that one and runs it in
// line: the claimed task's frames stand on top, and while they do, call, cancel flag and context are the claimed
// task's. Only the thread that runs a strand may touch it; a suspended one belongs to nobody until the task it
// waits for, a cancellation or the cycle check takes it out of its Pause.
#pragma once
#include <algorithm>
#include <vector>

#include "base/freelist.h"
#include "sched/task.h"

namespace anabranch::sched {

class Worker;
struct Pause;

// What resume() finds after wait() said Suspend.
enum class Wake : uint8_t {
  Value,      // the awaited task is done: take its value
  Cancelled,  // the top task was told to stop: raise "cancelled" in the wait
  Cycle,      // tasks wait for each other: raise with cycle()
};

class Strand : public Pooled {
 public:
  Strand() { segments_.reserve(2); }
  virtual ~Strand() {
    while (Task* task = lazy_.oldest()) lazy_.remove(*task), task->unref();  // of a strand that ends unfinished
  }
  Task& home() const { return *home_; }
  // The task whose frames are on top.
  Task& top() const { return *top_; }
  // Claimed tasks on this strand, the home task not counted.
  size_t claimed() const { return claims_.size(); }
  // The thread it runs on; valid inside resume().
  Worker& worker() const { return *worker_; }
  const LazyForks& lazy() const { return lazy_; }
  // The context of the running frame (Scheduler::enter_context changes it).
  Context* context() const { return context_; }
  Wake wake() const { return wake_; }
  // With Wake::Cycle: the tasks of the cycle, each waiting for the next, the last for the first.
  const std::vector<Ref<Task>>& cycle() const { return cycle_; }
  // The task that wait() said Suspend for; valid until the next wait().
  Task* awaited() const { return awaited_.get(); }

 private:
  friend class Scheduler;
  friend struct Pause;
  struct Claim { Ref<Task> task; Ref<Context> outer; Context* outer_raw; Task* below; };
  // Neighbouring tasks of one call, so that suspending counts calls, not frames.
  struct Segment { Call* call; uint32_t tasks; };

  // What may throw comes before the claim.
  void ensure_room_for_claim() {
    if (claims_.size() == claims_.capacity()) claims_.reserve(std::max<size_t>(4, 2 * claims_.size()));
    if (segments_.size() == segments_.capacity()) segments_.reserve(2 * segments_.size());
  }

  bool mixed() const { return segments_.size() > 1; }

  Ref<Task> home_;
  Task* top_ = nullptr;
  Worker* worker_ = nullptr;
  LazyForks lazy_;
  Context* context_ = nullptr;       // owned by held_, by the task or by its call
  Ref<Context> held_;
  std::vector<Claim> claims_;
  std::vector<Segment> segments_;
  Ref<Task> awaited_;
  Pause* pause_ = nullptr;
  std::vector<Ref<Task>> cycle_;
  uint32_t visited_ = 0;             // at_rest's mark
  Wake wake_ = Wake::Value;
};

}  // namespace anabranch::sched
