// Threads at work: turns of strands, and calling threads that work until their call is done.
#include "sched/scheduler.h"
#include "sched/session.h"

namespace anabranch::sched {

ANABRANCH_TLS Worker* Worker::current_ = nullptr;

// ---- one entry ------------------------------------------------------------------------------------------------

void Scheduler::execute(Worker& worker, Entry entry) {
  if (worker.wake_due_) {  // what is left is a second piece of work
    if (worker.deque_.empty()) worker.wake_due_ = false;
    else worker.tell_sleepers();
  }
  settle_before(worker, entry.is_strand() ? *entry.strand()->top_ : *entry.task());
  if (entry.is_strand()) {
    worker.events_.record(Event::Resumed, entry.strand()->top_->id_, uint64_t(entry.strand()->wake_));
    return turn(worker, entry.strand());
  }
  Ref<Task> task = Ref<Task>::adopt(entry.task());
  if (task->try_claim()) start(worker, std::move(task));
}

void Scheduler::start(Worker& worker, Ref<Task> task) {
  if (should_stop(*task)) return stop(*task, why_stopped(*task));
  note_claimed(worker, *task, Claim::Worker);
  Strand* strand = hooks_.make_strand(*task);
  if (!strand) return stop(*task, Stop::NoMemory);
  bind(*strand, std::move(task));
  turn(worker, strand);
}

void Scheduler::bind(Strand& strand, Ref<Task> home) {
  home->strand_ = &strand;
  strand.top_ = home.get();
  strand.context_ = home->context();
  strand.claims_.clear();
  strand.segments_.assign(1, {home->call_, 1});
  strand.home_ = std::move(home);
}

void Scheduler::turn(Worker& worker, Strand* strand) {
  for (;;) {
    strand->worker_ = &worker;
    worker.strand_.store(strand, std::memory_order_relaxed);
    update_width(worker);
    install(worker, strand->context_);
    const Outcome outcome = hooks_.resume(*strand);
    worker.strand_.store(nullptr, std::memory_order_relaxed);
    if (outcome == Outcome::Done) return finish(strand);
    if (outcome == Outcome::Yielded) {
      worker.events_.record(Event::Yielded, strand->top_->id_);
      return send_elsewhere(strand);
    }
    worker.events_.record(Event::Suspended, strand->top_->id_, strand->awaited_->id_);
    if (suspend(strand)) return;
    worker.events_.record(Event::Resumed, strand->top_->id_, uint64_t(strand->wake_));
  }
}

void Scheduler::finish(Strand* strand) {
  Ref<Task> home = std::move(strand->home_);
  strand->top_ = nullptr;
  strand->context_ = nullptr;
  strand->held_ = nullptr;
  strand->awaited_ = nullptr;
  strand->cycle_.clear();
  strand->segments_.clear();
  hooks_.retire(strand);
  complete(*home);
}

void Scheduler::install(Worker& worker, Context* context) {
  Context* wanted = context ? context : worker.own_.get();
  if (worker.installed_.get() == wanted) return;
  if (!worker.pooled_ && !worker.installed_) worker.own_ = worker.installed_ = hooks_.capture();
  hooks_.install(worker.installed_.get(), wanted);
  worker.installed_ = Ref<Context>(wanted);
}

// A strand that said Yielded: its caller asked for it, or it must leave this thread.
void Scheduler::send_elsewhere(Strand* strand) {
  Call& call = *strand->home_->call_;
  const Entry entry = Entry::of(*strand, call.tag_);
  if (!wanted_home(*strand)) return inject(entry);
  Ref<Call> keep(&call);
  Worker* caller = call.caller_.load(std::memory_order_seq_cst);
  call.signals_.fetch_and(uint8_t(~Call::kComeHome), std::memory_order_relaxed);
  call.homecoming_.store(strand, std::memory_order_seq_cst);
  tell_caller(caller);
  // If the caller left meanwhile (the strand's task was detached) one of the two takes the strand back.
  if (!call.caller_.load(std::memory_order_seq_cst)) rescue_homecoming(call);
}

void Scheduler::rescue_homecoming(Call& call) {
  if (Strand* strand = call.homecoming_.exchange(nullptr, std::memory_order_seq_cst)) {
    inject(Entry::of(*strand, call.tag_));
  }
}

// Gives a ready strand to this thread if it may run it, else to the pool. The caller counted it in.
void Scheduler::make_ready(Strand* strand, Wake wake) {
  strand->wake_ = wake;
  note(Event::Ready, strand->top_->id_, uint64_t(wake));
  Call* call = strand->home_->call_;
  const Entry entry = Entry::of(*strand, call->tag_);
  Worker* worker = Worker::current();
  const bool may_run = worker && &worker->scheduler_ == this && worker->working_ &&
                       (worker->pooled_ || (worker->session_ && worker->session_->call == call));
  if (!may_run) return inject(entry);
  worker->deque_.push(entry);
  worker->wake_due_ = true;
  if (!worker->active_) activate(*worker);
  if (worker->blocking_) worker->tell_sleepers();
}

// ---- a calling thread -----------------------------------------------------------------------------------------

Waited Scheduler::run(Call& call, Task& root) {
  Session session{.call = &call, .tag = call.tag_};
  Worker& worker = open(session);
  call.caller_.store(&worker, std::memory_order_seq_cst);
  call.add(Call::kLive + 1);
  root.call_ = &call;
  root.id_ = worker.new_task_id();
  root.state_.store(uintptr_t(Phase::Running), std::memory_order_relaxed);
  if (EventLog::enabled()) [[unlikely]] note_call(worker, root);
  if (Strand* strand = hooks_.make_strand(root)) {
    bind(*strand, Ref<Task>(&root));
    turn(worker, strand);
  } else {
    stop(root, Stop::NoMemory);
  }
  work(session);
  call.caller_.store(nullptr, std::memory_order_seq_cst);
  rescue_homecoming(call);
  worker.note_cpu();
  worker.events_.record(Event::CallEnd, root.id_);
  close(session);
  if (call.counts().runnable == 0 && call.detached_.load(std::memory_order_seq_cst)) at_rest(call);
  if (session.lost) {
    call.ref();  // left as it is: its tasks know it
    return Waited::Lost;
  }
  return session.interrupted ? Waited::Interrupted : Waited::Done;
}

// A call from Python inside a task says of which.
void Scheduler::note_call(Worker& worker, const Task& root) {
  const Strand* outer = worker.outer_ ? worker.outer_->strand() : nullptr;
  worker.events_.record(Event::CallBegin, root.id_, outer ? outer->top_->id_ : 0, hooks_.body_place(root));
  worker.note_cpu();
}

Waited Scheduler::wait_outside(Task& task, int64_t timeout) {
  if (task.done()) return Waited::Done;
  const int64_t deadline = timeout < 0 ? -1 : Platform::now() + timeout;
  // With a timeout only where nobody else could run it: no thread to be had.
  const bool alone = (in_child_ || refused_.load(std::memory_order_relaxed)) && threads_.load(std::memory_order_relaxed) == 0;
  const bool claimed = (timeout < 0 || alone) && task.try_claim();
  Session session{.call = task.call_, .until = &task, .deadline = deadline};
  session.tag = claimed ? task.call_->tag_ : 0;
  Worker& worker = open(session);
  worker.events_.record(Event::WaitBegin, task.id_);
  if (claimed) start(worker, Ref<Task>(&task));
  if (!task.done() && add_unparker(task, worker)) work(session);
  worker.events_.record(Event::WaitEnd, task.id_);
  close(session);
  if (task.done()) return Waited::Done;
  if (session.lost) return Waited::Lost;
  return session.interrupted ? Waited::Interrupted : Waited::TimedOut;
}

// The waiter may fire long after this thread gave up: it unparks a worker whose memory stays, and does no harm.
bool Scheduler::add_unparker(Task& task, Worker& worker) {
  struct Unparker : Waiter, Pooled {
    Worker* worker;
    static void run(Waiter* self, Task&, Scheduler* scheduler) {
      auto* unparker = static_cast<Unparker*>(self);
      if (scheduler) scheduler->unpark(*unparker->worker);
      delete unparker;
    }
  };
  auto* waiter = new Unparker;
  waiter->fire = &Unparker::run;
  waiter->worker = &worker;
  if (task.add_waiter(*waiter)) return true;
  delete waiter;
  return false;
}

Worker& Scheduler::open(Session& session) {
  Worker& worker = registry_.take();
  worker.outer_ = Worker::current_;
  worker.session_ = &session;
  worker.pooled_ = false;
  worker.working_ = true;
  worker.width_ = 0;
  worker.idle_since_ = 0;
  worker.yield_.store(false, std::memory_order_relaxed);
  session.worker = &worker;
  worker.take_thread();
  Worker::current_ = &worker;
  return worker;
}

void Scheduler::close(Session& session) {
  Worker& worker = *session.worker;
  worker.working_ = false;
  empty_deque(worker);
  settle(worker);
  install(worker, nullptr);
  worker.installed_ = nullptr;
  worker.own_ = nullptr;
  worker.wake_due_ = false;
  if (worker.active_) {
    note_attendance(worker);
    worker.leaves_core();
    worker.active_ = false;
    sleep_.remove(Sleep::kCallers);
    if (worker.width_) hooks_.set_width(0);
    if (sleep_.budget_was_missed()) wake_if_work();
  }
  Worker::current_ = worker.outer_;
  worker.session_ = nullptr;
  registry_.give_back(worker);
}

// The first push of a calling thread: from now on it counts.
void Scheduler::activate(Worker& worker) {
  worker.active_ = true;
  if (worker.off_core_) return;
  sleep_.add(Sleep::kCallers);
  worker.wants_core();
}

// What is left when a session ends (detached tasks, other calls' work) goes to the pool.
void Scheduler::empty_deque(Worker& worker) {
  while (Entry entry = worker.deque_.pop()) {
    if (!drop_if_stale(entry)) inject(entry);
  }
}

bool Scheduler::ended(const Session& session) const {
  return session.until ? session.until->done() : session.call->counts().live == 0;
}

void Scheduler::work(Session& session) {
  Worker& worker = *session.worker;
  while (!ended(session)) {
    if (session.until && session.interrupted) return;
    Entry entry = next_of_own(session);
    if (!entry && settle(worker)) continue;  // that may have been the end
    if (entry || (entry = find_for_caller(session))) {
      session.rested = false;
      if (worker.idle_since_) worker.note_found(Platform::now(), kLongestWait);
      execute(worker, entry);
    } else if (!park_caller(session)) {
      if (session.until || session.lost) return;  // gave up; a task claimed here goes on in the pool
      session.interrupted = true;
      cancel(*session.call);
    }
  }
  if (worker.idle_since_) worker.note_found(Platform::now(), kLongestWait);
}

// Own deque. Others' work goes to the pool.
Entry Scheduler::next_of_own(Session& session) {
  while (Entry entry = session.worker->deque_.pop()) {
    if (drop_if_stale(entry)) continue;
    if (entry.call() == session.call) return entry;
    inject(entry);
  }
  return {};
}

// The strand that was sent home, the same call's work elsewhere.
Entry Scheduler::find_for_caller(Session& session) {
  Worker& worker = *session.worker;
  if (session.until) return {};
  if (Strand* strand = session.call->homecoming_.exchange(nullptr, std::memory_order_seq_cst)) {
    return Entry::of(*strand, session.tag);
  }
  if (Entry entry = counted_out_of_injector(injector_.pop_of(session.call, session.tag))) return entry;
  worker.events_.record(Event::Searching, 0);
  lookers_.fetch_add(1, std::memory_order_relaxed);
  const Entry entry = look_for(session);
  lookers_.fetch_sub(1, std::memory_order_relaxed);
  return entry;
}

Entry Scheduler::look_for(Session& session) {
  Worker& worker = *session.worker;
  const int64_t now = Platform::now();
  worker.looks(now);
  const int64_t spin = crowded() ? spin_ : worker.patience_.spin(spin_, kLongestWait);
  for (const int64_t end = now + spin;; Platform::relax()) {
    Entry entry = steal(worker, session.tag);
    if (entry && entry.call() == session.call) return entry;
    if (entry) inject(entry);
    if (ended(session) || Platform::now() >= end) return {};
  }
}

// False: keep_waiting() said no, or the time is over.
bool Scheduler::park_caller(Session& session) {
  Worker& worker = *session.worker;
  Call* call = session.until ? nullptr : session.call;
  if (call) {
    settle_all(*call);
    call->caller_parked_.store(true, std::memory_order_seq_cst);
    worker.parked_for_.store(session.tag, std::memory_order_seq_cst);
  }
  if (worker.active_) sleep_.remove(Sleep::kCallers);
  wake_if_work();  // the budget may allow one more worker now, and there may be work that is not for us
  bool go_on = true;
  worker.leaves_core();
  if (!ready_to_go_on(session)) go_on = rest(session);
  worker.wants_core();
  if (worker.active_) sleep_.add(Sleep::kCallers);
  if (call) {
    call->caller_parked_.store(false, std::memory_order_relaxed);
    worker.parked_for_.store(-1, std::memory_order_relaxed);
  }
  return go_on;
}

// The last look after caller_parked_ was set; whoever pushes after it sees that.
bool Scheduler::ready_to_go_on(Session& session) {
  Platform::full_fence();
  if (ended(session)) return true;
  if (session.until) return false;
  Call& call = *session.call;
  if (call.homecoming_.load(std::memory_order_seq_cst) || injector_.has_of(&call, session.tag)) return true;
  if (visible_of(*session.worker, session.tag)) return true;
  if (call.counts().runnable == 0) at_rest(call);
  return !session.worker->deque_.empty();  // at_rest may have made one of ours ready
}

bool Scheduler::rest(Session& session) {
  int64_t limit = options_.poll_nanoseconds;
  // The first time only a little, if one strand of the call is left: perhaps it should come home.
  const bool alone = !session.until && !session.rested && session.call->counts().runnable == 1;
  session.rested = true;
  if (alone && limit >= 0) limit = std::min(limit, kAloneNanoseconds);
  if (session.deadline >= 0) {
    const int64_t left = session.deadline - Platform::now();
    if (left <= 0) session.timed_out = true;
    limit = limit < 0 ? left : std::min(left, limit);
  }
  if (session.timed_out) return false;
  EventLog& events = session.worker->events_;
  session.worker->note_cpu();
  events.record(Event::Parked, session.until ? session.until->id_ : 0, uint64_t(session.until ? Parking::Future : Parking::CallEnd));
  session.worker->placement_.asleep();
  const bool woken = session.worker->parker_.park_for(limit);
  session.worker->placement_.awake();
  events.record(Event::Woken, 0);
  session.worker->note_cpu();
  if (woken) return true;
  if (alone && session.call->counts().runnable == 1) {
    session.call->signals_.fetch_or(Call::kComeHome, std::memory_order_relaxed);
  }
  if (!alone) uncover_work(*session.worker);
  session.lonely = forsaken() ? session.lonely + 1 : 0;  // a second look: somebody may have been between two strands
  session.lost = session.lonely > 1;
  if (session.lost) return false;
  if (session.interrupted || hooks_.keep_waiting()) return true;
  if (session.until) session.interrupted = true;
  return false;
}

// After a long wait: work of this call may lie under a stranger's entry in the deque of a worker that is busy or
// blocked for long. Some of the entries go to the injector, where everybody sees his own.
void Scheduler::uncover_work(Worker& self) {
  for (int i = 0, size = registry_.size(); i < size; ++i) {
    Worker& worker = registry_.at(i);
    bool lost = false;
    for (int n = 0; n < 16 && &worker != &self; ++n) {
      Entry entry = worker.deque_.steal(&lost);
      if (!entry) break;
      if (!drop_if_stale(entry)) inject(entry);
    }
  }
}

void Scheduler::interrupt_session(Strand& strand) {
  Worker& worker = *strand.worker_;
  Session* session = worker.session_;
  if (!session) return;
  session->interrupted = true;
  if (session->until) worker.yield_.store(true, std::memory_order_relaxed);
  else cancel(*session->call);
}

// ---- Python ---------------------------------------------------------------------------------------------------

// Those behind the first `cores` in the queue keep their cores: whoever came for one would soon stand behind them.
void Scheduler::queue_to_block() {
  Worker* worker = Worker::current();
  if (!worker || worker->blocking_++ > 0) return;
  if (Strand* strand = worker->strand()) promote_all(*strand);
  settle(*worker);
  worker->queued_ = true;
  note_python(*worker, Event::Queued);
  if (queue_.fetch_add(1, std::memory_order_relaxed) < sleep_.cores()) leave_core(*worker);
  else worker->leaves_core(), worker->note_progress();
}

void Scheduler::enter_blocking() {
  Worker* worker = Worker::current();
  if (!worker || !std::exchange(worker->queued_, false)) return;
  queue_.fetch_sub(1, std::memory_order_relaxed);
  note_python(*worker, Event::InPython);
  if (!worker->off_core_) leave_core(*worker);
}

void Scheduler::leave_blocking() {
  Worker* worker = Worker::current();
  if (!worker || --worker->blocking_ > 0) return;
  note_python(*worker, Event::LeftPython);
  worker->off_core_ = false;
  worker->wants_core();
  if (worker->active_) sleep_.add(worker->pooled_ ? Sleep::kAwake : Sleep::kCallers);
}

void Scheduler::note_python(Worker& worker, Event kind) {
  if (EventLog::enabled()) [[unlikely]] worker.events_.record(kind, worker.strand() ? worker.strand()->top_->id_ : 0);
}

void Scheduler::leave_core(Worker& worker) {
  worker.off_core_ = true;
  worker.leaves_core();
  worker.wake_due_ = false;
  if (!worker.active_) return;
  sleep_.remove(worker.pooled_ ? Sleep::kAwake : Sleep::kCallers);
  wake_if_work();
}

}  // namespace anabranch::sched
