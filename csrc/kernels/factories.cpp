// `torch.tensor` and `torch.as_tensor` of numbers, nested lists and tuples: the shape and the dtype follow from the data.
#include "containers.h"
#include "tensor_support.h"

#include <ATen/ATen.h>
#include <ATen/Dispatch.h>

namespace anabranch::kernels {
namespace {

bool is_sequence(const IValue& v) { return v.isList() || v.isTuple(); }
std::vector<IValue> sequence(const IValue& v) {
  vm::check_depth("while making a tensor");
  if (v.isList()) return items_of(v);
  const auto& elements = v.toTupleRef().elements();
  return std::vector<IValue>(elements.begin(), elements.end());
}
// A string counts as a sequence of strings, which has no end.
void find_shape(const IValue& data, std::vector<int64_t>& shape) {
  if (data.isString() && shape.empty()) raise("TypeError", "new(): invalid data type 'str'");
  if (data.isString() && !data.toStringRef().empty()) value_error("too many dimensions 'str'");
  if (data.isTensor()) {
    shape.insert(shape.end(), data.toTensor().sizes().begin(), data.toTensor().sizes().end());
  } else if (is_sequence(data)) {
    const auto items = sequence(data);
    shape.push_back(static_cast<int64_t>(items.size()));
    if (!items.empty()) find_shape(items[0], shape);
  }
}
bool is_number(const IValue& v) { return v.isInt() || v.isDouble() || v.isBool() || v.isComplexDouble(); }
at::ScalarType type_of(const IValue& v) {
  if (v.isTensor()) return v.toTensor().scalar_type();
  if (v.isString()) raise("TypeError", "new(): invalid data type 'str'");
  if (!is_number(v)) raise("RuntimeError", std::string("Could not infer dtype of ") + vm::type_name(v));
  if (v.isBool()) return at::kBool;
  if (v.isInt()) return at::kLong;
  return v.isDouble() ? at::typeMetaToScalarType(at::get_default_dtype()) : at::typeMetaToScalarType(at::get_default_complex_dtype());
}
// The dtype of nested data, nullopt where it has no element.
std::optional<at::ScalarType> infer_type(const IValue& data) {
  if (!is_sequence(data)) return type_of(data);
  std::optional<at::ScalarType> r;
  for (const IValue& item : sequence(data)) {
    const auto t = infer_type(item);
    if (t) r = r ? at::promoteTypes(*r, *t) : *t;
  }
  return r;
}
at::ScalarType element_type(const c10::TypePtr& t) {
  switch (t->kind()) {
    case c10::TypeKind::IntType: return at::kLong;
    case c10::TypeKind::BoolType: return at::kBool;
    case c10::TypeKind::ListType: return element_type(t->castRaw<c10::ListType>()->getElementType());
    default: return at::typeMetaToScalarType(at::get_default_dtype());
  }
}
[[noreturn]] void no_number(const IValue& v, at::ScalarType wanted) {
  const std::string type = vm::type_name(v);
  if (at::isIntegralType(wanted, true)) raise("TypeError", "'" + type + "' object cannot be interpreted as an integer");
  raise("TypeError", "must be real number, not " + type);
}
// Nothing is cut off or wrapped round where a dtype is asked for that the number does not fit.
c10::Scalar number(const IValue& v, at::ScalarType wanted) {
  if (!v.isTensor() && !is_number(v)) no_number(v, wanted);
  const c10::Scalar s = v.isTensor() ? v.toTensor().item() : v.toScalar();
  if (s.isComplex() && !at::isComplexType(wanted) && wanted != at::kBool) no_number(s, wanted);
  if (at::isIntegralType(wanted, false)) AT_DISPATCH_INTEGRAL_TYPES(wanted, "tensor", [&] { s.to<scalar_t>(); });
  return s;
}
// Element by element, so that of two errors the first in the data is raised.
void collect(const IValue& data, size_t depth, const std::vector<int64_t>& shape, at::ScalarType wanted, std::vector<c10::Scalar>& out) {
  if (depth == shape.size()) return out.push_back(number(data, wanted));
  if (!is_sequence(data)) data.isString() ? no_number(data, wanted) : raise("TypeError", "not a sequence");
  const auto items = sequence(data);
  if (static_cast<int64_t>(items.size()) != shape[depth]) {
    value_error("expected sequence of length " + std::to_string(shape[depth]) + " at dim " + std::to_string(depth) + " (got " + std::to_string(items.size()) + ")");
  }
  for (const IValue& item : items) collect(item, depth + 1, shape, wanted, out);
}
template <class T>
void fill(at::Tensor& t, const std::vector<c10::Scalar>& values) {
  T* to = t.mutable_data_ptr<T>();
  for (const c10::Scalar& s : values) *to++ = s.to<T>();
}
at::Tensor from_scalars(const std::vector<c10::Scalar>& values, const std::vector<int64_t>& shape, at::ScalarType wide) {
  at::Tensor t = at::empty(shape, wide);
  if (wide == at::kDouble) fill<double>(t, values);
  else if (wide == at::kComplexDouble) fill<complex>(t, values);
  else if (wide == at::kBool) fill<bool>(t, values);
  else fill<int64_t>(t, values);
  return t;
}
at::ScalarType widest(at::ScalarType t) {
  if (t == at::kBool) return at::kBool;
  if (at::isComplexType(t)) return at::kComplexDouble;
  return at::isFloatingType(t) ? at::kDouble : at::kLong;
}
// The dtype that the data ask for; of no elements it is the list's type.
at::ScalarType natural_type(const IValue& data) {
  const auto inferred = infer_type(data);
  if (inferred) return *inferred;
  return data.isList() ? element_type(data.toList().elementType()) : at::typeMetaToScalarType(at::get_default_dtype());
}
at::Tensor from_nested(const IValue& data, std::optional<at::ScalarType> asked) {
  std::vector<int64_t> shape;
  find_shape(data, shape);
  const at::ScalarType wanted = asked ? *asked : natural_type(data);
  std::vector<c10::Scalar> values;
  if (data.isTensor() || std::find(shape.begin(), shape.end(), 0) == shape.end()) collect(data, 0, shape, wanted, values);
  // Each number goes straight to its kind, so that an int beside floats keeps its last digits; a bool is the truth of all of it.
  return from_scalars(values, shape, widest(wanted == at::kBool ? natural_type(data) : wanted)).to(wanted);
}
std::optional<at::Device> device_of(const IValue& v) { return v.isNone() ? std::nullopt : std::optional(v.toDevice()); }

at::Tensor tensor_from(const IValue& data, const IValue& dtype, const IValue& device) {
  at::AutoDispatchBelowADInplaceOrView guard;  // new data: nothing for autograd to see
  at::Tensor t = from_nested(data, dtype_of(dtype));
  const auto to = device_of(device);
  return to ? t.to(*to) : t;
}

KERNEL(tensor_new) {
  at::Tensor t = tensor_from(args[0], args[1], args[2]);
  if (args[3].toBool()) t.set_requires_grad(true);
  *out = std::move(t);
}
at::Tensor moved(const at::Tensor& t, const IValue& dtype, const IValue& device) {
  const at::ScalarType to = dtype_of(dtype).value_or(t.scalar_type());
  return t.to(device_of(device).value_or(t.device()), to);
}
KERNEL(tensor_copy) {
  at::Tensor t = moved(args[0].toTensor().detach().clone(), args[1], args[2]);
  if (args[3].toBool()) t.set_requires_grad(true);
  *out = std::move(t);
}
KERNEL(as_tensor) { *out = moved(args[0].toTensor(), args[1], args[2]); }
KERNEL(as_tensor_new) {
  *out = tensor_from(args[0], args[1], args[2]);
}

}  // namespace
}  // namespace anabranch::kernels
