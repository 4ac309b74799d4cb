// Runs: operators one behind the other that are done at once where their arguments allow it. The instruction FUSED stands before
// a run; the run itself stays in the program, is what FUSED means, and is run wherever FUSED cannot. So nothing else needs to
// know of runs: not errors, not the verifier of archives, not liveness. csrc/aten reads runs when a program is linked.
#pragma once

#include "values.h"

#include <atomic>
#include <memory>

namespace anabranch::vm {

struct Instr;
struct ProgramData;

class Fused {
 public:
  virtual ~Fused() = default;
  // Whether it has not matched a few times in a row: then it is tried now and then only. Nothing is written that others read
  // while that stays so.
  bool is_idle() const { return misses_.load(std::memory_order_relaxed) >= kPatience; }
  void note(bool matched) const {
    const uint32_t misses = misses_.load(std::memory_order_relaxed);
    if (matched ? misses != 0 : misses < kPatience) misses_.store(matched ? 0 : misses + 1, std::memory_order_relaxed);
  }
  // How a run with these registers is done; null: operator by operator. Cheap where it is null.
  virtual const void* match(const IValue* values, const int64_t* raw) const = 0;
  // Leaves the value registers as the run would. False: nothing was changed, as if it had not matched.
  virtual bool run(const void* how, IValue* values, const int64_t* raw) const = 0;

 private:
  static constexpr uint32_t kPatience = 8;
  mutable std::atomic<uint32_t> misses_{0};
};

// The run of `count` instructions at `first`; null if it holds something that is not understood.
using Fuse = std::unique_ptr<Fused> (*)(const ProgramData& data, const Instr* first, size_t count);

}  // namespace anabranch::vm
