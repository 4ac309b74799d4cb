// A run whose arguments' sizes are known: what its steps do in memory.
#pragma once

#include "aten/fused_loops.h"
#include "aten/fused_shapes.h"

namespace anabranch::aten::fused {

// Where a value stands: at an offset of the scratch memory, or of another value.
struct Place {
  Id id;
  Id base;         // kNone: the scratch memory
  int64_t offset;
  Int index = {};  // of a select: how many strides further, below `size`
  int64_t stride = 0, size = 0;
};

// A result, and registers whose tensors it may be written into if nobody else holds them: its size, and read no later.
struct Result {
  Id id;
  uint16_t reg;
  Shape shape;
  std::vector<size_t> spares;  // among the run's inputs
};

struct Layout {
  bool runs = false;               // false: sizes that do not fit, or that are ATen's business
  std::vector<Shape> inputs;       // what it is for
  std::vector<Place> places;
  std::vector<Action> actions;
  std::vector<Result> results;
  int64_t scratch = 0;             // floats
  const Layout* next = nullptr;    // of the same run, for other sizes
};

Layout lay_out(const Run& run, std::vector<Shape> inputs);

}  // namespace anabranch::aten::fused
