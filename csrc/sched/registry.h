// All workers: those in use, spare ones, parked pool workers. Thieves walk the table without a lock.
#pragma once
#include <vector>

#include "base/spinlock.h"
#include "sched/worker.h"

namespace anabranch::sched {

class Registry {
 public:
  explicit Registry(Scheduler& scheduler) : scheduler_(scheduler) {}
  ~Registry();

  // A spare worker or a new one.
  Worker& take();
  void give_back(Worker& worker);

  // Workers are numbered from 0; all of them have been made at some time, some may be spare.
  int size() const { return size_.load(std::memory_order_acquire); }
  Worker& at(int index) const {
    return *chunks_[index / kChunk].load(std::memory_order_acquire)[index % kChunk];
  }

  // ---- parked pool workers ----
  // Lists it; how many are listed now.
  int park(Worker& worker);
  // The one parked last, which is no longer listed.
  Worker* unpark_one();
  // False: somebody took it off the list and will unpark it.
  bool leave_parked(Worker& worker);
  bool any_parked();
  void reset_after_fork();

 private:
  static constexpr int kChunk = 64, kChunks = 1024;

  Scheduler& scheduler_;
  // Read in every search.
  atomic<int> size_{0};
  atomic<Worker**> chunks_[kChunks] = {};
  // Written at every sleep.
  alignas(64) SpinLock lock_;
  Worker* spare_ = nullptr;
  Worker* parked_ = nullptr;
  int parked_count_ = 0;
};

}  // namespace anabranch::sched
