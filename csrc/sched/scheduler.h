// Scheduler: the doors that the VM uses. The protocol is argued in README.md.
//
// Purpose: fork, wait, call, cancel; the pool's life. One object per process.
// Life of a call, as the VM sees it:
//     Ref<Call> call = make_counted<Call>();  Ref<Task> root = make_counted<VmTask>(...);
//     scheduler.run(*call, *root);           // resume() is called, here and on other threads
//   in resume(strand), at an instruction
//     FORK   Ref<Task> t = make_counted<VmTask>(...);  scheduler.fork(strand, *t);
//     WAIT   switch (scheduler.wait(strand, task)) {
//              Ready:    take the value or raise the error
//              Claimed:  push a frame for `task`; when that frame returned (or failed), store its result in
//                        task and call scheduler.end_claimed(strand); then take the value
//              Suspend:  save; return Outcome::Suspended; later resume(): look at strand.wake() }
//     safe points (calls, loop heads, before operators): scheduler.poll(strand)
//     before an operator and every ~64 instructions: strand.worker().note_progress()
#pragma once
#include <memory>

#include "sched/call.h"
#include "sched/deque.h"
#include "sched/events.h"
#include "sched/hooks.h"
#include "sched/injector.h"
#include "sched/pause.h"
#include "sched/registry.h"
#include "sched/sleep.h"
#include "sched/strand.h"
#include "sched/task.h"
#include "sched/worker.h"

namespace anabranch::sched {

enum class Wait : uint8_t { Ready, Claimed, Suspend };
enum class Poll : uint8_t {
  Continue,
  Stop,   // the top task is to stop: raise "cancelled" at this instruction
  Yield,  // save and return Outcome::Yielded: the strand goes on on another thread
};
enum class Waited : uint8_t { Done, TimedOut, Interrupted };

struct Options {
  int workers = -1;                          // pool threads; -1 = usable_cores() - 1
  int64_t spin_nanoseconds = 20'000;         // how long an idle worker looks before it parks
  int64_t poll_nanoseconds = 50'000'000;     // how often parked callers ask keep_waiting()
};

// Cores that this process may use: its affinity and the cgroup's cpu.max (v1 and v2), at least 1.
int usable_cores();

class Scheduler {
 public:
  explicit Scheduler(Hooks& hooks, Options options = {});
  // Stops the pool first (see shutdown).
  ~Scheduler();

  // ---- calls and tasks, on the thread that runs the strand ------------------------------------------------

  // Runs `root` as the root of `call` on this thread and returns when the call has ended: the root is done and so
  // is every task that was not detached. Both references stay the caller's. Works on any thread, nested too
  // (Python called by a task may call; put enter_blocking around the Python). Interrupted: keep_waiting() said
  // false; the call was then cancelled, and has ended like a failed one.
  Waited run(Call& call, Task& root);

  // Hands `task` (fresh, of the VM's) to whoever comes first. The reference stays the caller's.
  void fork(Strand& strand, Task& task);
  Wait wait(Strand& strand, Task& task);
  // The claimed task on top has its result: completes it, goes back to the context of the frame below.
  // Returns it, so that the VM may move the value out if nobody else refers to it.
  Ref<Task> end_claimed(Strand& strand);
  Poll poll(Strand& strand);
  // The running frame goes on in another context (`with no_grad()`); leave with the context that was there before.
  void enter_context(Strand& strand, Ref<Context> context);
  // The context of the running frame; captures the thread's own state if this call has none yet.
  Context& ensure_context(Strand& strand);

  // The task's future leaves the call (returned to Python, given to ignored Python): the call's end no longer
  // waits for it and the call's failure no longer cancels it. Before the call has ended, by whoever runs it.
  // Tasks that a detached task forks are detached from birth.
  void detach(Task& task);
  // The call failed or was interrupted: its tasks stop at their next safe point or wait. Any thread, while the
  // call runs.
  void cancel(Call& call);
  // Asks one task to stop. False: already done. A detached task, or from inside its call.
  bool cancel(Task& task);

  // ---- threads outside ------------------------------------------------------------------------------------

  // Waits for a task on a thread that runs no strand (`Future.wait()` in Python). Runs it here if nobody has begun
  // it and there is no time limit (negative: none). Interrupted by keep_waiting().
  Waited wait_outside(Task& task, int64_t timeout_nanoseconds = -1);
  // Calls `callback(data, task)` once when done, on the finishing thread; at once if done already.
  void on_done(Task& task, void (*callback)(void* data, Task& task), void* data);
  // Around anything in which this thread may block (Python): another thread takes its place. Nothing on threads
  // without a worker. Pairs nest.
  void enter_blocking();
  void leave_blocking();

  // ---- the pool -------------------------------------------------------------------------------------------

  void set_workers(int workers);
  int workers() const { return sleep_.workers(); }
  // Threads of the pool that exist now.
  int threads() const { return threads_.load(std::memory_order_relaxed); }
  // Threads that run strands now; the core budget is divided by it.
  int running() const { return sleep_.running(); }
  // Stops the pool's threads: waits up to `timeout` for those that run something (their tasks are told to stop);
  // false: some still ran. Later forks run on their callers alone.
  bool shutdown(int64_t timeout_nanoseconds = 1'000'000'000);
  // before fork(): waits until no pool thread runs a strand; then none starts one until resume_after_fork().
  bool quiesce(int64_t timeout_nanoseconds = 100'000'000);
  void resume_after_fork();
  // In the child: the pool's threads do not exist. Forgets them and their work; a new pool comes on demand.
  void abandon_after_fork();

  Hooks& hooks() { return hooks_; }
  // All workers there ever were, for reading events.
  Registry& registry() { return registry_; }

 private:
  friend class Worker;
  friend struct Pause;
  struct Session;
  struct Resting;

  // scheduler.cpp: tasks
  void complete(Task& task, Stop* stop = nullptr);
  void count_out(Task& task, uintptr_t before);
  void bind(Strand& strand, Ref<Task> task);
  void push_claim(Strand& strand, Ref<Task> task);
  void pop_segment(Strand& strand);
  bool should_stop(const Task& task) const;
  Poll poll_slow(Strand& strand);
  void leave_failed_calls(Strand& strand);
  void note_detached(Task& task);

  // run.cpp: threads
  void execute(Worker& worker, Entry entry);
  void start(Worker& worker, Ref<Task> task);
  void turn(Worker& worker, Strand* strand);
  bool suspend(Strand* strand);
  void send_elsewhere(Worker& worker, Strand* strand);
  void make_ready(Strand* strand, Wake wake);
  void install(Worker& worker, Context* context);
  Worker& open(Session& session);
  void close(Session& session);
  void work(Session& session);
  Entry find_for_caller(Session& session);
  bool park_caller(Session& session);
  bool ended(const Session& session) const;
  void activate(Worker& worker);
  void empty_deque(Worker& worker);

  // pool.cpp
  static void* thread_body(void* worker);
  void pool_loop(Worker& worker);
  Entry find_for_pool(Worker& worker);
  Entry search(Worker& worker);
  Entry steal_any(Worker& thief);
  Entry steal_of(Worker& thief, uint16_t tag);
  bool work_visible() const;
  bool park_worker(Worker& worker);
  void wake_for(Call* call);
  void wake_one();
  void wake_if_work();
  bool start_pool_thread();
  void inject(Entry entry);
  void update_width(Worker& worker);

  // cancel.cpp / cycle.cpp
  void register_pause(Pause& pause);
  void unregister_pause(Pause& pause);
  void interrupt(Call& call, bool (*chosen)(Strand&, void*), void* data);
  void at_rest(Call& call);

  Hooks& hooks_;
  const Options options_;
  Registry registry_;
  Sleep sleep_;
  Injector injector_;
  SpinLock mixed_lock_;              // taken before any call's pauses_lock_
  Pause* mixed_ = nullptr;           // suspended strands with tasks of several calls
  atomic<int> threads_{0};
  atomic<bool> stopping_{false};
  atomic<bool> frozen_{false};
  atomic<bool> refused_{false};
  uint32_t check_number_ = 0;        // guarded by mixed_lock_
};

}  // namespace anabranch::sched
