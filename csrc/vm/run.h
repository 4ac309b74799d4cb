// The machine's outside: run a function as a call from a thread, and use futures from outside a program.
// Nothing here takes the GIL; callers release it first (hooks take it where they must).
#pragma once

#include "error.h"
#include "program.h"
#include "values.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace anabranch::vm {

struct FutureHandle;  // task.h; carried in IValues as a capsule

struct Outcome {
  IValue value;
  Raised error;  // set: the call failed
};

struct CallOptions {
  bool serial = false;  // modes that must not leave the thread (TorchDispatchMode, FakeTensor, functorch …): forks run in line, on this thread
  // A reference of Python's that keeps the program open. If tasks go on after the call, they take it over.
  void** owner = nullptr;
};

// Runs `program`'s entry with `args` (complete, in order, moved from) on the calling thread, with the pool's help.
Outcome run(const Ref<Program>& program, std::vector<IValue>&& args, const CallOptions& options = {});

// --- futures from outside ---------------------------------------------------------------------------------------------
bool is_future(const IValue& v);
IValue finished_future(IValue value);
IValue failed_future(Raised error);
bool future_done(const IValue& future);
// Waits (the calling thread helps: it may claim and run the task). timeout < 0: for ever. False: timed out, or
// *interrupted is set (poll_signals raised).
bool future_wait(const IValue& future, double timeout_seconds, Raised* interrupted);
// Only after future_done: the value, or the error (exactly one is set).
Outcome future_outcome(const IValue& future);
// `callback` runs once, at once when already done, else on the thread that finishes the task: it must be short and must not throw.
void future_on_done(const IValue& future, std::function<void()> callback);
// True if the task had not finished: it will end with a cancelled error at its next check.
bool future_cancel(const IValue& future);
// Failures that nobody waited for since the last call of this, for the warning on a calling thread.
std::vector<Raised> take_unseen_failures();
// Once: true if the system refused to start a thread, so that tasks run serially.
bool take_threads_refused();

// --- limits and counters ----------------------------------------------------------------------------------------------
void set_recursion_limit(uint64_t frames);  // frames of one strand; default 1,000,000
uint64_t recursion_limit();
struct Counters {
  uint64_t instructions = 0;  // executed by the machine, all threads (flushed when a strand stops or finishes)
  uint64_t tasks = 0;         // forks made
  uint64_t calls = 0;         // calls from outside
};
Counters counters();

}  // namespace anabranch::vm
