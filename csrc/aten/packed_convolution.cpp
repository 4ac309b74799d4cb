// prim::packed_conv2d: `conv2d` with packed weights, and what comes behind it. Images are channels-last inside, and so are results.
//
// Weights are (blocks, kernel_h, kernel_w, inputs, BLOCK), or (kernel_h, kernel_w, channels) where each channel has its own kernel.
#include "aten/packed_operators.h"
#include "aten/team.h"

#include <array>
#include <vector>

namespace anabranch::aten {

namespace {

using Pair = std::array<int64_t, 2>;
constexpr int64_t LARGE = int64_t{1} << 31;

std::optional<Pair> pair(const c10::IValue& v, int64_t least) {
  const auto list = v.toIntList();
  if (list.size() != 2 || list.get(0) < least || list.get(1) < least || list.get(0) >= LARGE || list.get(1) >= LARGE) return std::nullopt;
  return Pair{list.get(0), list.get(1)};
}

// The image with its padding, so that every window lies inside.
at::Tensor padded(const at::Tensor& image, const Pair& pad) {
  const int64_t channels = image.size(1), h = image.size(2), w = image.size(3), wide = w + 2 * pad[1], high = h + 2 * pad[0];
  const bool is_last = image.is_contiguous(at::MemoryFormat::ChannelsLast);
  at::Tensor made = at::empty({image.size(0), high, wide, channels}, image.options().memory_format(at::MemoryFormat::Contiguous));
  const float* from = image.const_data_ptr<float>();
  float* to = made.mutable_data_ptr<float>();
  const int64_t of_image = image.stride(0), of_channel = image.stride(1), of_line = image.stride(2), of_place = image.stride(3);
  const auto copy_line = [=](int64_t n) {
    float* line = to + n * wide * channels;
    const int64_t y = n % high - pad[0];
    if (y < 0 || y >= h) return void(std::fill_n(line, wide * channels, 0.0f));
    std::fill_n(line, pad[1] * channels, 0.0f);
    float* inner = line + pad[1] * channels;
    std::fill_n(inner + w * channels, pad[1] * channels, 0.0f);
    const float* source = from + n / high * of_image + y * of_line;
    if (is_last) return void(std::copy_n(source, w * channels, inner));
    for (int64_t c = 0; c < channels; ++c)
      for (int64_t x = 0; x < w; ++x) inner[x * channels + c] = source[c * of_channel + x * of_place];
  };
  const int64_t of_a_line = wide * channels, lines = image.size(0) * high;
  on_team(lines, 4096 / of_a_line + 1, lines * of_a_line >> 16, copy_line);
  return made;
}

struct Convolution {
  const at::Tensor& input;
  const at::Tensor& weight;
  const at::Tensor* bias;
  int64_t outputs;
  const c10::IValue &stride_, &padding_, &dilation_;
  const std::string& tail;
  const at::Tensor* more;
  const std::string& sum;
  Pair stride{}, padding{}, dilation{}, size{};

  bool is_depthwise() const { return weight.dim() == 3; }
  int64_t inputs() const { return weight.size(is_depthwise() ? 2 : 3); }
  int64_t kernel(int i) const { return weight.size(is_depthwise() ? i : i + 1); }

  // Whether PyTorch would take the call, and the loops can do it.
  bool is_plain() {
    if (!is_plain_float(input) || input.dim() != 4 || !tail_of(tail) || !is_bias(bias, outputs)) return false;
    if (!is_packed_part(weight) || outputs <= 0 || inputs() != input.size(1)) return false;
    if (is_depthwise() ? outputs != inputs() || outputs < BLOCK : weight.dim() != 5 || weight.size(4) != BLOCK || weight.size(0) != (outputs + BLOCK - 1) / BLOCK) return false;
    const auto s = pair(stride_, 1), p = pair(padding_, 0), d = pair(dilation_, 1);
    if (!s || !p || !d) return false;
    stride = *s, padding = *p, dilation = *d;
    for (int i : {0, 1}) {
      const int64_t room = input.size(i + 2) + 2 * padding[i] - dilation[i] * (kernel(i) - 1) - 1;
      if (room < 0) return false;
      size[i] = room / stride[i] + 1;
    }
    return more == nullptr || (is_plain_float(*more) && more->sizes() == at::IntArrayRef{input.size(0), outputs, size[0], size[1]});
  }

  at::Tensor result() const {
    const auto last = at::MemoryFormat::ChannelsLast;
    at::Tensor out = at::empty({input.size(0), outputs, size[0], size[1]}, input.options().memory_format(last));
    const at::Tensor added = more == nullptr ? at::Tensor() : more->contiguous(last);
    is_depthwise() ? depthwise(out, added) : dense(out, added);
    return out;
  }
  void depthwise(at::Tensor& out, const at::Tensor& added) const {
    const at::Tensor image = input.contiguous(at::MemoryFormat::ChannelsLast);
    run(Depthwise{.in = data_of(&image), .weights = data_of(&weight), .bias = data_of(bias), .more = added.defined() ? data_of(&added) : nullptr,
                  .out = out.mutable_data_ptr<float>(), .images = input.size(0), .channels = outputs, .in_h = input.size(2),
                  .in_w = input.size(3), .out_h = size[0], .out_w = size[1], .kernel_h = kernel(0), .kernel_w = kernel(1),
                  .stride_h = stride[0], .stride_w = stride[1], .pad_h = padding[0], .pad_w = padding[1],
                  .dilation_h = dilation[0], .dilation_w = dilation[1], .tail = *tail_of(tail)});
  }
  void dense(at::Tensor& out, const at::Tensor& added) const {
    const bool as_it_is = padding == Pair{0, 0} && input.is_contiguous(at::MemoryFormat::ChannelsLast);
    const at::Tensor image = as_it_is ? input : padded(input, padding);
    const int64_t channels = inputs(), wide = input.size(3) + 2 * padding[1], high = input.size(2) + 2 * padding[0];
    const int64_t parts = dilation[1] == 1 ? 1 : kernel(1);  // the steps of a kernel's line lie beside each other, or not
    std::vector<int64_t> offsets;
    for (int64_t i = 0; i < kernel(0); ++i)
      for (int64_t j = 0; j < parts; ++j) offsets.push_back((i * dilation[0] * wide + j * dilation[1]) * channels);
    run(Product{.in = data_of(&image), .weights = data_of(&weight), .bias = data_of(bias), .more = added.defined() ? data_of(&added) : nullptr,
                .out = out.mutable_data_ptr<float>(), .height = input.size(0) * size[0] * size[1], .columns = outputs,
                .runs = static_cast<int64_t>(offsets.size()), .length = kernel(1) / parts * channels, .offsets = offsets.data(),
                .out_w = size[1], .out_h = size[0], .pixel_step = stride[1] * channels,
                .line_step = stride[0] * wide * channels, .image_step = high * wide * channels, .tail = *tail_of(tail)});
  }

  at::Tensor unpacked() const {
    const int64_t groups = is_depthwise() ? outputs : 1;
    const at::Tensor plain = is_depthwise() ? weight.permute({2, 0, 1}).unsqueeze(1)
                                            : weight.permute({0, 4, 3, 1, 2}).flatten(0, 1).narrow(0, 0, outputs);
    const auto held = bias == nullptr ? std::optional<at::Tensor>() : *bias;
    at::Tensor made = at::conv2d(input, plain.contiguous(at::MemoryFormat::ChannelsLast), held, stride_.toIntVector(),
                                 padding_.toIntVector(), dilation_.toIntVector(), groups);
    if (more != nullptr) made = sum == "in place" ? made.add_(*more) : sum == "right" ? at::add(*more, made) : at::add(made, *more);
    return with_tail(made, tail);
  }
};

// packed_conv2d(input, weight, bias, outputs, stride, padding, dilation, tail, more, sum)
KERNEL(packed_conv2d) {
  Convolution c{args[0].toTensor(), args[1].toTensor(), optional_tensor(args[2]), args[3].toInt(), args[4], args[5], args[6],
                args[7].toStringRef(), optional_tensor(args[8]), args[9].toStringRef()};
  at::Tensor made = c.is_plain() ? c.result() : c.unpacked();
  *out = std::move(made);
}

}  // namespace

}  // namespace anabranch::aten
