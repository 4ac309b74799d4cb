#include "aten/fused_layout.h"

#include <algorithm>
#include <unordered_map>

namespace anabranch::aten::fused {

namespace {

constexpr int64_t kMostItems = 8192;           // of one value: more are worth ATen's threads
constexpr int64_t kMostProducts = 1 << 20;     // of one multiplication of matrices
constexpr int64_t kMostScratch = 1 << 18;      // floats

class Writer {
 public:
  Writer(const Run& run, Layout& layout) : run_(run), layout_(layout), shapes_(run.n_values), written_(run.n_values, 0), read_(run.n_values, 0) {}

  bool write() {
    for (size_t k = 0; k < run_.inputs.size(); ++k) shapes_[run_.inputs[k].id] = layout_.inputs[k];
    for (const Output& o : run_.outputs) is_output_[o.id] = o.reg;
    for (const Step& s : run_.steps)
      if (!step(s)) return false;
    for (const Output& o : run_.outputs) layout_.results.push_back({o.id, o.reg, shapes_[o.id], spares(o.id)});
    return layout_.scratch <= kMostScratch;
  }

 private:
  const Shape& shape(Id id) const { return shapes_[id]; }

  bool step(const Step& s) {
    switch (s.what) {
      case Do::Relu: case Do::Neg: case Do::Sigmoid: case Do::Tanh: case Do::Exp: return unary(s);
      case Do::Add: case Do::Sub: case Do::Mul: case Do::Div: return binary(s);
      case Do::Linear: case Do::AddMM: return product(s);
      case Do::Cat: return cat(s);
      case Do::Chunk: return chunk(s);
      case Do::Select: return select(s);
      case Do::Same: return shape(s.a) == shape(s.b);
    }
    return false;
  }

  // A value of its own, contiguous.
  bool made(Id id, const Shape& s) {
    if (s.items() == 0 || s.items() > kMostItems) return false;
    shapes_[id] = s;
    if (is_output_.contains(id)) return true;
    layout_.places.push_back({id, kNone, layout_.scratch});
    layout_.scratch += (s.items() + 15) / 16 * 16;
    return true;
  }
  void act(Action a) {
    layout_.actions.push_back(a);
    for (Id id : {a.a, a.b, a.c})
      if (id != kNone) read_[root_.contains(id) ? root_[id] : id] = layout_.actions.size();
    if (written_[a.out] == 0) written_[a.out] = layout_.actions.size();
  }

  bool unary(const Step& s) {
    const Shape& a = shape(s.a);
    if (!is_contiguous(a) && a.dims > 2) return false;  // whose results may have other strides
    const Shape out = contiguous(a.dims, a.sizes);
    Loop loop;
    if (!flatten(out, {a.strides, out.strides}, loop) || (loop.columns > 1 && loop.column[0] != 1)) return false;
    const auto run = unary_loop(s.what);
    if (run == nullptr || !made(s.out, out)) return false;
    act({run, s.out, s.a, kNone, kNone, loop.rows, loop.columns, loop.row[1], loop.row[0], 0, 0, false, false, false, 0, 0, false});
    return true;
  }

  bool binary(const Step& s) {
    const Shape &a = shape(s.a), &b = shape(s.b);
    Shape out;
    out.dims = std::max(a.dims, b.dims);
    for (int d = 1; d <= out.dims; ++d) {
      const int64_t x = d <= a.dims ? a.sizes[a.dims - d] : 1, y = d <= b.dims ? b.sizes[b.dims - d] : 1;
      out.sizes[out.dims - d] = x == 1 ? y : x;
    }
    if ((!is_contiguous(a) || !is_contiguous(b)) && out.dims > 2) return false;
    out = contiguous(out.dims, out.sizes);
    Strides strides(3);
    Loop loop;
    if (!spread(a, out, strides[0]) || !spread(b, out, strides[1])) return false;
    strides[2] = out.strides;
    if (!flatten(out, strides, loop) || loop.column[0] > 1 || loop.column[1] > 1) return false;
    const bool one = loop.columns == 1;
    const bool repeats_a = !one && loop.column[0] == 0, repeats_b = !one && loop.column[1] == 0;
    if (!made(s.out, out)) return false;
    act({binary_loop(s.what, repeats_a, repeats_b), s.out, s.a, s.b, kNone, loop.rows, loop.columns, loop.row[2], loop.row[0], loop.row[1], 0,
         repeats_a, repeats_b, false, 0, 0, false});
    return true;
  }

  bool product(const Step& s) {
    const Shape &x = shape(s.a), &w = shape(s.b);
    const bool transposed = s.what == Do::Linear;
    if (x.dims != 2 || w.dims != 2 || !is_contiguous(x) || !is_contiguous(w)) return false;
    const int64_t rows = x.sizes[0], inner = x.sizes[1], columns = w.sizes[transposed ? 0 : 1];
    if (w.sizes[transposed ? 1 : 0] != inner || inner == 0 || (columns == 1 && !transposed)) return false;
    if (rows * columns * inner > kMostProducts || product_loop() == nullptr) return false;
    const Shape out = contiguous(2, {rows, columns});
    std::array<int64_t, kMostDims> bias{};
    if (s.c != kNone && (!spread(shape(s.c), out, bias) || bias[1] > 1)) return false;
    if (!made(s.out, out)) return false;
    const bool repeats = columns > 1 && bias[1] == 0;
    act({product_loop(), s.out, s.a, s.b, s.c, rows, columns, columns, inner, 0, bias[0], false, false, repeats, 0, inner, transposed});
    return true;
  }

  bool cat(const Step& s) {
    Shape out = shape(s.parts[0]);
    const int64_t dim = s.dim < 0 ? s.dim + out.dims : s.dim;
    if (dim < 0 || dim >= out.dims) return false;
    out.sizes[dim] = 0;
    for (Id id : s.parts) {
      const Shape& part = shape(id);
      if (part.dims != out.dims || part.items() == 0) return false;
      for (int d = 0; d < out.dims; ++d)
        if (d != dim && part.sizes[d] != out.sizes[d]) return false;
      if (out.dims > 2 && (!is_contiguous(part) || out.dims > 3)) return false;
      out.sizes[dim] += part.sizes[dim];
    }
    out = contiguous(out.dims, out.sizes);
    if (!made(s.out, out)) return false;
    int64_t at = 0;
    for (Id id : s.parts) {
      const Shape& part = shape(id);
      Loop loop;
      if (!flatten(part, {part.strides, out.strides}, loop)) return false;
      if (loop.columns > 1 && (loop.column[0] != 1 || loop.column[1] != 1)) return false;
      act({copy_loop(false), s.out, id, kNone, kNone, loop.rows, loop.columns, loop.row[1], loop.row[0], 0, 0, false, false, false, at, 0, false});
      at += part.sizes[dim] * out.strides[dim];
    }
    return true;
  }

  bool viewed(const Step& s, const Shape& view, Place place) {
    shapes_[s.out] = view;
    root_[s.out] = root_.contains(s.a) ? root_[s.a] : s.a;
    layout_.places.push_back(place);
    return true;
  }
  bool chunk(const Step& s) {
    Shape view = shape(s.a);
    const int64_t dim = s.dim < 0 ? s.dim + view.dims : s.dim;
    if (dim < 0 || dim >= view.dims || view.sizes[dim] == 0) return false;
    const int64_t whole = view.sizes[dim], size = (whole + s.count - 1) / s.count, first = size * s.index.value;
    if ((whole + size - 1) / size != s.count) return false;  // fewer parts
    view.sizes[dim] = std::min(size, whole - first);
    return viewed(s, view, {s.out, s.a, first * view.strides[dim]});
  }
  bool select(const Step& s) {
    Shape view = shape(s.a);
    const int64_t dim = s.dim < 0 ? s.dim + view.dims : s.dim;
    if (dim < 0 || dim >= view.dims) return false;
    const Place place{s.out, s.a, 0, s.index, view.strides[dim], view.sizes[dim]};
    std::copy(view.sizes.begin() + dim + 1, view.sizes.end(), view.sizes.begin() + dim);
    std::copy(view.strides.begin() + dim + 1, view.strides.end(), view.strides.begin() + dim);
    --view.dims;
    view.sizes[view.dims] = view.strides[view.dims] = 0;
    return viewed(s, view, place);
  }

  // Inputs of the result's size that are read no later than it is begun; in the same step only item by item.
  std::vector<size_t> spares(Id id) const {
    std::vector<size_t> found;
    for (size_t k = 0; k < run_.inputs.size(); ++k) {
      const Id in = run_.inputs[k].id;
      if (!(layout_.inputs[k] == shapes_[id]) || read_[in] > written_[id]) continue;
      const Action& writes = layout_.actions[written_[id] - 1];
      const bool itself = read_[in] == written_[id];
      if (!itself || (writes.inner == 0 && writes.out_offset == 0 && reads_in_place(writes, in))) found.push_back(k);
    }
    return found;
  }
  bool reads_in_place(const Action& x, Id in) const {
    const auto is_view_of_it = [&](Id id) { return root_.contains(id) && root_.at(id) == in; };
    return (x.a == in || x.b == in) && x.loop != copy_loop(false) && !is_view_of_it(x.a) && !is_view_of_it(x.b);
  }

  const Run& run_;
  Layout& layout_;
  std::vector<Shape> shapes_;
  std::vector<size_t> written_, read_;  // the first action that writes a value, the last that reads it; from 1
  std::unordered_map<Id, uint16_t> is_output_;
  std::unordered_map<Id, Id> root_;     // what a view is of
};

}  // namespace

Layout lay_out(const Run& run, std::vector<Shape> inputs) {
  Layout layout;
  layout.inputs = std::move(inputs);
  layout.runs = Writer(run, layout).write();
  return layout;
}

}  // namespace anabranch::aten::fused
