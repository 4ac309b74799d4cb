// Asking tensors what they are, and operators that torch keeps outside its dispatcher.
#include "containers.h"
#include "tensor_support.h"

#include <ATen/ATen.h>
#include <ATen/ExpandUtils.h>
#include <c10/core/GradMode.h>

namespace anabranch::kernels {
namespace {

const at::Tensor& tensor(const IValue& v) { return v.toTensor(); }
IValue ints(at::IntArrayRef values) { return c10::List<int64_t>(values); }

#define ASK(symbol, expression)                  \
  KERNEL(symbol) {                               \
    const at::Tensor& t = tensor(args[0]);       \
    *out = expression;                           \
  }
ASK(tensor_dtype, static_cast<int64_t>(t.scalar_type()))
ASK(tensor_device, t.device())
ASK(tensor_layout, static_cast<int64_t>(t.layout()))
ASK(tensor_requires_grad, t.requires_grad())
ASK(tensor_is_cpu, t.is_cpu())
ASK(tensor_is_cuda, t.is_cuda())
ASK(tensor_is_ipu, t.is_ipu())
ASK(tensor_is_maia, t.is_maia())
ASK(tensor_is_meta, t.is_meta())
ASK(tensor_is_mkldnn, t.is_mkldnn())
ASK(tensor_is_mps, t.is_mps())
ASK(tensor_is_mtia, t.is_mtia())
ASK(tensor_is_nested, t.is_nested())
ASK(tensor_is_quantized, t.is_quantized())
ASK(tensor_is_sparse, t.is_sparse())
ASK(tensor_is_sparse_csr, t.is_sparse_csr())
ASK(tensor_is_vulkan, t.is_vulkan())
ASK(tensor_is_xla, t.is_xla())
ASK(tensor_is_xpu, t.is_xpu())
ASK(tensor_itemsize, static_cast<int64_t>(t.itemsize()))
ASK(tensor_nbytes, static_cast<int64_t>(t.nbytes()))
ASK(tensor_size, ints(t.sizes()))
ASK(tensor_stride, ints(t.strides()))
ASK(tensor_data, t.variable_data())
ASK(tensor_abs, t.abs())
ASK(tensor_is_dense, t.is_non_overlapping_and_dense())
ASK(tensor_mT, t.mT())
ASK(tensor_mH, t.mH())
ASK(tensor_H, t.matrix_H())
ASK(tensor_T, t.numpy_T())
ASK(tensor_cpu, t.cpu())
ASK(tensor_cuda, t.cuda())
ASK(dequantize, t.dequantize())

#undef ASK
KERNEL(tensor_name) { *out = IValue(); }
KERNEL(tensor_grad) {
  const at::Tensor& grad = tensor(args[0]).grad();
  *out = grad.defined() ? IValue(grad) : IValue();
}
KERNEL(tensor_is_like) {
  *out = tensor(args[0]).unsafeGetTensorImpl()->is_strides_like(static_cast<at::MemoryFormat>(args[1].toInt()));
}
KERNEL(tensor_floordiv) {
  *out = at::floor_divide(wrapped(args[0].toScalar()), tensor(args[1]));
}
KERNEL(tensor_iter) {
  if (tensor(args[0]).dim() == 0) raise("TypeError", "iteration over a 0-d tensor");
  *out = tensor(args[0]).unbind(0);
}
KERNEL(tensor_len) {
  if (tensor(args[0]).dim() == 0) raise("TypeError", "len() of a 0-d tensor");
  *out = tensor(args[0]).size(0);
}
KERNEL(tensor_contains) { *out = tensor(args[0]).eq(tensor(args[1])).any().is_nonzero(); }
KERNEL(tensor_contains_number) { *out = tensor(args[0]).eq(args[1].toScalar()).any().is_nonzero(); }

// --- tolist: the annotation's number of dimensions and element (int, float, bool, complex), as the compiler read it

template <class T>
IValue row(const at::Tensor& t) {
  c10::List<T> r;
  r.reserve(t.numel());
  for (int64_t i = 0; i < t.numel(); ++i) r.push_back(t.const_data_ptr<T>()[i]);
  return t.dim() == 0 ? IValue(T(r[0])) : IValue(std::move(r));
}
IValue row_of(const at::Tensor& t, int64_t element) {
  switch (element) {
    case 0: return row<int64_t>(t.to(at::kLong));
    case 1: return row<double>(t.to(at::kDouble));
    case 2: return row<bool>(t);
    default: return row<complex>(t.to(at::kComplexDouble));
  }
}
c10::TypePtr list_type(int64_t dims, int64_t element) {
  static const c10::TypePtr elements[] = {c10::IntType::get(), c10::FloatType::get(), c10::BoolType::get(), c10::ComplexType::get()};
  return dims == 0 ? elements[element] : c10::TypePtr(c10::ListType::create(list_type(dims - 1, element)));
}
IValue to_list(const at::Tensor& t, int64_t element) {
  if (t.dim() < 2) return row_of(t, element);
  c10::impl::GenericList r(list_type(t.dim() - 1, element));
  for (int64_t i = 0; i < t.size(0); ++i) r.push_back(to_list(t.select(0, i), element));
  return r;
}
bool has_element(const at::Tensor& t, int64_t element) {
  if (element == 1) return t.is_floating_point();
  if (element == 3) return t.is_complex();
  const bool is_bool = t.scalar_type() == at::kBool;
  return element == 2 ? is_bool : !is_bool && !t.is_floating_point() && !t.is_complex();
}
KERNEL(tensor_tolist) {
  const at::Tensor t = tensor(args[0]).detach().resolve_conj().resolve_neg().cpu().contiguous();
  if (t.dim() != args[1].toInt()) raise("RuntimeError", "tolist(): the tensor has not as many dimensions as the annotation");
  if (!has_element(t, args[2].toInt())) raise("RuntimeError", "tolist(): the tensor holds another type than the annotation says");
  *out = to_list(t, args[2].toInt());
}

// --- sizes

std::vector<int64_t> numbers(const IValue& v) {
  std::vector<int64_t> r;
  const ListView items(v);
  for (const IValue& item : items) r.push_back(item.toInt());
  return r;
}
KERNEL(sizes_copy) { *out = like(args[0], items_of(args[0])); }
KERNEL(sizes_broadcast) { *out = ints(at::infer_size(numbers(args[0]), numbers(args[1]))); }
KERNEL(sizes_if_not_equal) { *out = numbers(args[0]) == numbers(args[1]) ? IValue() : args[0]; }
KERNEL(grad_sum_to_size) {
  *out = args[1].isNone() ? tensor(args[0]) : tensor(args[0]).sum_to_size(numbers(args[1]));
}
KERNEL(tensor_ints) {
  const at::Tensor flat = tensor(args[0]).contiguous().to(at::kLong);
  *out = ints(at::IntArrayRef(flat.const_data_ptr<int64_t>(), flat.numel()));
}
KERNEL(tensor_of_ints) {
  const std::vector<int64_t> values = numbers(args[0]);
  for (const int64_t v : values)
    if (v != static_cast<int32_t>(v)) raise("RuntimeError", "value cannot be converted to type int32 without overflow");
  *out = at::tensor(values, at::kInt);
}

// --- writing and indexing

KERNEL(tensor_copy_) { *out = tensor(args[0]).copy_(tensor(args[1])); }
KERNEL(tensor_copy_number_) { *out = tensor(args[0]).fill_(args[1].toScalar()); }
KERNEL(tensor_split) { *out = tensor(args[0]).split_with_sizes(numbers(args[1]), args[2].toInt()); }
c10::List<std::optional<at::Tensor>> indices(const IValue& v) {
  c10::List<std::optional<at::Tensor>> r;
  const ListView items(v);
  for (const IValue& i : items) r.push_back(i.isNone() ? std::nullopt : std::optional(i.toTensor()));
  return r;
}
KERNEL(tensor_index) { *out = at::index(tensor(args[0]), indices(args[1])); }
KERNEL(tensor_unsafe_index) { *out = at::_unsafe_index(tensor(args[0]), indices(args[1])); }
KERNEL(tensor_index_put) {
  *out = at::index_put(tensor(args[0]), indices(args[1]), tensor(args[2]), args[3].toBool());
}
KERNEL(tensor_unsafe_index_put) {
  *out = at::_unsafe_index_put(tensor(args[0]), indices(args[1]), tensor(args[2]), args[3].toBool());
}
KERNEL(tensor_index_put_) {
  at::Tensor self = tensor(args[0]);
  *out = at::index_put_(self, indices(args[1]), tensor(args[2]), args[3].toBool());
}
KERNEL(tensor_index_put_impl_) {
  at::Tensor self = tensor(args[0]);
  *out = at::_index_put_impl_(self, indices(args[1]), tensor(args[2]), args[3].toBool(), args[4].toBool());
}
IValue dequantized(const IValue& v) {
  if (v.isTensor()) return tensor(v).is_quantized() ? IValue(tensor(v).dequantize()) : v;
  if (!v.isTuple() && !v.isList()) return v;
  Items items;
  if (v.isList()) {
    for (const IValue& item : items_of(v)) items.push_back(dequantized(item));
    return like(v, std::move(items));
  }
  for (const IValue& item : v.toTupleRef().elements()) items.push_back(dequantized(item));
  return c10::ivalue::Tuple::create(std::move(items));
}
KERNEL(dequantize_any) { *out = dequantized(args[0]); }
KERNEL(dequantize_list) { *out = dequantized(args[0]); }

// --- einsum with lists of numbers for letters: operand, list, operand, list … and perhaps the result's list

std::string subscripts(const IValue& list) {
  std::string r;
  for (const int64_t n : numbers(list)) {
    if (n < 0 || n >= 52) value_error("einsum(): subscript in subscript list is not within the valid range [0, 52)");
    r += static_cast<char>(n < 26 ? 'A' + n : 'a' + n - 26);
  }
  return r;
}
KERNEL(einsum_sublist) {
  std::string equation;
  std::vector<at::Tensor> operands;
  for (size_t i = 0; i + 1 < n; i += 2) {
    operands.push_back(tensor(args[i]));
    equation += (i ? "," : "") + subscripts(args[i + 1]);
  }
  if (n % 2 == 1) equation += "->" + subscripts(args[n - 1]);
  *out = at::einsum(equation, operands);
}

// --- initialisation without gradients

template <class F>
IValue without_grad(const IValue& v, F f) {
  c10::NoGradGuard guard;
  at::Tensor t = tensor(v);
  f(t);
  return t;
}
std::optional<at::Generator> generator(const IValue& v) {
  return v.isNone() ? std::nullopt : std::optional(v.toGenerator());
}
KERNEL(no_grad_fill_) { *out = without_grad(args[0], [&](at::Tensor& t) { t.fill_(args[1].toDouble()); }); }
KERNEL(no_grad_zero_) { *out = without_grad(args[0], [](at::Tensor& t) { t.zero_(); }); }
KERNEL(no_grad_normal_) {
  *out = without_grad(args[0], [&](at::Tensor& t) { t.normal_(args[1].toDouble(), args[2].toDouble(), generator(args[3])); });
}
KERNEL(no_grad_uniform_) {
  *out = without_grad(args[0], [&](at::Tensor& t) { t.uniform_(args[1].toDouble(), args[2].toDouble(), generator(args[3])); });
}
KERNEL(no_grad_embedding_renorm_) {
  *out = without_grad(args[0], [&](at::Tensor& t) {
    at::embedding_renorm_(t, tensor(args[1]), args[2].toDouble(), args[3].toDouble());
  });
}
KERNEL(pack_sequence) {
  for (size_t i = 0; i < 4; ++i) out[i] = std::move(args[i]);
}

// --- conversion

IValue converted(const at::Tensor& t, const IValue& to, std::optional<at::Device> device, const IValue& non_blocking, const IValue& copy) {
  const at::ScalarType type = dtype_of(to).value_or(t.scalar_type());
  if (device) return t.to(*device, type, non_blocking.toBool(), copy.toBool());
  return t.to(type, non_blocking.toBool(), copy.toBool());
}
KERNEL(tensor_to_device) {
  const auto device = args[1].isNone() ? std::nullopt : std::optional(args[1].toDevice());
  *out = converted(tensor(args[0]), args[2], device, args[3], args[4]);
}
KERNEL(tensor_to_dtype) { *out = converted(tensor(args[0]), args[1], std::nullopt, args[2], args[3]); }
KERNEL(tensor_to_itself) { *out = converted(tensor(args[0]), IValue(), std::nullopt, args[1], args[2]); }

}  // namespace
}  // namespace anabranch::kernels
