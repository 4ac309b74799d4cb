#include "aten/fused_shapes.h"

namespace anabranch::aten::fused {

int64_t Shape::items() const {
  int64_t n = 1;
  for (int d = 0; d < dims; ++d) n *= sizes[d];
  return n;
}

Shape contiguous(int dims, const Sizes& sizes) {
  Shape s{dims, sizes, {}};
  int64_t stride = 1;
  for (int d = dims - 1; d >= 0; stride *= sizes[d--]) s.strides[d] = stride;
  return s;
}

bool is_contiguous(const Shape& s) {
  int64_t stride = 1;
  for (int d = s.dims - 1; d >= 0; stride *= s.sizes[d--])
    if (s.sizes[d] != 1 && s.strides[d] != stride) return false;
  return true;
}

bool spread(const Shape& s, const Shape& to, Sizes& strides) {
  strides.fill(0);
  if (s.dims > to.dims) return false;
  for (int d = 0; d < s.dims; ++d) {
    const int at = d + to.dims - s.dims;
    if (s.sizes[d] == to.sizes[at]) strides[at] = s.sizes[d] == 1 ? 0 : s.strides[d];
    else if (s.sizes[d] != 1) return false;
  }
  return true;
}

bool flatten(const Shape& to, const Strides& operands, Loop& loop) {
  int parts = 0;
  for (int d = to.dims - 1; d >= 0; --d) {
    if (to.sizes[d] == 1) continue;
    const int64_t before = parts < 2 ? loop.columns : loop.rows;
    bool follows = parts > 0;
    for (size_t k = 0; k < operands.size(); ++k) follows &= operands[k][d] == (parts < 2 ? loop.column[k] : loop.row[k]) * before;
    if (!follows && ++parts > 2) return false;
    (parts < 2 ? loop.columns : loop.rows) *= to.sizes[d];
    if (follows) continue;
    for (size_t k = 0; k < operands.size(); ++k) (parts < 2 ? loop.column : loop.row)[k] = operands[k][d];
  }
  return true;
}

}  // namespace anabranch::aten::fused
