// Worker: a thread's place in the scheduler: its deque, its bed, its records.
//
// Memory of workers is never freed while the scheduler lives, so a late unpark of a worker whose thread has moved
// on is harmless. A call made from Python inside a task gets a worker of its own for its time: the outer one's
// deque stays open to thieves.
#pragma once
#include <utility>

#include "sched/debt.h"
#include "sched/deque.h"
#include "sched/events.h"
#include "sched/patience.h"

namespace anabranch::sched {

class Scheduler;
struct Session;

class Worker {
 public:
  // Tells sleepers of new work, once per push, if the push still stands. The VM calls it before an operator and
  // every 64 instructions or so: work that its own thread takes back at once wakes nobody.
  void note_progress() {
    if (wake_due_) [[unlikely]] tell_sleepers();
  }
  // Asks for this thread's share of the cores again (set_width). The VM calls it before an operator: one that runs for long
  // must not open a team on cores that a worker has just been woken for.
  void refresh_width() {
    if (pooled_ || active_) ask_for_width();
  }
  uint64_t random();
  EventLog& events() { return events_; }
  // The system's number of its thread, doubled, and 1 for threads of the pool. Any thread may ask.
  uint64_t thread() const { return thread_.load(std::memory_order_relaxed); }
  int id() const { return id_; }
  // Of the pool; else a calling thread's.
  bool pooled() const { return pooled_; }
  Scheduler& scheduler() const { return scheduler_; }
  // What it runs; null between strands.
  Strand* strand() const { return strand_.load(std::memory_order_relaxed); }

  // The worker of this thread now; null outside calls.
  static Worker* current() { return current_; }

 private:
  friend class Scheduler;
  friend class Registry;
  Worker(Scheduler& scheduler, int id) : scheduler_(scheduler), id_(id) {}
  void tell_sleepers();
  void ask_for_width();
  void take_thread() {
    thread_.store(uint64_t(Platform::thread_number()) << 1 | pooled_, std::memory_order_relaxed);
    events_.record(Event::Opened, 0, thread());
  }
  void wants_core() {
    if (active_) attendance_.begin(Platform::now(), Platform::thread_cpu());
  }
  void leaves_core() {
    if (active_) attendance_.pause(Platform::now(), Platform::thread_cpu());
  }
  // Looks for work from now on, if it did not before.
  void looks(int64_t now) {
    if (!idle_since_) idle_since_ = now;
  }
  void note_found(int64_t now, int64_t most) {
    if (idle_since_) patience_.note(now - std::exchange(idle_since_, 0), most);
  }
  void note_cpu() {
    if (EventLog::enabled()) [[unlikely]] events_.record(Event::Cpu, 0, uint64_t(Platform::thread_cpu()));
  }
  uint64_t new_task_id() { return uint64_t(id_ + 1) << 40 | ++next_task_; }

  static ANABRANCH_TLS Worker* current_;

  // Owner's.
  Scheduler& scheduler_;
  const int id_;
  bool pooled_ = false;
  bool wake_due_ = false;
  bool working_ = false;             // in a pool loop or a session
  bool keep_after_fork_ = false;
  bool active_ = false;              // counted in Sleep while not off its core
  int blocking_ = 0;                 // depth of queue_to_block
  bool queued_ = false;              // between queue_to_block and enter_blocking
  bool off_core_ = false;            // blocks, and another thread may have its core
  int width_ = 0;
  Patience patience_;
  int64_t idle_since_ = 0;           // its first look for work since it had some; 0: it has some
  Attendance attendance_;            // of one that counts: a pool thread, a caller that has forked
  int64_t wider_since_ = 0;
  uint64_t next_task_ = 0;
  uint32_t refused_ = 0;             // times that somebody idle was not given a lazy fork, since they are tiny
  int64_t fed_at_ = 0;               // when a lazy fork of its was promoted for somebody idle
  uint64_t random_ = 0;
  uint32_t untold_ = 0;              // forks since it told the sleepers of the second of several
  int victim_ = 0;                   // whom it stole from last
  Session* session_ = nullptr;       // what a calling thread works for; null in the pool
  atomic<Strand*> strand_{nullptr};  // what it runs; others look only in a child of fork()
  Worker* outer_ = nullptr;          // of the same thread, under a call from Python
  Ref<Context> installed_;
  Ref<Context> own_;                 // the context that stands for the calling thread's own state
  EventLog events_;
  Debt debt_;                        // others may pay it
  Deque deque_;

  // Others' too.
  std::atomic<uint64_t> thread_{0};
  alignas(64) Platform::Parker parker_;
  atomic<bool> yield_{false};        // poll() is to look: halted, or interrupted
  atomic<int32_t> parked_for_{-1};   // a parked caller's tag
  Platform::Placement placement_;
  atomic<bool> parked_{false};       // on the registry's list; written under its lock
  Worker* next_parked_ = nullptr;    // guarded by the registry's lock, as next_spare_
  Worker* next_spare_ = nullptr;
};

}  // namespace anabranch::sched
