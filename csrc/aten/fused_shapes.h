// Sizes and strides of values, and how a loop goes over them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace anabranch::aten::fused {

constexpr int kMostDims = 4;
using Sizes = std::array<int64_t, kMostDims>;

struct Shape {
  int dims = 0;
  Sizes sizes{}, strides{};
  int64_t items() const;
  bool operator==(const Shape& other) const { return dims == other.dims && sizes == other.sizes; }
};

Shape contiguous(int dims, const Sizes& sizes);
bool is_contiguous(const Shape& s);
// Strides of a value as it is read for a result of those sizes: 0 along what is repeated. False: it does not fit.
bool spread(const Shape& s, const Shape& to, Sizes& strides);

struct Loop {
  int64_t rows = 1, columns = 1;
  std::array<int64_t, 3> row{}, column{};  // strides of the operands
};
using Strides = std::vector<Sizes>;
// Rows and columns of a loop over the items of `to`: dimensions that lie behind each other are one. False: more than two are left.
bool flatten(const Shape& to, const Strides& operands, Loop& loop);

}  // namespace anabranch::aten::fused
