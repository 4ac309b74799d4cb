// Event records, a log per worker: the source of profiles. anabranch/profiling reads them.
//
// Off, a record costs one predictable branch, and nothing in a build with ANABRANCH_NO_EVENTS. On, about 20 ns; the scheduler
// never waits for a reader or for memory: what finds no room is counted in lost().
// A log is a queue of chunks with one writer, its worker's thread, and one reader at a time. A record is never changed once it is
// counted, so a reader needs no lock and sees no torn ones. The reader frees a chunk when it is full and read; the writer has
// left it then for good. So a record that is late (recording was switched off while it was written) does no harm either.
// Non-goal: names. `id` is a task's, `place` is what Hooks::body_place and fork_place gave, `argument` means what the kind says.
#pragma once
#include <atomic>
#include <cstdint>
#include <vector>

#include "base/platform.h"

namespace anabranch::sched {

enum class Event : uint8_t {
  // A call on its thread; `id` is its root task's.
  CallBegin,   // argument: the task whose Python made the call, or 0; place: the function
  CallEnd,
  WaitBegin,   // a thread outside waits for task `id` (Future.wait)
  WaitEnd,
  // A task's life, on the thread where it happens.
  Created,     // argument: the forking task; place: of the fork
  Claimed,     // begins to run. argument: Claim; place: the function that it runs
  Stolen,      // argument: the worker it came from
  Suspended,   // leaves the thread. argument: the awaited task
  Ready,       // may go on, said by whoever finished what it waited for. argument: Wake
  Resumed,     // goes on. argument: Wake
  Taken,       // the result of task `argument`
  Yielded,     // leaves the thread, to go on on another
  Done,
  Operator,    // time: its begin. argument: nanoseconds, as ticks; place: the instruction
  Queued,      // waits for its turn in Python (the GIL)
  InPython,    // has it
  LeftPython,
  // What a thread does between tasks; `id` is 0 or said.
  Opened,      // the worker's thread from here on. argument: Worker::thread()
  Searching,
  Parked,      // argument: Parking
  Woken,
  Wake,        // woke worker `id`. time: begin of the system call; argument: its ticks
  Unwoken,     // there is work, but nobody was woken for it. argument: Refusal
  Cpu,         // argument: nanoseconds that the thread has been on a core, in its life; at both ends of calls and sleep
};

enum class Claim : uint8_t { Worker, InLine, Inline };       // by a free thread; by its waiter; at its fork, in a serial call
enum class Parking : uint8_t { NoWork, OverBudget, Halted, CallEnd, Future };
enum class Refusal : uint8_t { OthersSearch, Budget, NoThread };

struct Record {
  int64_t time;  // Platform::ticks()
  uint64_t id;
  uint64_t argument;
  uint64_t place_and_kind;  // place << 8 | Event

  Event kind() const { return Event(place_and_kind & 0xFF); }
  uint64_t place() const { return place_and_kind >> 8; }
};

class EventLog {
 public:
#ifdef ANABRANCH_SMALL
  static constexpr uint32_t kChunk = 4;
#else
  static constexpr uint32_t kChunk = 4096;
#endif

#ifdef ANABRANCH_NO_EVENTS
  static constexpr bool enabled() { return false; }
#else
  static bool enabled() { return enabled_.load(std::memory_order_relaxed); }
#endif
  static void enable(bool on) { enabled_.store(on, std::memory_order_relaxed); }
  // How many unread records each log keeps, in chunks.
  static void set_limit(uint64_t records) { most_chunks_.store(records / kChunk + 1, std::memory_order_relaxed); }

  EventLog() = default;
  EventLog(const EventLog&) = delete;
  ~EventLog();

  // ---- the worker's thread
  void record(Event kind, uint64_t id, uint64_t argument = 0, uint64_t place = 0) {
    if (enabled()) [[unlikely]] write(Platform::ticks(), kind, id, argument, place);
  }
  // Of operator after operator the end of one is taken as the begin of the next: a reading of the clock less.
  int64_t operator_begins(const void* instruction) const { return instruction == next_ ? ended_ : Platform::ticks(); }
  void operator_ends(int64_t began, uint64_t task, uint64_t place, const void* next) {
    const int64_t now = Platform::ticks();
    write(began, Event::Operator, task, uint64_t(now - began), place);
    ended_ = now;
    next_ = next;
  }
  // Of something that began at `began` and ends now.
  void record_span(int64_t began, Event kind, uint64_t id, uint64_t place = 0) {
    write(began, kind, id, uint64_t(Platform::ticks() - began), place);
  }

  // ---- one reader at a time, any thread
  // Appends what was recorded since the last time.
  void drain(std::vector<Record>& out);
  // Records that found no room, since the last time.
  uint64_t take_lost() { return lost_.exchange(0, std::memory_order_relaxed); }

 private:
  struct Chunk {
    std::atomic<uint32_t> count{0};
    std::atomic<Chunk*> next{nullptr};
    Record records[kChunk];
  };

  void write(int64_t time, Event kind, uint64_t id, uint64_t argument, uint64_t place);
  bool grow();

  static inline std::atomic<bool> enabled_{false};
  static inline std::atomic<uint64_t> most_chunks_{256};

  // The writer's.
  const void* next_ = nullptr;       // the instruction behind the operator that the newest record is of …
  int64_t ended_ = 0;                // … and its end
  Chunk* last_ = nullptr;
  uint32_t used_ = kChunk;           // of last_
  // Both sides'.
  std::atomic<Chunk*> first_{nullptr};
  std::atomic<uint64_t> chunks_{0};
  std::atomic<uint64_t> lost_{0};
  // The reader's.
  uint32_t read_ = 0;                // of first_
};

}  // namespace anabranch::sched
