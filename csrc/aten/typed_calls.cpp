// Typed calls: the operator's own C++ function, without a stack of IValues, for the signatures that programs use most.
// A signature is spelled as a string: one letter an argument, '>', one letter a result.
#include "aten/below_autograd.h"
#include "aten/handle.h"
#include "aten/spare.h"

#include <ATen/core/ivalue.h>

#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace anabranch::aten {

namespace {

using at::Tensor;
using c10::IValue;

// How one argument leaves its IValue. Arguments that need a place to live in keep it in `Hold`.
template <class T>
struct Arg;
template <>
struct Arg<const Tensor&> {
  explicit Arg(IValue& v) : value(v) {
    if (C10_UNLIKELY(!v.isTensor())) wrap_number(v);
  }
  const Tensor& get() { return value.toTensor(); }
  IValue& value;
};
template <>
struct Arg<Tensor&> {
  explicit Arg(IValue& v) : value(v) {}
  Tensor& get() { return value.toTensor(); }
  IValue& value;
};
template <>
struct Arg<const c10::Scalar&> {
  explicit Arg(IValue& v) : value(v.toScalar()) {}
  const c10::Scalar& get() { return value; }
  c10::Scalar value;
};
template <>
struct Arg<const std::optional<Tensor>&> {
  explicit Arg(IValue& v) : value(v.isNone() ? std::optional<Tensor>() : std::optional<Tensor>(std::move(v).toTensor())) {}
  const std::optional<Tensor>& get() { return value; }
  std::optional<Tensor> value;
};
template <>
struct Arg<at::TensorList> {
  explicit Arg(IValue& v) : value(std::move(v).toTensorVector()) {}
  at::TensorList get() { return value; }
  std::vector<Tensor> value;
};
template <>
struct Arg<c10::IntArrayRef> {
  explicit Arg(IValue& v) : value(v.toDimVector()) {}
  c10::IntArrayRef get() { return value; }
  at::DimVector value;
};
template <>
struct Arg<c10::SymIntArrayRef> {
  explicit Arg(IValue& v) : value(v.toDimVector()) {}
  c10::SymIntArrayRef get() { return c10::fromIntArrayRefSlow(value); }
  at::DimVector value;
};
template <class T>
struct Plain {
  explicit Plain(T v) : value(std::move(v)) {}
  T get() { return value; }
  T value;
};
template <>
struct Arg<int64_t> : Plain<int64_t> {
  explicit Arg(IValue& v) : Plain(v.toInt()) {}
};
template <>
struct Arg<c10::SymInt> : Plain<c10::SymInt> {
  explicit Arg(IValue& v) : Plain(v.toInt()) {}
};
template <>
struct Arg<bool> : Plain<bool> {
  explicit Arg(IValue& v) : Plain(v.toBool()) {}
};
template <>
struct Arg<double> : Plain<double> {
  explicit Arg(IValue& v) : Plain(v.toDouble()) {}
};
template <>
struct Arg<std::optional<at::ScalarType>> : Plain<std::optional<at::ScalarType>> {
  explicit Arg(IValue& v) : Plain(v.isNone() ? value_type() : value_type(v.toScalarType())) {}
  using value_type = std::optional<at::ScalarType>;
};
template <>
struct Arg<std::optional<c10::SymInt>> : Plain<std::optional<c10::SymInt>> {
  explicit Arg(IValue& v) : Plain(v.isNone() ? value_type() : value_type(v.toInt())) {}
  using value_type = std::optional<c10::SymInt>;
};

// The shape of the operator that does the same in place.
template <class Sig>
struct InPlace {
  static constexpr bool exists = false;
};
template <class... A>
struct InPlace<Tensor(const Tensor&, A...)> {
  static constexpr bool exists = true;
  // The first argument with the result in it, or nothing.
  template <class... Held>
  static std::optional<Tensor> call(const Handle& handle, IValue& first, Held&&... rest) {
    const Spare spare(first);
    if (!spare.is_there() || !(spare.fits(rest) && ...) || !may_reuse()) return std::nullopt;
    Tensor made = std::move(first).toTensor();
    reinterpret_cast<const c10::TypedOperatorHandle<Tensor&(Tensor&, A...)>&>(*handle.twin).call(made, rest...);
    return made;
  }
};

template <class Sig>
struct Typed;
template <class R, class... A>
struct Typed<R(A...)> {
  template <size_t... I>
  static R invoke(const vm::Operator& self, IValue* args, std::index_sequence<I...>) {
    std::tuple<Arg<A>...> held(args[I]...);
    // The typed handle is the untyped one: `typed` only checks, and typed_call checked.
    const Handle& handle = handle_of(self);
    auto& op = reinterpret_cast<const c10::TypedOperatorHandle<R(A...)>&>(handle.op);
    Differentiation asked;
    (asked.see(std::get<I>(held).get()), ...);
    if (!asked.may_skip()) return op.call(std::get<I>(held).get()...);
    const c10::impl::ExcludeDispatchKeyGuard guard(handle.of_autograd);
    if constexpr (InPlace<R(A...)>::exists) {
      if (handle.twin) {
        const auto rest = [&](auto& first, auto&... others) { return InPlace<R(A...)>::call(handle, first.value, others.get()...); };
        if (std::optional<Tensor> made = rest(std::get<I>(held)...)) return *std::move(made);
      }
    }
    return op.call(std::get<I>(held).get()...);
  }
  static void call(const vm::Operator& self, IValue* args, IValue* out) {
    *out = IValue(invoke(self, args, std::index_sequence_for<A...>()));
  }
  static void check(const c10::OperatorHandle& op) { op.typed<R(A...)>(); }
};

struct Entry {
  vm::Operator::Call call;
  void (*check)(const c10::OperatorHandle&);
};
template <class Sig>
constexpr Entry entry() {
  return {Typed<Sig>::call, Typed<Sig>::check};
}

using T = const Tensor&;
using W = Tensor&;  // written in place
using S = const c10::Scalar&;
using O = const std::optional<Tensor>&;
using Lists = at::TensorList;
using Ints = c10::IntArrayRef;
using SymInts = c10::SymIntArrayRef;
using Sym = c10::SymInt;
using MaybeSym = std::optional<c10::SymInt>;
using MaybeDtype = std::optional<at::ScalarType>;
using I = int64_t;

const std::unordered_map<std::string_view, Entry>& table() {
  static const auto& rows = *new std::unordered_map<std::string_view, Entry>{
      {"T>T", entry<Tensor(T)>()},                // tanh, relu, neg, t, detach …
      {"TT>T", entry<Tensor(T, T)>()},            // mul, matmul, mm, eq …
      {"TTT>T", entry<Tensor(T, T, T)>()},        // where, lerp
      {"TTS>T", entry<Tensor(T, T, S)>()},        // add, sub
      {"TS>T", entry<Tensor(T, S)>()},            // mul.Scalar, pow.Tensor_Scalar, gt.Scalar
      {"TSS>T", entry<Tensor(T, S, S)>()},        // add.Scalar, clamp's cousins
      {"TTTSS>T", entry<Tensor(T, T, T, S, S)>()},  // addmm
      {"TTO>T", entry<Tensor(T, T, O)>()},        // linear
      {"W>W", entry<Tensor&(W)>()},               // relu_, zero_
      {"WT>W", entry<Tensor&(W, T)>()},           // mul_
      {"WTS>W", entry<Tensor&(W, T, S)>()},       // add_
      {"WS>W", entry<Tensor&(W, S)>()},           // fill_, mul_.Scalar
      {"WSS>W", entry<Tensor&(W, S, S)>()},       // add_.Scalar
      {"WTb>W", entry<Tensor&(W, T, bool)>()},    // copy_
      {"Li>T", entry<Tensor(Lists, I)>()},        // cat, stack
      {"Tii>L", entry<std::vector<Tensor>(T, I, I)>()},   // chunk
      {"TIi>L", entry<std::vector<Tensor>(T, Sym, I)>()},  // split.Tensor
      {"Ti>L", entry<std::vector<Tensor>(T, I)>()},       // unbind.int
      {"Ti>T", entry<Tensor(T, I)>()},            // unsqueeze, squeeze.dim
      {"TI>T", entry<Tensor(T, Sym)>()},
      {"TiI>T", entry<Tensor(T, I, Sym)>()},      // select.int
      {"Tii>T", entry<Tensor(T, I, I)>()},        // transpose.int
      {"TiMMI>T", entry<Tensor(T, I, MaybeSym, MaybeSym, Sym)>()},  // slice.Tensor
      {"TN>T", entry<Tensor(T, SymInts)>()},      // view, reshape
      {"TNb>T", entry<Tensor(T, SymInts, bool)>()},  // expand
      {"Tn>T", entry<Tensor(T, Ints)>()},         // permute
      {"Td>T", entry<Tensor(T, MaybeDtype)>()},   // sum, mean
      {"Tid>T", entry<Tensor(T, I, MaybeDtype)>()},  // softmax.int, cumsum
      {"Tfb>T", entry<Tensor(T, double, bool)>()},   // dropout
      {"Tib>T", entry<Tensor(T, I, bool)>()},     // argsort and friends
      {"Ti>i", entry<int64_t(T, I)>()},           // size.int
      {"T>b", entry<bool(T)>()},                  // is_nonzero
  };
  return rows;
}

char letter(const c10::Argument& arg, bool written) {
  const c10::Type& type = *arg.real_type();
  const auto element = [&] { return type.containedTypes().at(0)->kind(); };
  switch (type.kind()) {
    case c10::TypeKind::TensorType: return written ? 'W' : 'T';
    case c10::TypeKind::NumberType: return 'S';
    case c10::TypeKind::IntType: return 'i';
    case c10::TypeKind::SymIntType: return 'I';
    case c10::TypeKind::BoolType: return 'b';
    case c10::TypeKind::FloatType: return 'f';
    case c10::TypeKind::ListType:
      if (element() == c10::TypeKind::TensorType) return 'L';
      if (element() == c10::TypeKind::IntType) return 'n';
      return element() == c10::TypeKind::SymIntType ? 'N' : '?';
    case c10::TypeKind::OptionalType:
      if (element() == c10::TypeKind::TensorType) return 'O';
      if (element() == c10::TypeKind::ScalarTypeType) return 'd';
      return element() == c10::TypeKind::SymIntType ? 'M' : '?';
    default: return '?';
  }
}

std::string signature(const c10::FunctionSchema& schema) {
  std::string text;
  const auto written = [](const c10::Argument& a) { return a.alias_info() != nullptr && a.alias_info()->isWrite(); };
  for (const c10::Argument& a : schema.arguments()) text += letter(a, written(a));
  text += '>';
  for (const c10::Argument& r : schema.returns()) text += letter(r, written(r));
  return text;
}

// Of floats they give floats of the same dtype, item by item: what the in-place form writes is what the other one gives.
const std::unordered_set<std::string_view>& item_by_item() {
  static const auto& names = *new std::unordered_set<std::string_view>{
      "aten::abs", "aten::neg", "aten::exp", "aten::log", "aten::sqrt", "aten::rsqrt", "aten::reciprocal", "aten::sin", "aten::cos",
      "aten::sigmoid", "aten::tanh", "aten::relu", "aten::add", "aten::sub", "aten::mul", "aten::div"};
  return names;
}

const Entry* typed_entry(const c10::OperatorHandle& op, const std::string& shape) try {
  auto row = table().find(shape);
  if (row == table().end()) return nullptr;
  row->second.check(op);
  return &row->second;
} catch (const c10::Error&) {
  return nullptr;  // its C++ function has another shape than its schema says
}

}  // namespace

std::optional<c10::OperatorHandle> twin_of(const c10::OperatorHandle& op) {
  const c10::FunctionSchema& schema = op.schema();
  if (!item_by_item().contains(schema.name())) return std::nullopt;
  std::string shape = signature(schema);
  if (shape.front() != 'T' || !shape.ends_with(">T")) return std::nullopt;
  shape.front() = shape.back() = 'W';
  auto twin = c10::Dispatcher::singleton().findSchema({schema.name() + "_", schema.overload_name()});
  return twin && signature(twin->schema()) == shape && typed_entry(*twin, shape) ? twin : std::nullopt;
}

vm::Operator::Call typed_call(const c10::OperatorHandle& op) {
  if (op.schema().getNamespace() != std::string_view("aten")) return nullptr;
  if (op.hasKernelForDispatchKey(c10::DispatchKey::AutogradCPU)) return nullptr;  // somebody's own, to be called always
  const Entry* entry = typed_entry(op, signature(op.schema()));
  return entry == nullptr ? nullptr : entry->call;
}

}  // namespace anabranch::aten
