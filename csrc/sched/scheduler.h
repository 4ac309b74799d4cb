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
#include <algorithm>
#include <vector>

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
enum class Waited : uint8_t {
  Done,
  TimedOut,
  Interrupted,
  Lost,  // in a child of fork(): what it waited for runs on a thread of the parent
};

struct Options {
  int cores = 0;                             // that the process may use; 0 = allowed_cores()
  int workers = -1;                          // pool threads; -1 = cores - 1
  int64_t spin_nanoseconds = 20'000;         // how long an idle worker looks before it parks
  int64_t poll_nanoseconds = 50'000'000;     // how often parked callers ask keep_waiting(); < 0: never
};

// Cores that the process's affinity allows, at least 1. Quotas of control groups are the embedder's to read.
int allowed_cores();

class Scheduler {
 public:
  explicit Scheduler(Hooks& hooks, Options options = {});
  // Stops the pool first (see shutdown).
  ~Scheduler();

  // ---- calls and tasks, on the thread that runs the strand ------------------------------------------------

  // Runs `root` as the root of `call` on this thread and returns when the call has ended: the root is done and so
  // is every task that was not detached. Both references stay the caller's. Works on any thread, nested too
  // (Python called by a task may call; say queue_to_block before the Python). Interrupted: keep_waiting() said
  // false; the call was then cancelled, and has ended like a failed one.
  Waited run(Call& call, Task& root);

  // Hands `task` (fresh, of the VM's) to whoever comes first. The reference stays the caller's.
  void fork(Strand& strand, Task& task);

  // ---- lazy forks (lazy.cpp) ----
  // The same for a task whose future no other strand can see: it stays with this strand until that waits for it, its frame
  // ends, or somebody could use it. `frame` is the VM's name of the frame.
  void fork_lazily(Strand& strand, Task& task, const void* frame);
  // The strand is about to wait for it: may it be a call? If not it was promoted, because it must run as a task.
  bool is_call(Strand& strand, Task& task);
  // Then: the task is the strand's own business, and never done for the scheduler.
  void take_lazy(Strand& strand, Task& task) noexcept;
  // Before the frame ends: nobody waited for these.
  void promote_of(Strand& strand, const void* frame);
  // Before what takes long, and before anything in which this thread may block.
  void promote_all(Strand& strand) noexcept;
  // Whether the machine has cores for workers now; other processes may have them.
  bool has_cores(Worker& worker) { return !sleep_.any_taken() || left_of_taken(worker); }
  // At safe points, for forks that are too small to be promoted as they are: the oldest one, if somebody is idle.
  void feed(Strand& strand, const Site& site) noexcept;

  Wait wait(Strand& strand, Task& task);
  // The claimed task on top has its result: completes it, goes back to the context of the frame below.
  // Returns it, so that the VM may move the value out if nobody else refers to it.
  Ref<Task> end_claimed(Strand& strand);
  Poll poll(Strand& strand);
  // Around a task that runs at its fork, in a serial call: nothing but its records.
  void begin_inline(Strand& strand, Task& task);
  void end_inline(Strand& strand, Task& task) { strand.worker().events_.record(Event::Done, task.id_); }
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

  // The signal check of a calling thread, made inside resume(), said stop (Ctrl-C): the call whose root runs here is
  // cancelled, or the strand of wait_outside leaves this thread at its next poll; run() and wait_outside() then
  // return Interrupted. Nothing on pool threads.
  void interrupt_session(Strand& strand);

  // Waits for a task on a thread that runs no strand (`Future.wait()` in Python). Runs it here if nobody has begun
  // it and there is no time limit (negative: none). Interrupted by keep_waiting().
  Waited wait_outside(Task& task, int64_t timeout_nanoseconds = -1);
  // Calls `callback(data, task)` once when done, on the finishing thread; at once if done already.
  void on_done(Task& task, void (*callback)(void* data, Task& task), void* data);
  // Around anything in which this thread may block, and which one thread enters at a time (Python): queue_to_block() before it
  // waits for its turn, enter_blocking() when it is inside, from when on another thread has its core. Nothing on threads
  // without a worker. They nest.
  void queue_to_block();
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

  // The segments of a strand that is about to be somebody else's; holds their calls.
  class Segments {
   public:
    explicit Segments(const std::vector<Strand::Segment>& all) : first_(all.front()) {
      if (all.size() > 1) more_ = all;
      for (const Strand::Segment& segment : *this) segment.call->ref();
    }
    ~Segments() { for (const Strand::Segment& segment : *this) segment.call->unref(); }
    const Strand::Segment* begin() const { return more_.empty() ? &first_ : more_.data(); }
    const Strand::Segment* end() const { return begin() + std::max<size_t>(1, more_.size()); }

   private:
    Strand::Segment first_;
    std::vector<Strand::Segment> more_;
  };

  // scheduler.cpp: tasks
  void introduce(Strand& strand, Task& task);
  void publish(Strand& strand, Task& task, Task& parent);
  void promote(Strand& strand, Task& task);
  bool somebody_is_idle() const;
  bool may_wake(const Call& call) const;
  Ref<Task> take_claimed(Worker& worker, Task& task);
  void push_claim(Strand& strand, Ref<Task> task);
  void add_to_segment(Strand& strand, Call& call);
  void complete(Task& task);
  void fire(Task& task, Waiter* newest);
  void count_in(Worker& worker, Call& call);
  void count_out(Task& task, bool detached);
  bool may_owe(const Worker& worker, const Call& call) const;
  void subtract(Call& call, uint32_t tasks);
  bool settle(Worker& worker);
  void settle_before(Worker& worker, const Task& next);
  void settle_all(const Call& call);
  void tell_caller(Worker* caller);
  void unpark(Worker& worker);
  static void note(Event kind, uint64_t id, uint64_t argument = 0) {
    if (EventLog::enabled()) [[unlikely]] {
      if (Worker* worker = Worker::current()) worker->events_.record(kind, id, argument);
    }
  }
  void note_created(Worker& worker, const Task& task, const Task& parent) {
    if (EventLog::enabled()) [[unlikely]] worker.events_.record(Event::Created, task.id_, parent.id_, hooks_.fork_place(task));
  }
  void note_claimed(Worker& worker, const Task& task, Claim how) {
    if (EventLog::enabled()) [[unlikely]] worker.events_.record(Event::Claimed, task.id_, uint64_t(how), hooks_.body_place(task));
  }
  void note_unwoken(bool no_thread);
  void note_call(Worker& worker, const Task& root);
  static void note_python(Worker& worker, Event kind);
  static Stop why_stopped(const Task& task);
  void stop(Task& task, Stop why);
  static bool should_stop(const Task& task) {
    const uintptr_t state = task.state_.load(std::memory_order_relaxed);
    const bool told = (state & Task::kCancel) || (!(state & Task::kDetached) && task.call_->cancelled());
    return told && !task.shielded();
  }
  Poll poll_slow(Strand& strand);
  bool told_to_yield(Worker& worker) const;
  bool wanted_home(const Strand& strand);
  bool is_caller_of(const Worker& worker, const Call& call) const;
  void leave_failed_calls(Strand& strand);

  // run.cpp: turns and calling threads
  void execute(Worker& worker, Entry entry);
  void start(Worker& worker, Ref<Task> task);
  void bind(Strand& strand, Ref<Task> home);
  void turn(Worker& worker, Strand* strand);
  void finish(Strand* strand);
  void install(Worker& worker, Context* context);
  void send_elsewhere(Strand* strand);
  void rescue_homecoming(Call& call);
  void make_ready(Strand* strand, Wake wake);
  bool add_unparker(Task& task, Worker& worker);
  Worker& open(Session& session);
  void close(Session& session);
  void activate(Worker& worker);
  void leave_core(Worker& worker);
  void empty_deque(Worker& worker);
  bool ended(const Session& session) const;
  void work(Session& session);
  Entry next_of_own(Session& session);
  Entry find_for_caller(Session& session);
  Entry look_for(Session& session);
  bool park_caller(Session& session);
  bool ready_to_go_on(Session& session);
  bool rest(Session& session);
  void uncover_work(Worker& self);

  // pool.cpp: pool threads
  void wake_for(Call* call);
  void wake_one();
  void wake_if_work();
  bool work_visible() const;
  bool visible_of(const Worker& self, uint16_t tag) const;
  void inject(Entry entry);
  Entry counted_out_of_injector(Entry entry);
  bool wake_caller_of(uint16_t tag);
  Entry steal(Worker& thief, int32_t tag);
  Entry steal_from(Worker& thief, Worker& victim, int32_t tag);
  bool wait_for_turn(Deque& deque);
  Entry take(Worker& thief, Worker& victim, int32_t tag);
  Entry take_one(Worker& victim, int32_t tag);
  bool drop_if_stale(Entry entry);
  Entry stolen(Worker& thief, Worker& victim, Entry entry);
  bool start_pool_thread();
  static void* thread_body(void* worker);
  void pool_loop(Worker& worker);
  Entry next_for_pool(Worker& worker, bool& searching, bool& others);
  Entry look_around(Worker& worker, int64_t now);
  void end_search();
  int64_t note_attendance(Worker& worker);
  bool left_of_taken(Worker& worker);
  bool crowded() const;
  bool park_worker(Worker& worker);
  void update_width(Worker& worker);
  bool halted() const {
    return stopping_.load(std::memory_order_relaxed) || frozen_.load(std::memory_order_relaxed);
  }

  // rest.cpp: paused strands
  bool suspend(Strand* strand);
  void register_pause(Pause& pause, Strand& strand);
  void unregister_pause(Pause& pause, Strand& strand, bool count_in);
  SpinLock& lock_of(Pause& pause);
  void unlink(Pause& pause);
  void count_strand_in(Strand& strand);
  Strand* take_paused(Pause& pause);
  void interrupt(Call& call, const Task* only);
  void interrupt_list(Pause* pause, const Task* only, std::vector<Strand*>& woken);
  void came_to_rest(Call& call);
  void at_rest(Call& call);
  Strand* find_cycle(const Call& call, Pause* list, uint32_t check);
  Strand* walk(const Call& call, Strand* strand, uint32_t check);
  Strand* break_cycle(Strand* closed);

  // process.cpp
  [[noreturn]] static void end_child();
  bool forsaken() const;
  void wake_all();
  void ask_to_yield();

  static constexpr int64_t kAloneNanoseconds = 2'000'000, kWiderNanoseconds = 10'000'000;
  static constexpr int64_t kLongestSpin = 200'000, kLongestWait = 400'000;  // of a worker; of a caller, whose call is under way
  static constexpr uint32_t kTryAgain = 1024;
  static constexpr uint32_t kForksUntold = 128;
  static constexpr uint32_t kCountedAhead = 15;  // tasks of a thread that forks many
  static constexpr int64_t kMostTaken = 20;  // entries at once, beside the one that is run
  static constexpr int kLongestTurn = 256;   // pauses: some microseconds
#ifdef ANABRANCH_SMALL
  static constexpr int64_t kHeartbeat = 0;
#else
  static constexpr int64_t kHeartbeat = 20'000;
#endif

  Hooks& hooks_;
  const Options options_;
  Registry registry_;
  Sleep sleep_;
  atomic<int> lookers_{0};  // callers that look for work
  atomic<int> queue_{0};  // threads between queue_to_block and enter_blocking
  // Read in every search.
  alignas(64) const int64_t spin_;
  atomic<bool> stopping_{false};
  atomic<bool> frozen_{false};
  alignas(64) Injector injector_;
  SpinLock mixed_lock_;              // taken before any call's pauses_lock_
  Pause* mixed_ = nullptr;           // pauses of strands with tasks of several calls
  uint32_t walk_number_ = 0;         // guarded by mixed_lock_
  atomic<int> threads_{0};
  atomic<bool> refused_{false};
  bool in_child_ = false;            // of fork(); written there before there are other threads
};

// Before anybody else knows of the task.
inline void Scheduler::introduce(Strand& strand, Task& task) {
  Call& call = *strand.top_->call_;
  task.call_ = &call;
  if (strand.context_ != call.context_.get()) task.context_ = Ref<Context>(strand.context_);
  task.id_ = strand.worker_->new_task_id();
  note_created(*strand.worker_, task, *strand.top_);
}

inline void Scheduler::fork_lazily(Strand& strand, Task& task, const void* frame) {
  ensure_context(strand);
  introduce(strand, task);
  task.ref_alone();
  task.kept_.parent = strand.top_;
  task.kept_.frame = frame;
  strand.lazy_.add(task);
}

inline bool Scheduler::is_call(Strand& strand, Task& task) {
  const Context* context = task.context_ ? task.context_.get() : task.call_->context_.get();
  const bool as_call = context == strand.context_ && !EventLog::enabled() && !strand.top_->shielded();
  if (!as_call) promote(strand, task);
  return as_call;
}

inline void Scheduler::take_lazy(Strand& strand, Task& task) noexcept {
  strand.lazy_.remove(task);
  task.state_.store(uintptr_t(Phase::Running), std::memory_order_relaxed);
  task.unref_alone();
}

inline Poll Scheduler::poll(Strand& strand) {
  const Task& top = *strand.top_;
  const bool quiet = !top.cancel_requested() && !top.call_->signals_.load(std::memory_order_relaxed) &&
                     !strand.worker_->yield_.load(std::memory_order_relaxed) && !strand.mixed();
  return quiet ? Poll::Continue : poll_slow(strand);
}

}  // namespace anabranch::sched
