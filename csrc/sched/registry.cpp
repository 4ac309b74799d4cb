#include "sched/registry.h"

namespace anabranch::sched {

Registry::~Registry() {
  const int size = size_.load();
  for (int i = 0; i < size; ++i) delete &at(i);
  for (auto& chunk : chunks_) delete[] chunk.load();
}

Worker& Registry::take() {
  Guard guard(lock_);
  if (Worker* worker = spare_) {
    spare_ = worker->next_spare_;
    return *worker;
  }
  const int id = size_.load(std::memory_order_relaxed);
  auto& chunk = chunks_[id / kChunk];
  if (id % kChunk == 0) chunk.store(new Worker*[kChunk](), std::memory_order_release);
  Worker* worker = new Worker(scheduler_, id);
  chunk.load(std::memory_order_relaxed)[id % kChunk] = worker;
  size_.store(id + 1, std::memory_order_release);
  return *worker;
}

void Registry::give_back(Worker& worker) {
  Guard guard(lock_);
  worker.next_spare_ = std::exchange(spare_, &worker);
}

int Registry::park(Worker& worker) {
  Guard guard(lock_);
  worker.parked_.store(true, std::memory_order_relaxed);
  worker.next_parked_ = std::exchange(parked_, &worker);
  return ++parked_count_;
}

Worker* Registry::unpark_one() {
  Guard guard(lock_);
  Worker* worker = parked_;
  if (!worker) return nullptr;
  parked_ = worker->next_parked_;
  --parked_count_;
  worker->parked_.store(false, std::memory_order_release);
  return worker;
}

bool Registry::leave_parked(Worker& worker) {
  Guard guard(lock_);
  for (Worker** link = &parked_; *link; link = &(*link)->next_parked_) {
    if (*link != &worker) continue;
    *link = worker.next_parked_;
    --parked_count_;
    worker.parked_.store(false, std::memory_order_relaxed);
    return true;
  }
  return false;
}

bool Registry::any_parked() {
  Guard guard(lock_);
  return parked_ != nullptr;
}

void Registry::reset_after_fork() {
  parked_ = nullptr;
  parked_count_ = 0;
}

}  // namespace anabranch::sched
