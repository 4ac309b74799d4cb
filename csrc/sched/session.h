// Session: what a calling thread works for until it may go on: the end of its call, or one task.
#pragma once
#include "sched/call.h"
#include "sched/task.h"

namespace anabranch::sched {

class Worker;

struct Session {
  Call* call;                 // only a name (never followed) if `until` is set: that call may end first
  Task* until = nullptr;      // null: until the call ends
  int64_t deadline = -1;
  uint16_t tag = 0;
  bool interrupted = false;
  bool rested = false;        // has parked since it last found work
  bool timed_out = false;
  int lonely = 0;             // how often it found itself forsaken, in a child of fork()
  bool lost = false;          // what it waits for was left in the parent
  Worker* worker = nullptr;
};

}  // namespace anabranch::sched
