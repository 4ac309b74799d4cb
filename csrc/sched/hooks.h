// What the scheduler asks of the machine above it (the VM). sched knows no bytecode, tensors or Python.
#pragma once
#include <cstdint>

#include "base/counted.h"

namespace anabranch::sched {

class Task;
class Strand;

// The state that operators depend on (grad mode, autocast, ...), opaque here. Derive from it.
class Context : public Counted {};

// How a strand's turn on a thread ended.
enum class Outcome : uint8_t {
  Done,       // its home task's frames returned; the result is stored in the home task
  Suspended,  // wait() said Suspend; everything is saved
  Yielded,    // poll() said Yield; everything is saved and it can run on elsewhere
};

// Why a task ended without running to its end.
enum class Stop : uint8_t { Cancelled, CallFailed, NoMemory };

class Hooks {
 public:
  virtual ~Hooks() = default;

  // Runs `strand` until it ends, suspends or yields. Called on any thread, never twice at once for one strand.
  // On the first turn the only frame is that of home(). Must not throw.
  virtual Outcome resume(Strand& strand) = 0;
  // A fresh strand whose only frame will run `task` (bound by the scheduler afterwards); null: no memory.
  virtual Strand* make_strand(Task& task) = 0;
  // Takes back a strand whose home task is done (a place for a free list).
  virtual void retire(Strand* strand) = 0;
  // Stores why it never ran as the result of a task. Called before it is completed. Must not throw.
  virtual void store_stop(Task& task, Stop why) = 0;
  // The task is over: let go of its arguments. Called once, after the result is visible, by the finishing thread.
  virtual void release_arguments(Task&) {}

  // The state of this thread as it is now. Called on a calling thread at the first fork or unfinished wait of a call,
  // or before another context is installed there.
  virtual Ref<Context> capture() = 0;
  // Makes `to` the state of this thread, which has `from`; called only when they differ. On calling threads neither
  // is null (what capture() gave stands for the thread's own state). On pool threads null is the fresh thread's
  // state: `from` null at the first switch after parking, `to` null when it parks.
  virtual void install(Context* from, Context* to) = 0;
  // Cores that operators on this thread may use from now on; 0 = the thread's own setting again. Called often
  // and possibly for nothing: keep the number and apply it before the next operator.
  virtual void set_width(int) {}

  // For records, while they are made: numbers, below 2^56, that say to whoever reads them where the task was forked and what
  // it runs.
  virtual uint64_t fork_place(const Task&) { return 0; }
  virtual uint64_t body_place(const Task&) { return 0; }

  // A parked calling thread asks now and then (at most every 50 ms) whether to go on waiting; false = interrupt.
  virtual bool keep_waiting() { return true; }
  // A pool thread begins or ends.
  virtual void thread_started() {}
  virtual void thread_stopped() {}
  // The system refused a thread; called once. Work goes on with the threads there are.
  virtual void threads_refused() {}
};

}  // namespace anabranch::sched
