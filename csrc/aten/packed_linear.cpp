// prim::packed_linear: `linear` with weights packed as (blocks, inputs, BLOCK), and what comes behind it.
#include "aten/packed_operators.h"

namespace anabranch::aten {

at::Tensor with_tail(const at::Tensor& t, const std::string& name) {
  switch (tail_of(name).value_or(Tail::none)) {
    case Tail::relu: return at::relu(t);
    case Tail::relu6: return at::hardtanh(t, 0, 6);
    case Tail::hardswish: return at::hardswish(t);
    case Tail::hardsigmoid: return at::hardsigmoid(t);
    default: TORCH_CHECK(name.empty(), "no activation has the name ", name); return t;
  }
}

namespace {

struct Linear {
  const at::Tensor& input;
  const at::Tensor& weight;
  const at::Tensor* bias;
  int64_t outputs;
  const std::string& tail;

  bool is_plain() const {
    if (!is_plain_float(input) || !input.is_contiguous() || input.dim() == 0 || !tail_of(tail)) return false;
    if (!is_packed_part(weight) || weight.dim() != 3 || weight.size(2) != BLOCK || !is_bias(bias, outputs)) return false;
    return outputs > 0 && weight.size(0) == (outputs + BLOCK - 1) / BLOCK && weight.size(1) == input.size(-1);
  }
  at::Tensor product() const {
    const int64_t depth = input.size(-1), height = input.numel() / depth, start = 0;
    at::DimVector sizes(input.sizes());
    sizes.back() = outputs;
    at::Tensor out = at::empty(sizes, input.options());
    run(Product{.in = data_of(&input), .weights = data_of(&weight), .bias = data_of(bias), .more = nullptr,
                .out = out.mutable_data_ptr<float>(), .height = height, .columns = outputs, .runs = 1, .length = depth,
                .offsets = &start, .out_w = height, .out_h = 1, .pixel_step = depth, .line_step = 0, .image_step = 0,
                .tail = *tail_of(tail)});
    return out;
  }
  at::Tensor unpacked() const {
    const at::Tensor rows = weight.permute({0, 2, 1}).reshape({-1, weight.size(1)}).narrow(0, 0, outputs);
    return with_tail(at::linear(input, rows, bias == nullptr ? std::optional<at::Tensor>() : *bias), tail);
  }
};

// packed_linear(input, weight, bias, outputs, tail)
KERNEL(packed_linear) {
  const Linear linear{args[0].toTensor(), args[1].toTensor(), optional_tensor(args[2]), args[3].toInt(), args[4].toStringRef()};
  at::Tensor made = linear.is_plain() ? linear.product() : linear.unpacked();
  *out = std::move(made);
}

}  // namespace

}  // namespace anabranch::aten
