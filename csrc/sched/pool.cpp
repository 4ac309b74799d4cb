// Pool threads: finding work, parking, waking. README.md argues that no wake-up is lost.
#include <sys/mman.h>

#include <algorithm>
#include <utility>

#include "sched/scheduler.h"

namespace anabranch::sched {

uint64_t Worker::random() {  // xorshift
  random_ ^= random_ ? 0 : 0x9E3779B97F4A7C15u * uint64_t(id_ + 1);
  random_ ^= random_ << 13;
  random_ ^= random_ >> 7;
  return random_ ^= random_ << 17;
}

// ---- telling sleepers -----------------------------------------------------------------------------------------

void Worker::tell_sleepers() {
  wake_due_ = false;
  if (!deque_.empty()) scheduler_.wake_for(strand() ? strand()->top().call() : nullptr);
}

// New work, probably of `call`: its parked caller is the best to do it, else a pool worker.
void Scheduler::wake_for(Call* call) {
  Platform::full_fence();  // our push before our look at who sleeps
  if (call && call->caller_parked_.load(std::memory_order_seq_cst)) {
    Worker* caller = call->caller_.load(std::memory_order_seq_cst);
    if (caller && call->caller_parked_.exchange(false, std::memory_order_seq_cst)) return unpark(*caller);
  }
  wake_one();
}

void Scheduler::wake_one() {
  if (sleep_.any_taken()) sleep_.try_taken(Platform::now());
  while (!stopping_.load(std::memory_order_seq_cst) && !frozen_.load(std::memory_order_seq_cst) && sleep_.reserve()) {
    if (Worker* worker = registry_.unpark_one()) return unpark(*worker);
    if (start_pool_thread()) return;
    sleep_.remove(Sleep::kAwake + Sleep::kWaking);
    if (!registry_.any_parked()) return note_unwoken(true);  // else one parked meanwhile, relying on the searcher that we were not
  }
  note_unwoken(false);
}

void Scheduler::note_unwoken(bool no_thread) {
  if (!EventLog::enabled()) [[likely]] return;
  const bool searched = Sleep::enough_look(sleep_.word());
  note(Event::Unwoken, 0, uint64_t(no_thread ? Refusal::NoThread : searched ? Refusal::OthersSearch : Refusal::Budget));
}

void Scheduler::wake_if_work() {
  Platform::full_fence();
  if (work_visible()) wake_one();
}

bool Scheduler::work_visible() const {
  if (!injector_.empty()) return true;
  for (int i = 0, size = registry_.size(); i < size; ++i) {
    if (!registry_.at(i).deque_.empty()) return true;
  }
  return false;
}

bool Scheduler::visible_of(const Worker& self, uint16_t tag) const {
  for (int i = 0, size = registry_.size(); i < size; ++i) {
    const Worker& worker = registry_.at(i);
    if (&worker != &self && worker.deque_.oldest_has(tag)) return true;
  }
  return false;
}

// An injected entry counts as an orphan: one pool worker is allowed for it however many callers are awake.
void Scheduler::inject(Entry entry) {
  sleep_.add_orphan();
  injector_.push(entry);
  Platform::full_fence();
  if (!wake_caller_of(entry.tag())) wake_one();
}

Entry Scheduler::counted_out_of_injector(Entry entry) {
  if (entry) sleep_.remove_orphan();
  return entry;
}

// By tag, since the entry is no longer ours and its call may be gone. False: none is parked.
bool Scheduler::wake_caller_of(uint16_t tag) {
  for (int i = 0, size = registry_.size(); i < size; ++i) {
    Worker& worker = registry_.at(i);
    int32_t expected = tag;
    if (worker.parked_for_.load(std::memory_order_seq_cst) != expected) continue;
    if (!worker.parked_for_.compare_exchange_strong(expected, -1, std::memory_order_seq_cst)) continue;
    unpark(worker);
    return true;
  }
  return false;
}

// ---- stealing -------------------------------------------------------------------------------------------------

// The last victim, which may have more, then one round over all from a random one on. `tag` < 0: anything.
Entry Scheduler::steal(Worker& thief, int32_t tag) {
  if (Entry entry = steal_from(thief, registry_.at(thief.victim_), tag)) return entry;
  const int size = registry_.size();
  const int start = int(thief.random() % uint64_t(size));
  for (int i = 0; i < size; ++i) {
    Worker& victim = registry_.at((start + i) % size);
    if (Entry entry = steal_from(thief, victim, tag)) return thief.victim_ = victim.id_, entry;
  }
  return {};
}

Entry Scheduler::steal_from(Worker& thief, Worker& victim, int32_t tag) {
  if (&thief == &victim || victim.deque_.empty()) return {};
  if (!wait_for_turn(victim.deque_)) return {};
  Entry entry = take(thief, victim, tag);
  victim.deque_.leave();
  if (entry && sleep_.may_reserve() && victim.deque_.several()) wake_one();
  return entry;
}

// One thief at a time: each entry is decided on one line, and who may write it alone takes many in the time of one. False: there
// is nothing left, or somebody is in there for long.
bool Scheduler::wait_for_turn(Deque& deque) {
  for (int pause = 1; pause < kLongestTurn && !deque.empty(); pause *= 2) {
    if (deque.enter()) return true;
    for (int i = 0; i < pause; ++i) Platform::relax();
  }
  return false;
}

// The oldest entry, and into the thief's deque a part of what is this core's share. There others find them.
Entry Scheduler::take(Worker& thief, Worker& victim, int32_t tag) {
  const int64_t share = tag < 0 ? victim.deque_.size() / (4 * sleep_.cores()) : 0;
  Entry entry = take_one(victim, tag);
  for (int64_t left = entry ? std::min(share, kMostTaken) : 0; left > 0 && thief.deque_.has_room(); --left) {
    Entry more = take_one(victim, tag);
    if (!more) break;
    thief.deque_.push(stolen(thief, victim, more));
    thief.wake_due_ = true;
  }
  return entry ? stolen(thief, victim, entry) : entry;
}

Entry Scheduler::take_one(Worker& victim, int32_t tag) {
  for (bool lost = true; lost;) {
    lost = false;
    Entry entry = victim.deque_.steal_if(&lost, tag);
    if (entry && drop_if_stale(entry)) lost = true;  // the next one
    else if (entry) return entry;
  }
  return {};
}

bool Scheduler::drop_if_stale(Entry entry) {
  if (entry.is_strand() || entry.task()->phase() == Phase::Pending) return false;
  entry.task()->unref();
  return true;
}

Entry Scheduler::stolen(Worker& thief, Worker& victim, Entry entry) {
  if (!entry.is_strand()) thief.events_.record(Event::Stolen, entry.task()->id_, uint64_t(victim.id_));
  return entry;
}

// ---- a pool thread --------------------------------------------------------------------------------------------

namespace {

// A thread that finds no memory for its first thread-local data is ended by glibc, and the process with it. So where there is
// little left beside its stack none is started. The reserve is given back when the thread begins, and is larger than what others
// take meanwhile; its starter, who takes most often, waits.
class Reserve {
 public:
  Reserve() : at_(mmap(nullptr, kBytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)) {}
  ~Reserve() { release(); }
  bool is_there() const { return at_ != MAP_FAILED; }
  void release() {
    if (is_there()) munmap(std::exchange(at_, MAP_FAILED), kBytes);
  }

 private:
  static constexpr size_t kBytes = 64 << 20;
  void* at_;
};

struct Start {
  Worker& worker;
  Reserve reserve;
  Platform::Parker has_begun;
};

}  // namespace

bool Scheduler::start_pool_thread() {
  if (refused_.load(std::memory_order_relaxed) && threads_.load(std::memory_order_relaxed) > 0) return false;
  Worker& worker = registry_.take();
  worker.pooled_ = true;
  worker.session_ = nullptr;
  worker.outer_ = nullptr;
  worker.width_ = 0;
  worker.yield_.store(false, std::memory_order_relaxed);
  threads_.fetch_add(1, std::memory_order_seq_cst);
  Start start{worker, {}, {}};
  if (start.reserve.is_there() && Platform::start_thread(&Scheduler::thread_body, &start)) {
    start.has_begun.park();
    return true;
  }
  threads_.fetch_sub(1, std::memory_order_seq_cst);
  registry_.give_back(worker);
  if (!refused_.exchange(true)) hooks_.threads_refused();
  return false;
}

void* Scheduler::thread_body(void* argument) {
  Start& start = *static_cast<Start*>(argument);
  Worker& worker = start.worker;
  start.reserve.release();
  Scheduler& scheduler = worker.scheduler_;
  Worker::current_ = &worker;
  worker.active_ = worker.working_ = true;
  worker.take_thread();
  worker.idle_since_ = 0;
  worker.wants_core();
  scheduler.hooks_.thread_started();
  start.has_begun.unpark();  // the last touch of `start`
  scheduler.pool_loop(worker);
  scheduler.install(worker, nullptr);
  scheduler.hooks_.thread_stopped();
  worker.active_ = worker.working_ = false;
  Worker::current_ = nullptr;
  scheduler.registry_.give_back(worker);
  scheduler.threads_.fetch_sub(1, std::memory_order_seq_cst);  // the last touch: the scheduler may go
  return nullptr;
}

namespace {

// Stealing tasks that take less than the theft slows their owner down, who would run them in passing. So a thief that
// got a tiny one looks away for a while, longer each time, until it gets something worth while.
constexpr int64_t kTinyNanoseconds = 1'500, kLeastPause = 2'000, kLongestPause = 16'000;
ANABRANCH_TLS int64_t t_pause = 0;       // of this thief
ANABRANCH_TLS int64_t t_steal_from = 0;  // the time when it may steal again

void note_stolen(int64_t began, int64_t ended) {
  if (ended - began >= kTinyNanoseconds) t_pause = 0;
  else t_pause = t_pause ? std::min(2 * t_pause, kLongestPause) : kLeastPause;
  t_steal_from = ended + t_pause;
}

}  // namespace

// Begins awake and waking, as whoever made the thread has counted it.
void Scheduler::pool_loop(Worker& worker) {
  bool searching = true;
  sleep_.add(Sleep::kSearching - Sleep::kWaking);
  for (;;) {
    bool others = false;
    if (Entry entry = next_for_pool(worker, searching, others)) {
      if (std::exchange(searching, false)) end_search();
      const int64_t began = others && spin_ > 0 ? Platform::now() : 0;
      if (began) worker.note_found(began, kLongestSpin);
      execute(worker, entry);
      if (!worker.pooled_) end_child();
      if (began) note_stolen(began, note_attendance(worker));
    } else if (!park_worker(worker)) {
      return;
    }
  }
}

// Another process on one of our cores makes whoever waits for the task there wait for that process. Then the pool does without.
// Threads of ours that are more than there are cores keep each other out.
int64_t Scheduler::note_attendance(Worker& worker) {
  const int64_t now = Platform::now();
  if (!worker.attendance_.is_due(now)) return now;
  if (worker.attendance_.was_kept_out(now, Platform::thread_cpu()) && !crowded()) sleep_.note_taken(now);
  return now;
}

bool Scheduler::crowded() const { return sleep_.running() > sleep_.cores(); }

// Asked for each fork and safe point while cores are taken, so it is here that they are tried again. A caller counts all the same:
// it has its share of the cores, and callers that keep each other out are known for that.
bool Scheduler::left_of_taken(Worker& worker) {
  if (!worker.active_) activate(worker);
  sleep_.try_taken(Platform::now());
  const uint64_t word = sleep_.word();
  return Sleep::awake(word) > 0 || sleep_.allowed(word) > 0;
}

// Own deque, injected work, others' deques (`others`). Null: park; then the worker is counted as searching, and `searching`.
Entry Scheduler::next_for_pool(Worker& worker, bool& searching, bool& others) {
  if (!halted()) {
    while (Entry entry = worker.deque_.pop()) {
      if (!drop_if_stale(entry)) return entry;
    }
    worker.wake_due_ = false;
  }
  settle(worker);
  others = true;
  if (!searching && !halted() && !sleep_.over_budget()) {  // a look that is not announced, since every announcement is written to one line
    if (Entry entry = look_around(worker, t_pause > 0 ? Platform::now() : 0)) return entry;
  }
  if (!std::exchange(searching, true)) {
    sleep_.add(Sleep::kSearching);
    worker.events_.record(Event::Searching, 0);
  }
  int64_t now = Platform::now();
  worker.looks(now);
  for (const int64_t end = now + worker.patience_.spin(spin_, kLongestSpin);; Platform::relax()) {
    if (halted() || sleep_.over_budget()) return {};  // parks
    if (Entry entry = look_around(worker, now)) return entry;
    now = Platform::now();
    if (now >= end) return {};
  }
}

// `now` counts only if this thief got tiny tasks.
Entry Scheduler::look_around(Worker& worker, int64_t now) {
  if (Entry entry = counted_out_of_injector(injector_.pop())) return entry;
  return t_pause == 0 || now >= t_steal_from || spin_ == 0 ? steal(worker, -1) : Entry{};
}

// The last one to stop searching looks whether there is more than what it found, since pushes in the meantime
// relied on it.
void Scheduler::end_search() {
  if (Sleep::searching(sleep_.remove(Sleep::kSearching)) == 1) wake_if_work();
}

// Sleeps until somebody wakes it, searching again. False: the thread is to end.
bool Scheduler::park_worker(Worker& worker) {
  const Parking why = halted() ? Parking::Halted : sleep_.over_budget() ? Parking::OverBudget : Parking::NoWork;
  install(worker, nullptr);
  if (halted() && !worker.deque_.empty()) empty_deque(worker);
  const int parked = registry_.park(worker);
  sleep_.remove(Sleep::kAwake + Sleep::kSearching);
  wake_if_work();  // perhaps this one itself
  const bool surplus = parked > workers() + 1 || stopping_.load(std::memory_order_seq_cst);
  if (surplus && registry_.leave_parked(worker)) return false;
  worker.leaves_core();
  worker.note_cpu();
  worker.events_.record(Event::Parked, 0, uint64_t(why));
  worker.placement_.asleep();
  while (worker.parked_.load(std::memory_order_acquire)) worker.parker_.park();
  worker.placement_.awake();
  sleep_.add(Sleep::kSearching - Sleep::kWaking);
  worker.events_.record(Event::Woken, 0);
  worker.wants_core();
  worker.note_cpu();
  return true;
}

void Worker::ask_for_width() { scheduler_.update_width(*this); }

// Width = this worker's share of the cores; smaller at once, larger only when it has lasted. A pool thread leaves one
// core to the thread that called, whatever that does meanwhile.
void Scheduler::update_width(Worker& worker) {
  if (!worker.pooled_ && !worker.active_) return;
  const int most = worker.pooled_ ? sleep_.cores() - 1 : sleep_.cores();
  const int share = std::max(1, std::min(sleep_.cores() / sleep_.running(), most));
  if (share == worker.width_) {
    worker.wider_since_ = 0;
    return;
  }
  if (worker.width_ && share > worker.width_) {
    const int64_t now = Platform::now();
    if (!worker.wider_since_) worker.wider_since_ = now;
    if (now - worker.wider_since_ < kWiderNanoseconds) return;
  }
  worker.wider_since_ = 0;
  worker.width_ = share;
  hooks_.set_width(share);
}

}  // namespace anabranch::sched
