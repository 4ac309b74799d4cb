// The loops of fused runs: one step over rows of floats. Their results have the bits of ATen's on the same machine.
#pragma once

#include "aten/fused_steps.h"

namespace anabranch::aten::fused {

// A step whose sizes are known. Operands are found in a table by their number; a row of the result is contiguous.
struct Action {
  using Loop = void (*)(const Action&, float* const* at);
  Loop loop;
  Id out, a, b, c;
  int64_t rows, columns;
  int64_t out_row, a_row, b_row, c_row;  // distances between rows
  bool repeats_a, repeats_b, repeats_c;  // one number for the row
  int64_t out_offset, inner;             // where in the result; what a product sums over
  bool transposed;                       // b's rows are the result's columns
};

// Null where this machine has none.
Action::Loop unary_loop(Do what);
Action::Loop binary_loop(Do what, bool repeats_a, bool repeats_b);
Action::Loop copy_loop(bool repeats);
Action::Loop product_loop();

}  // namespace anabranch::aten::fused
