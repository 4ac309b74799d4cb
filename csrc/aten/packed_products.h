// Matrix products with weights packed once: rows of numbers by blocks of columns, with what comes behind (bias, a sum, an activation)
// done while the result is in registers. A convolution is one whose rows are windows of an image.
// Non-goals: what operators these are (packed_convolution.cpp, packed_linear.cpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace anabranch::aten {

// What is done to a result before it is stored.
enum class Tail { none, relu, relu6, hardswish, hardsigmoid };
std::optional<Tail> tail_of(std::string_view name);

constexpr int BLOCK = 16;  // columns that lie beside each other in packed weights

struct Product {
  const float* in;
  const float* weights;  // (blocks, depth, BLOCK); columns past the last are any numbers
  const float* bias;     // (columns,) or null
  const float* more;     // laid out as the result and added to it, or null
  float* out;            // (height, columns)
  int64_t height, columns;
  // A row of the left matrix is `runs` stretches of `length` numbers, `offsets` from where it starts.
  int64_t runs, length;
  const int64_t* offsets;
  // Rows start at the places of an image: `out_w` in a line, `out_h` lines, images behind each other.
  int64_t out_w, out_h, pixel_step, line_step, image_step;
  Tail tail;

  int64_t depth() const { return runs * length; }
  void starts(int64_t row, int count, const float** to) const {
    int64_t x = row % out_w, y = row / out_w % out_h, image = row / out_w / out_h;
    for (int r = 0; r < count; ++r) {
      to[r] = in + image * image_step + y * line_step + x * pixel_step;
      if (++x == out_w) x = 0, ++y;
      if (y == out_h) y = 0, ++image;
    }
  }
};

// On as many threads of the team as it is worth.
void run(const Product& p);

// Each channel of an image with a kernel of its own, and no others (`groups` = channels), channels-last.
struct Depthwise {
  const float* in;
  const float* weights;  // (kernel_h, kernel_w, channels)
  const float* bias;     // (channels,) or null
  const float* more;
  float* out;
  int64_t images, channels, in_h, in_w, out_h, out_w, kernel_h, kernel_w, stride_h, stride_w, pad_h, pad_w, dilation_h, dilation_w;
  Tail tail;
};
void run(const Depthwise& d);

}  // namespace anabranch::aten
