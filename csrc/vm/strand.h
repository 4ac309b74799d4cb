// A strand of the machine: frames on a growable stack of chunks. Frames never move, so pointers into them stay valid.
#pragma once

#include "context.h"
#include "flight.h"
#include "program.h"
#include "ranges.h"
#include "task.h"

#include "sched/pause.h"
#include "sched/strand.h"

#include <array>

namespace anabranch::vm {

// What a frame's end means.
enum class FrameKind : uint8_t {
  Base,     // of the strand's home task: the strand ends
  Call,     // the result goes to the frame below
  Claimed,  // a task run in line by its waiter: stored in the task, then taken by the WAIT below
  Lazy,     // a lazy fork run as a call by its waiter: no task for the scheduler
  Inline,   // a fork of a serial call, run at once: stored in the task whose future the frame below already has
  Exit,     // an __exit__ called because an error leaves the frame below: the error goes on when it returns
};

// One `with` that a frame is inside of: a built-in context has `outer`, a user's object has `exit`.
struct Entered : anabranch::Pooled {
  explicit Entered(Entered* o) : older(o) {}
  anabranch::Ref<sched::Context> outer;  // what was installed before
  const Function* exit = nullptr;        // the object's __exit__, called if an error leaves the frame …
  IValue object;
  const Instr* place = nullptr;          // … and where the `with` stands
  Flight pending;                        // the error that `exit` is being called for
  bool was_shielded = false;
  Entered* const older;
};

// Header of a frame; raw registers and value registers follow it.
struct Frame {
  Frame* below;
  const Function* function;
  const Instr* pc;  // saved whenever the frame is not running: the instruction to go on at, or the one that called
  Entered* entered; // innermost first
  VmTask* task;     // Base, Claimed, Lazy, Inline: the task it runs
  FrameKind kind;
  bool keeps;       // has forked lazily: perhaps nobody waited

  int64_t* raw() { return reinterpret_cast<int64_t*>(this + 1); }
  IValue* values() { return reinterpret_cast<IValue*>(raw() + function->n_raw); }
};
static_assert(sizeof(Frame) % 16 == 0);

class FrameStack {
 public:
  FrameStack() = default;
  FrameStack(const FrameStack&) = delete;
  ~FrameStack();
  char* push(size_t bytes) {
    char* at = top_;
    if (static_cast<size_t>(end_ - at) < bytes) [[unlikely]] return push_chunk(bytes);
    top_ += bytes;
    return at;
  }
  size_t bytes() const { return bytes_; }
  void pop(void* frame) {
    top_ = static_cast<char*>(frame);
    if (top_ == first_) [[unlikely]] pop_chunk();
  }

 private:
  struct Chunk {
    Chunk* below;
    char* below_top;
    size_t bytes;
    char* data() { return reinterpret_cast<char*>(this + 1); }
  };
  char* push_chunk(size_t bytes);
  void pop_chunk();

  char* top_ = nullptr;
  char* end_ = nullptr;
  char* first_ = nullptr;  // start of the current chunk's data, unless it is the bottom one
  Chunk* chunk_ = nullptr;
  Chunk* spare_ = nullptr;
  size_t bytes_ = 0;       // of all chunks in use
};

class VmStrand final : public sched::Strand {
 public:
  ~VmStrand() override;

  // Pushes a frame with empty registers.
  Frame* push(const Function& f, FrameKind kind);
  // Drops what the top frame holds and the frame itself.
  void pop();
  // The top frame's arguments, taken from a task.
  void take_arguments(VmTask& task);
  bool too_deep() const;

  // Around a task that runs on this strand, for torch.profiler.
  void begin_range(const VmTask& task) {
    if (ranges) [[unlikely]] ranges->open(task);
  }
  void end_range() {
    if (ranges) [[unlikely]] ranges->close();
  }

  Frame* frame = nullptr;
  std::unique_ptr<TaskRanges> ranges;  // of this turn; null: nobody listens
  uint32_t depth = 0;
  int32_t fuel = 0;             // polls left until the next look around
  bool serial = false;          // forks run at once
  uint32_t idle_runs = 0;       // FUSED instructions passed by, see fused.h
  uint32_t until_sample = 1;    // runs of lazy forks until one is timed again
  bool waiting = false;         // the instruction at frame->pc is a WAIT that suspended
  Flight raised;                // set before Flow::Raise
  std::array<IValue, 8> spare;  // futures of lazy forks that were used up as calls, for the next ones
  size_t spares = 0;
  std::vector<IValue> scratch;  // arguments of operators and kernels
  uint64_t polls = 0, forks = 0;  // not yet added to the process's counters

 private:
  FrameStack stack_;
};

}  // namespace anabranch::vm
