// The work-stealing deque of one worker: Chase and Lev's growable circular array.
//
// The owner pushes and pops at the bottom (newest first), thieves take one at the top (oldest first). All shared
// indices are sequentially consistent, which the proof of Le et al. (2013) needs of fences; README.md argues the
// choice and the memory bound.
#pragma once
#include <cstdint>

#include "base/platform.h"
#include "sched/strand.h"

namespace anabranch::sched {

// A tagged pointer: an unstarted task (holding a reference) or a ready strand, with 16 bits of its call's name.
// The name lets a thief see whose entry it is without touching memory that may be gone.
class Entry {
 public:
  Entry() = default;
  static Entry of(Task& task, uint16_t tag) { return Entry(address(&task) | uint64_t{tag} << 48); }
  static Entry of(Strand& strand, uint16_t tag) { return Entry(address(&strand) | kStrand | uint64_t{tag} << 48); }
  static Entry from_bits(uint64_t bits) { return Entry(bits); }

  explicit operator bool() const { return bits_ != 0; }
  bool is_strand() const { return bits_ & kStrand; }
  uint16_t tag() const { return uint16_t(bits_ >> 48); }
  Task* task() const { return reinterpret_cast<Task*>(bits_ & kAddress); }
  Strand* strand() const { return reinterpret_cast<Strand*>(bits_ & kAddress & ~kStrand); }
  // Whose it is; a name only for tasks, since a pending task may be claimed and finished, and its call end, at any
  // moment. For whoever holds the entry.
  const Call* call() const { return is_strand() ? strand()->home().call() : task()->call(); }
  uint64_t bits() const { return bits_; }

 private:
  static constexpr uint64_t kStrand = 1, kAddress = (uint64_t{1} << 48) - 1;
  explicit Entry(uint64_t bits) : bits_(bits) {}
  template <class T>
  static uint64_t address(T* object) { return reinterpret_cast<uintptr_t>(object); }

  uint64_t bits_ = 0;
};

#ifdef ANABRANCH_SMALL
inline constexpr int64_t kDequeCapacity = 2;  // tests: grow at once
#else
inline constexpr int64_t kDequeCapacity = 64;
#endif

class Deque {
 public:
  Deque() : ring_(new Ring(kDequeCapacity, nullptr)) {}
  ~Deque() {
    for (Ring* ring = ring_.load(std::memory_order_relaxed); ring;) delete std::exchange(ring, ring->older);
  }
  Deque(const Deque&) = delete;
  Deque& operator=(const Deque&) = delete;

  // ---- owner ----
  // Before a push that must not throw: std::bad_alloc is thrown here. A thief only makes more room.
  void ensure_room();
  bool has_room();
  void push(Entry entry);
  Entry pop();
  // Takes the newest (or the oldest) entry if it is `task`, which a waiter has just claimed: its entry is stale.
  bool remove_claimed(const Task& task);
  // Entries that were claimed from under their entry, a guess for when to tidy.
  void note_stale() { ++stale_; }
  bool worth_tidying() const { return stale_ > kDequeCapacity / 2 && 2 * stale_ > size(); }
  // Takes every entry out and puts back, in order, those that are still wanted. Amortised O(1) per push, since at
  // least half are dropped or it was as long since the last time.
  void tidy();

  // ---- anybody ----
  // A turn among thieves: steal() is right without, and slow where many come at once.
  bool enter() { return !entered_.load(std::memory_order_relaxed) && !entered_.exchange(true, std::memory_order_acquire); }
  void leave() { entered_.store(false, std::memory_order_release); }
  // Takes the oldest entry; null if there is none or another thread was faster (then `*lost` is set).
  Entry steal(bool* lost) { return steal_if(lost, -1); }
  // The same if the oldest entry carries this tag.
  Entry steal_if(bool* lost, int32_t tag);
  int64_t size() const {
    const int64_t top = top_.load(std::memory_order_seq_cst);
    const int64_t bottom = bottom_.load(std::memory_order_seq_cst);
    return bottom > top ? bottom - top : 0;
  }
  bool empty() const { return size() == 0; }
  // For the owner: false is sure.
  bool perhaps_several() const { return bottom_.load(std::memory_order_relaxed) - top_seen_ > 1; }
  // A guess, except for the owner.
  bool several() const {
    return bottom_.load(std::memory_order_relaxed) - top_.load(std::memory_order_relaxed) > 1;
  }
  // Whether the oldest entry carries this tag (a guess too: it may be taken meanwhile).
  bool oldest_has(uint16_t tag) const {
    const int64_t top = top_.load(std::memory_order_seq_cst);
    if (top >= bottom_.load(std::memory_order_seq_cst)) return false;
    Ring* ring = ring_.load(std::memory_order_acquire);
    return Entry::from_bits(ring->at(top).load(std::memory_order_relaxed)).tag() == tag;
  }

 private:
  // Old rings are kept until the deque dies: a thief may still read one. Together they are as long as the newest.
  struct Ring {
    Ring(int64_t capacity, Ring* older)
        : capacity(capacity), older(older), cells(new atomic<uint64_t>[static_cast<size_t>(capacity)]) {}
    ~Ring() { delete[] cells; }
    atomic<uint64_t>& at(int64_t index) { return cells[index & (capacity - 1)]; }
    const int64_t capacity;
    Ring* const older;
    atomic<uint64_t>* const cells;
  };

  void make_room(int64_t top, int64_t bottom);
  void grow(int64_t top, int64_t bottom);

  alignas(64) atomic<int64_t> top_{0};
  atomic<bool> entered_{false};  // in its line: who has entered has the line
  alignas(64) atomic<int64_t> bottom_{0};
  atomic<Ring*> ring_;
  // The owner's.
  int64_t top_seen_ = 0;  // once; thieves write the top
  int64_t stale_ = 0;
};

inline bool Deque::has_room() {
  const int64_t bottom = bottom_.load(std::memory_order_relaxed), capacity = ring_.load(std::memory_order_relaxed)->capacity;
  if (bottom - top_seen_ < capacity) return true;
  top_seen_ = top_.load(std::memory_order_acquire);
  return bottom - top_seen_ < capacity;
}

inline void Deque::ensure_room() {
  if (!has_room()) [[unlikely]] make_room(top_seen_, bottom_.load(std::memory_order_relaxed));
}

inline void Deque::push(Entry entry) {
  ensure_room();
  const int64_t bottom = bottom_.load(std::memory_order_relaxed);
  Ring* ring = ring_.load(std::memory_order_relaxed);
  ring->at(bottom).store(entry.bits(), std::memory_order_relaxed);
  bottom_.store(bottom + 1, std::memory_order_release);
}

}  // namespace anabranch::sched
