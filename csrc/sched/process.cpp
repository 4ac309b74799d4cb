// The pool's life: size, shutdown, fork() of the process, and how many cores it may use.
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <new>

#include "sched/scheduler.h"

namespace anabranch::sched {

// ---- cores ----------------------------------------------------------------------------------------------------

int allowed_cores() {
  for (int most = 1024; most <= 1 << 16; most *= 4) {
    cpu_set_t* set = CPU_ALLOC(most);
    const size_t bytes = CPU_ALLOC_SIZE(most);
    const int count = sched_getaffinity(0, bytes, set) == 0 ? CPU_COUNT_S(bytes, set) : 0;
    CPU_FREE(set);
    if (count) return count;
  }
  return 1;
}

// ---- size and end ---------------------------------------------------------------------------------------------

Scheduler::~Scheduler() {
  shutdown();
  while (Entry entry = injector_.pop()) {
    if (!entry.is_strand()) entry.task()->unref();
  }
}

void Scheduler::set_workers(int workers) {
  sleep_.set_workers(std::max(0, workers));
  wake_if_work();
}

// Each once: one that parks again at once could keep us here.
void Scheduler::wake_all() {
  for (int left = threads_.load(std::memory_order_relaxed); left > 0; --left) {
    Worker* worker = registry_.unpark_one();
    if (!worker) return;
    sleep_.add(Sleep::kAwake + Sleep::kWaking);
    unpark(*worker);
  }
}

// Makes every worker look (poll_slow); callers find that they are not meant.
void Scheduler::ask_to_yield() {
  for (int i = 0, size = registry_.size(); i < size; ++i) registry_.at(i).yield_.store(true, std::memory_order_relaxed);
}

namespace {

template <class Condition>
bool wait_until(int64_t timeout, Condition condition) {
  Platform::Parker clock;  // nobody unparks it: a sleep that the explorer knows
  for (const int64_t end = Platform::now() + timeout; !condition();) {
    if (Platform::now() >= end) return false;
    clock.park_for(200'000);
  }
  return true;
}

}  // namespace

bool Scheduler::shutdown(int64_t timeout) {
  stopping_.store(true, std::memory_order_seq_cst);
  return wait_until(timeout, [this] {
    ask_to_yield();  // again and again: a thread may have begun since
    wake_all();
    return threads_.load(std::memory_order_seq_cst) == 0;
  });
}

bool Scheduler::quiesce(int64_t timeout) {
  frozen_.store(true, std::memory_order_seq_cst);
  return wait_until(timeout, [this] {
    ask_to_yield();
    return Sleep::awake(sleep_.word()) == 0;
  });
}

void Scheduler::resume_after_fork() {
  frozen_.store(false, std::memory_order_seq_cst);
  wake_if_work();
}

// Other threads stopped in the middle of anything: their deques, lists and the queue are left where they are and
// replaced by new ones.
void Scheduler::abandon_after_fork() {
  in_child_ = true;
  EventLog::enable(false);
  Platform::forget_thread_number();
  queue_.store(0);
  uint64_t awake = 0;
  for (Worker* worker = Worker::current(); worker; worker = worker->outer_) {
    worker->keep_after_fork_ = true;
    worker->pooled_ = worker->queued_ = false;
    if (worker->active_ && !worker->off_core_) awake += Sleep::kCallers;
  }
  registry_.reset_after_fork();
  for (int i = 0, size = registry_.size(); i < size; ++i) {
    Worker& worker = registry_.at(i);
    if (!std::exchange(worker.keep_after_fork_, false)) {
      new (&worker.deque_) Deque;
      settle(worker);
      new (&worker.events_) EventLog;
      worker.strand_.store(nullptr, std::memory_order_relaxed);
    }
    worker.deque_.leave();
    worker.yield_.store(false, std::memory_order_relaxed);
  }
  new (&injector_) Injector;
  mixed_ = nullptr;
  sleep_.reset_after_fork(awake);
  threads_.store(0);
  refused_.store(false);
  frozen_.store(false, std::memory_order_seq_cst);
}

// In a child of fork(): no other thread runs a strand or looks for one, so what this one waits for will not come.
bool Scheduler::forsaken() const {
  if (!in_child_ || Sleep::awake(sleep_.word()) > 0) return false;
  for (int i = 0, size = registry_.size(); i < size; ++i) {
    const Worker* mine = Worker::current();
    while (mine && mine != &registry_.at(i)) mine = mine->outer_;
    if (!mine && registry_.at(i).strand()) return false;
  }
  return true;
}

// A pool thread whose task called fork() is the child's only thread. When the task has ended or waits, nobody in the child is
// there for it; the process ends, as it does when the function of such a thread of Python returns.
void Scheduler::end_child() {
  std::fflush(nullptr);
  _exit(0);
}

}  // namespace anabranch::sched
