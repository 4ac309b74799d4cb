#include "aten/fused.h"

#include "aten/below_autograd.h"
#include "aten/fused_layout.h"
#include "aten/plain.h"
#include "aten/spare.h"

#include "base/spinlock.h"

#include <ATen/Context.h>

#include <atomic>
#include <memory>
#include <mutex>

namespace anabranch::aten {

namespace {

using namespace fused;
using c10::IValue;

constexpr int kMostLayouts = 8;  // sizes that one run is laid out for; with others it goes operator by operator

// A thread's memory for what does not outlive a run.
float* scratch(int64_t floats) {
  struct Free {
    void operator()(float* p) const { std::free(p); }
  };
  thread_local std::unique_ptr<float, Free> memory;
  thread_local int64_t size = 0;
  if (floats > size) {
    memory.reset(static_cast<float*>(std::aligned_alloc(64, static_cast<size_t>(floats) * sizeof(float) * 2)));
    if (memory == nullptr) throw std::bad_alloc();
    size = floats * 2;
  }
  return memory.get();
}

// Products of floats as BLAS has them: unless the user allows fewer bits.
bool multiplies_exactly() {
  const auto p = at::globalContext().float32Precision(at::Float32Backend::MKLDNN, at::Float32Op::MATMUL);
  return p != at::Float32Precision::BF16 && p != at::Float32Precision::TF32;
}

at::Tensor empty(const Shape& s) {
  const auto bytes = static_cast<size_t>(s.items()) * sizeof(float);
  auto* allocator = c10::GetCPUAllocator();
  auto storage = c10::make_intrusive<c10::StorageImpl>(c10::StorageImpl::use_byte_size_t(), bytes, allocator->allocate(bytes), allocator, true);
  auto made = at::detail::make_tensor<c10::TensorImpl>(std::move(storage), c10::DispatchKeySet(c10::DispatchKey::CPU), caffe2::TypeMeta::Make<float>());
  made.unsafeGetTensorImpl()->set_sizes_contiguous({s.sizes.data(), static_cast<size_t>(s.dims)});
  return made;
}

float number(const Number& n, const int64_t* raw) {
  if (n.is_constant) return n.constant;
  const int64_t bits = raw[n.from.index()];
  return n.from.kind() == vm::OperandKind::Float ? static_cast<float>(std::bit_cast<double>(bits)) : static_cast<float>(bits);
}

class FusedRun final : public vm::Fused {
 public:
  FusedRun(const vm::ProgramData& data, fused::Run run) : run_(std::move(run)) {
    for (const Input& in : run_.inputs) constants_.push_back(in.from.kind() == vm::OperandKind::Const ? data.constants[in.from.index()] : IValue());
  }
  ~FusedRun() override {
    for (const Layout* l = layouts_.load(std::memory_order_relaxed); l != nullptr; delete std::exchange(l, l->next)) {}
  }

  const void* match(const IValue* values, const int64_t*) const override {
    Plain plain;
    for (size_t k = 0; k < run_.inputs.size(); ++k) {
      const IValue& v = input(k, values);
      if (!v.isTensor() || !plain.admits(v.toTensor())) return nullptr;
    }
    if (!plain.may_skip() || (run_.multiplies && !multiplies_exactly())) return nullptr;
    const Layout* found = layout(values);
    return found != nullptr && found->runs ? found : nullptr;
  }

  bool run(const void* how, IValue* values, const int64_t* raw) const override {
    const auto& layout = *static_cast<const Layout*>(how);
    thread_local std::vector<float*> at;
    thread_local std::vector<float> numbers;
    at.resize(run_.n_values);
    numbers.resize(run_.numbers.size());
    for (size_t k = 0; k < run_.inputs.size(); ++k)
      at[run_.inputs[k].id] = const_cast<float*>(static_cast<const float*>(input(k, values).toTensor().unsafeGetTensorImpl()->data()));
    for (size_t k = 0; k < numbers.size(); ++k) {
      numbers[k] = number(run_.numbers[k], raw);
      at[run_.numbers[k].id] = &numbers[k];
    }
    for (const Place& p : layout.places)
      if (p.stride > 0 && !index_fits(p, raw)) return false;
    std::array<IValue, 8> results;
    for (size_t k = 0; k < layout.results.size(); ++k) {
      results[k] = result(layout.results[k], values);
      at[layout.results[k].id] = static_cast<float*>(results[k].toTensor().unsafeGetTensorImpl()->mutable_data());
    }
    float* const memory = scratch(layout.scratch);
    for (const Place& p : layout.places) at[p.id] = (p.base == kNone ? memory : at[p.base]) + p.offset + index(p, raw) * p.stride;
    for (const Action& a : layout.actions) a.loop(a, at.data());
    for (uint16_t reg : run_.emptied) values[reg] = IValue();
    for (size_t k = 0; k < layout.results.size(); ++k) values[layout.results[k].reg] = std::move(results[k]);
    return true;
  }

 private:
  const IValue& input(size_t k, const IValue* values) const {
    const vm::Operand from = run_.inputs[k].from;
    return from.kind() == vm::OperandKind::Const ? constants_[k] : values[from.index()];
  }

  static int64_t index(const Place& p, const int64_t* raw) {
    const int64_t at = p.index.reg < 0 ? p.index.value : raw[p.index.reg];
    return at < 0 ? at + p.size : at;
  }
  static bool index_fits(const Place& p, const int64_t* raw) {
    const int64_t at = index(p, raw);
    return at >= 0 && at < p.size;
  }

  // In the memory of an argument that goes with the run, or in its own.
  IValue result(const Result& r, IValue* values) const {
    for (size_t k : r.spares) {
      if (!run_.inputs[k].dies) continue;
      IValue& v = values[run_.inputs[k].from.index()];
      if (Spare(v).is_there()) return std::move(v);
    }
    return empty(r.shape);
  }

  const Layout* layout(const IValue* values) const {
    int count = 0;
    for (const Layout* l = layouts_.load(std::memory_order_acquire); l != nullptr; l = l->next, ++count)
      if (is_for(*l, values)) return l;
    return count < kMostLayouts ? add(values) : nullptr;
  }
  bool is_for(const Layout& l, const IValue* values) const {
    for (size_t k = 0; k < l.inputs.size(); ++k) {
      const c10::IntArrayRef sizes = input(k, values).toTensor().sizes();
      if (static_cast<int>(sizes.size()) != l.inputs[k].dims || !std::equal(sizes.begin(), sizes.end(), l.inputs[k].sizes.begin())) return false;
    }
    return true;
  }
  const Layout* add(const IValue* values) const {
    std::vector<Shape> shapes;
    for (size_t k = 0; k < run_.inputs.size(); ++k) {
      const at::Tensor& t = input(k, values).toTensor();
      Shape s;
      s.dims = static_cast<int>(t.dim());
      std::copy(t.sizes().begin(), t.sizes().end(), s.sizes.begin());
      std::copy(t.strides().begin(), t.strides().end(), s.strides.begin());
      shapes.push_back(s);
    }
    auto made = std::make_unique<Layout>(lay_out(run_, std::move(shapes)));
    made->next = layouts_.load(std::memory_order_relaxed);
    while (!layouts_.compare_exchange_weak(made->next, made.get(), std::memory_order_release, std::memory_order_relaxed)) {}
    return made.release();
  }

  const fused::Run run_;
  std::vector<IValue> constants_;  // by input
  mutable std::atomic<const Layout*> layouts_{nullptr};
};

}  // namespace

std::unique_ptr<vm::Fused> fuse(const vm::ProgramData& data, const vm::Instr* first, size_t count) {
  auto run = fused::read_run(data, first, count);
  if (!run || run->outputs.size() > 8) return nullptr;
  return std::make_unique<FusedRun>(data, *std::move(run));
}

}  // namespace anabranch::aten
