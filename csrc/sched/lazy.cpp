// Lazy forks that become what other forks are.
#include "sched/lazy.h"

#include <new>

#include "sched/scheduler.h"

namespace anabranch::sched {

// Throws before anything has changed; the list's reference becomes the deque's.
void Scheduler::promote(Strand& strand, Task& task) {
  strand.worker_->deque_.ensure_room();
  strand.lazy_.remove(task);
  publish(strand, task, *task.kept_.parent);
}

// Without memory the rest stays lazy, which is sound.
void Scheduler::promote_all(Strand& strand) noexcept try {
  while (Task* task = strand.lazy_.oldest()) promote(strand, *task);
} catch (const std::bad_alloc&) {
}

void Scheduler::promote_of(Strand& strand, const void* frame) {
  const LazyForks& lazy = strand.lazy_;
  Task* first = nullptr;
  for (Task* task = lazy.newest(); task && task->kept_.frame == frame; task = task->kept_.older) first = task;
  while (first) {
    Task& task = *std::exchange(first, first->kept_.newer);
    try {
      promote(strand, task);
    } catch (const std::bad_alloc&) {
      strand.lazy_.remove(task);
      hooks_.store_stop(task, Stop::NoMemory);
      task.unref();
    }
  }
}

bool Scheduler::somebody_is_idle() const { return lookers_.load(std::memory_order_relaxed) > 0 || sleep_.has_idle(); }

// At most one in a heartbeat, and none while the last one is still to be had. `site` is the oldest's.
void Scheduler::feed(Strand& strand, const Site& site) noexcept try {
  Worker& worker = *strand.worker_;
  if (!worker.deque_.empty() || !somebody_is_idle()) return;
  if (!site.oldest_is_worth_it() && ++worker.refused_ % kTryAgain) return;
  const int64_t now = Platform::now();
  if (now - worker.fed_at_ < kHeartbeat) return;
  worker.fed_at_ = now;
  Task& oldest = *strand.lazy_.oldest();
  oldest.promoted_ = true;
  promote(strand, oldest);
} catch (const std::bad_alloc&) {
}

}  // namespace anabranch::sched
