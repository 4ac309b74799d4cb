#include "sched/events.h"

namespace anabranch::sched {

// The reader may overlap the writer: fields are atomic words, and read() drops what was overwritten meanwhile.
void EventRing::write(Event kind, uint64_t id, uint64_t argument) {
  if (!storage_) {
    storage_.reset(new Slot[kRing]());
    slots_.store(storage_.get(), std::memory_order_release);
  }
  const uint64_t number = written_.load(std::memory_order_relaxed);
  Slot& slot = storage_[number % kRing];
  slot.time.store(Platform::now(), std::memory_order_relaxed);
  slot.id.store(id, std::memory_order_relaxed);
  slot.kind_and_argument.store(argument << 8 | uint64_t(kind), std::memory_order_relaxed);
  written_.store(number + 1, std::memory_order_release);
}

uint64_t EventRing::read(uint64_t first, std::vector<Record>& out) const {
  const Slot* slots = slots_.load(std::memory_order_acquire);
  const uint64_t end = written();
  if (!slots) return end;
  if (end > kRing && first < end - kRing) first = end - kRing;
  const size_t start = out.size();
  for (uint64_t n = first; n < end; ++n) {
    const Slot& slot = slots[n % kRing];
    const uint64_t packed = slot.kind_and_argument.load(std::memory_order_acquire);
    out.push_back({slot.time.load(std::memory_order_acquire), slot.id.load(std::memory_order_acquire), packed >> 8,
                   Event(packed & 0xFF)});
  }
  const uint64_t now = written();  // slots of numbers up to now - kRing (one more may be in the making) are torn
  const uint64_t safe = now + 1 > kRing ? now + 1 - kRing : 0;
  if (safe > first) out.erase(out.begin() + start, out.begin() + start + std::min(safe - first, end - first));
  return end;
}

}  // namespace anabranch::sched
