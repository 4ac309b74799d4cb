#include "sched/deque.h"

#include <new>
#include <vector>

namespace anabranch::sched {

Entry Deque::pop() {
  const int64_t bottom = bottom_.load(std::memory_order_relaxed) - 1;
  top_seen_ = top_.load(std::memory_order_relaxed);
  if (top_seen_ > bottom) return {};  // the top only grows: surely empty
  bottom_.store(bottom, std::memory_order_seq_cst);
  int64_t top = top_.load(std::memory_order_seq_cst);
  if (top > bottom) {
    bottom_.store(bottom + 1, std::memory_order_relaxed);
    return {};
  }
  Entry entry = Entry::from_bits(ring_.load(std::memory_order_relaxed)->at(bottom).load(std::memory_order_relaxed));
  if (top == bottom) {  // the last one: a thief may be after it
    if (!top_.compare_exchange_strong(top, top + 1, std::memory_order_seq_cst)) entry = {};
    bottom_.store(bottom + 1, std::memory_order_relaxed);
  }
  return entry;
}

Entry Deque::steal_if(bool* lost, int32_t tag) {
  int64_t top = top_.load(std::memory_order_seq_cst);
  const int64_t bottom = bottom_.load(std::memory_order_seq_cst);
  if (top >= bottom) return {};
  // A ring replaced after this load still holds what stood at `top`, and the owner reuses a cell only when the top
  // has passed it; so if the exchange succeeds, the cell was read whole.
  Ring* ring = ring_.load(std::memory_order_acquire);
  const Entry entry = Entry::from_bits(ring->at(top).load(std::memory_order_relaxed));
  if (tag >= 0 && entry.tag() != tag) return {};
  if (!top_.compare_exchange_strong(top, top + 1, std::memory_order_seq_cst)) {
    *lost = true;
    return {};
  }
  return entry;
}

bool Deque::remove_claimed(const Task& task) {
  const int64_t bottom = bottom_.load(std::memory_order_relaxed);
  int64_t top = top_.load(std::memory_order_relaxed);
  if (top >= bottom) return false;
  Ring* ring = ring_.load(std::memory_order_relaxed);
  auto holds = [&](int64_t index) {
    const Entry entry = Entry::from_bits(ring->at(index).load(std::memory_order_relaxed));
    return !entry.is_strand() && entry.task() == &task;
  };
  // Pointers may be compared: the caller holds the task, so no other task has this address.
  if (holds(bottom - 1)) return bool(pop());
  return holds(top) && top_.compare_exchange_strong(top, top + 1, std::memory_order_seq_cst);
}

void Deque::tidy() {
  std::vector<Entry> wanted;
  std::vector<Task*> stale;
  try {
    wanted.reserve(static_cast<size_t>(size()));
    stale.reserve(static_cast<size_t>(size()));
  } catch (const std::bad_alloc&) {
    return;  // nothing is out yet
  }
  // All at once: one exchange is as many steals that nobody comes between.
  const int64_t bottom = bottom_.load(std::memory_order_relaxed);
  int64_t top = top_.load(std::memory_order_seq_cst);
  while (!top_.compare_exchange_weak(top, bottom, std::memory_order_seq_cst)) {
  }
  Ring* ring = ring_.load(std::memory_order_relaxed);
  for (; top < bottom; ++top) {
    const Entry entry = Entry::from_bits(ring->at(top).load(std::memory_order_relaxed));
    const bool keep = entry.is_strand() || entry.task()->phase() == Phase::Pending;
    if (keep) wanted.push_back(entry);
    else stale.push_back(entry.task());
  }
  stale_ = 0;
  for (Entry entry : wanted) push(entry);
  for (Task* task : stale) task->unref();
}

void Deque::make_room(int64_t top, int64_t bottom) {
  const int64_t capacity = ring_.load(std::memory_order_relaxed)->capacity;
  if (capacity > kDequeCapacity || stale_ > 0) {
    tidy();
    top = top_.load(std::memory_order_acquire);
    bottom = bottom_.load(std::memory_order_relaxed);
  }
  // Half empty now: as many pushes again until the next time.
  if (bottom - top > capacity / 2) grow(top, bottom);
}

void Deque::grow(int64_t top, int64_t bottom) {
  Ring* old = ring_.load(std::memory_order_relaxed);
  Ring* ring = new Ring(old->capacity * 2, old);
  for (int64_t i = top; i < bottom; ++i) {
    ring->at(i).store(old->at(i).load(std::memory_order_relaxed), std::memory_order_relaxed);
  }
  ring_.store(ring, std::memory_order_release);
}

}  // namespace anabranch::sched
