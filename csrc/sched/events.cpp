#include "sched/events.h"

#include <new>

namespace anabranch::sched {

EventLog::~EventLog() {
  for (Chunk* chunk = first_.load(); chunk;) {
    Chunk* next = chunk->next.load();
    delete chunk;
    chunk = next;
  }
}

void EventLog::write(int64_t time, Event kind, uint64_t id, uint64_t argument, uint64_t place) {
  next_ = nullptr;
  if (used_ == kChunk && !grow()) [[unlikely]] {
    lost_.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  last_->records[used_] = {time, id, argument, place << 8 | uint64_t(kind)};
  last_->count.store(++used_, std::memory_order_release);
}

bool EventLog::grow() {
  if (chunks_.load(std::memory_order_relaxed) >= most_chunks_.load(std::memory_order_relaxed)) return false;
  Chunk* chunk = new (std::nothrow) Chunk;
  if (!chunk) return false;
  chunks_.fetch_add(1, std::memory_order_relaxed);
  (last_ ? last_->next : first_).store(chunk, std::memory_order_release);
  last_ = chunk;
  used_ = 0;
  return true;
}

void EventLog::drain(std::vector<Record>& out) {
  while (Chunk* chunk = first_.load(std::memory_order_acquire)) {
    const uint32_t count = chunk->count.load(std::memory_order_acquire);
    out.insert(out.end(), chunk->records + read_, chunk->records + count);
    read_ = count;
    Chunk* next = count == kChunk ? chunk->next.load(std::memory_order_acquire) : nullptr;
    if (!next) return;
    first_.store(next, std::memory_order_relaxed);
    read_ = 0;
    delete chunk;
    chunks_.fetch_sub(1, std::memory_order_relaxed);
  }
}

}  // namespace anabranch::sched
