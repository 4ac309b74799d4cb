// Ranges for torch.profiler: while one listens, each task that runs is a range by name and place, around its operators.
//
// They belong to a turn of a strand on a thread: a range ends where its strand is suspended, and another begins where it goes on.
#pragma once

#include "task.h"

#include <memory>
#include <vector>

namespace anabranch::vm {

class VmStrand;

class TaskRanges {
 public:
  TaskRanges();
  ~TaskRanges();  // the newest first
  void open(const VmTask& task);
  void close();

 private:
  struct Range;
  std::vector<std::unique_ptr<Range>> open_;
};

// For all tasks on the strand; null if nobody listens on this thread.
std::unique_ptr<TaskRanges> ranges_of(const VmStrand& strand);

}  // namespace anabranch::vm
