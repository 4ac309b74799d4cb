#include "value_ops.h"

#include "error.h"
#include "program.h"
#include "run.h"
#include "sharing.h"

#include <ATen/core/Tensor.h>
#include <ATen/core/enum_type.h>
#include <ATen/core/jit_type.h>

#include <bit>
#include <cmath>

namespace anabranch::vm {

namespace {

bool is_real_number(const IValue& v) { return v.isInt() || v.isDouble() || v.isBool(); }
int64_t int_of(const IValue& v) { return v.isBool() ? v.toBool() : v.toInt(); }

bool doubles_identical(double a, double b) { return std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b); }
bool identical(const IValue& a, const IValue& b) {
  if (a.isDouble()) return b.isDouble() && doubles_identical(a.toDouble(), b.toDouble());
  if (a.isComplexDouble() && b.isComplexDouble()) {
    const auto x = a.toComplexDouble(), y = b.toComplexDouble();
    return doubles_identical(x.real(), y.real()) && doubles_identical(x.imag(), y.imag());
  }
  return a.isPtrType() && b.isPtrType() && a.is(b);
}

bool reals_equal(const IValue& a, const IValue& b) {
  if (a.isDouble()) return b.isDouble() ? a.toDouble() == b.toDouble() : reals_equal(b, a);
  if (!b.isDouble()) return int_of(a) == int_of(b);
  return !std::isnan(b.toDouble()) && compare(int_of(a), b.toDouble()) == 0;
}
bool numbers_equal(const IValue& a, const IValue& b) {
  if (!a.isComplexDouble()) return b.isComplexDouble() ? numbers_equal(b, a) : reals_equal(a, b);
  if (b.isComplexDouble()) return a.toComplexDouble() == b.toComplexDouble();
  return a.toComplexDouble().imag() == 0 && reals_equal(a.toComplexDouble().real(), b);
}
bool is_number(const IValue& v) { return is_real_number(v) || v.isComplexDouble(); }

constexpr const char* kComparing = "in comparison";
constexpr const char* kHashing = "while hashing an object";

template <class Range>
bool ranges_equal(const Range& x, const Range& y) {
  check_depth(kComparing);
  if (x.size() != y.size()) return false;
  for (size_t i = 0; i < x.size(); ++i)
    if (!same_value(x[i], y[i])) return false;
  return true;
}

bool lists_equal(const IValue& a, const IValue& b) { return ranges_equal(ItemsView(a), ItemsView(b)); }

bool dicts_equal(const HashIndex& x, const HashIndex& y) {
  check_depth(kComparing);
  if (x.size() != y.size()) return false;
  for (const auto& e : x.entries()) {
    if (!e.live) continue;
    const auto* other = y.find(e.key);
    if (other == nullptr || !same_value(e.value, other->value)) return false;
  }
  return true;
}

template <class T>
bool indexes_equal(const IValue& a, const T& x, const IValue& b, const T& y) {
  return dicts_equal(IndexView(a, x.items).index(), IndexView(b, y.items).index());
}

bool instances_equal(const IValue& a, const IValue& b) {
  const auto &x = *as<Instance>(a), &y = *as<Instance>(b);
  Program* method = x.cls->find_method("__eq__");
  if (method == nullptr || y.cls != x.cls) return &x == &y;  // a method reads the slots of its own class
  const IValue result = call_method(method, {a, b}, kComparing);
  return result.isBool() ? result.toBool() : !result.isNone();
}

bool capsules_equal(const IValue& a, const IValue& b) {
  if (try_as<Instance>(a) != nullptr && try_as<Instance>(b) != nullptr) return instances_equal(a, b);
  if (capsule(a) == capsule(b)) return true;
  if (auto* x = try_as<Dict>(a)) {
    auto* y = try_as<Dict>(b);
    return y != nullptr && indexes_equal(a, *x, b, *y);
  }
  if (auto* x = try_as<Set>(a)) {
    auto* y = try_as<Set>(b);
    return y != nullptr && indexes_equal(a, *x, b, *y);
  }
  return false;
}

bool enums_equal(const IValue& a, const IValue& b) {
  auto x = a.toEnumHolder(), y = b.toEnumHolder();
  return x->type() == y->type() && x->name() == y->name();
}

size_t mix(size_t h, size_t x) { return (h ^ (x + 0x9e3779b97f4a7c15ull + (h << 6) + (h >> 2))) * 0xff51afd7ed558ccdull; }

size_t double_hash(double d) {
  if (std::trunc(d) == d && d >= -0x1p63 && d < 0x1p63) return mix(1, static_cast<size_t>(static_cast<int64_t>(d)));
  return mix(2, std::hash<double>()(d));
}

bool tensors_equal(const at::Tensor& a, const at::Tensor& b) {
  if (!a.defined() || !b.defined()) return a.defined() == b.defined();
  return a.eq(b).is_nonzero();
}

}  // namespace

int compare(int64_t i, double d) {
  if (d >= 0x1p63) return -1;
  if (d < -0x1p63) return 1;
  const auto whole = static_cast<int64_t>(d);
  if (i != whole) return i < whole ? -1 : 1;
  const double fraction = d - static_cast<double>(whole);
  return fraction > 0 ? -1 : fraction < 0;
}

IValue call_method(Program* method, std::vector<IValue> args, const char* doing) {
  check_depth(doing);
  Outcome outcome = run(Ref<Program>::reclaim_copy(method), std::move(args), CallOptions{true});
  if (outcome.error) throw ScriptException(outcome.error.error);
  return std::move(outcome.value);
}

bool same_value(const IValue& a, const IValue& b) { return identical(a, b) || values_equal(a, b); }

bool values_equal(const IValue& a, const IValue& b) {
  if (is_number(a) && is_number(b)) return numbers_equal(a, b);
  if (a.isCapsule() || b.isCapsule()) return a.isCapsule() && b.isCapsule() && capsules_equal(a, b);
  if (a.isString()) return b.isString() && a.toStringRef() == b.toStringRef();
  if (a.isTuple()) return b.isTuple() && ranges_equal(a.toTupleRef().elements(), b.toTupleRef().elements());
  if (a.isList()) return b.isList() && lists_equal(a, b);
  if (a.isEnum()) return b.isEnum() && enums_equal(a, b);
  if (a.isTensor()) return b.isTensor() && tensors_equal(a.toTensor(), b.toTensor());
  if (a.isNone() || b.isNone()) return a.isNone() && b.isNone();
  if (a.isDevice()) return b.isDevice() && a.toDevice() == b.toDevice();
  return a.is(b);
}

bool has_user_equality(const IValue& v) {
  if (v.isTuple()) {
    check_depth(kHashing);
    const auto& elements = v.toTupleRef().elements();
    return std::any_of(elements.begin(), elements.end(), has_user_equality);
  }
  const auto* instance = try_as<Instance>(v);
  return instance != nullptr && (instance->cls->find_method("__eq__") != nullptr || instance->cls->find_method("__hash__") != nullptr);
}

size_t value_hash(const IValue& v) {
  if (v.isInt() || v.isBool()) return mix(1, static_cast<size_t>(int_of(v)));
  if (v.isString()) return std::hash<std::string>()(v.toStringRef());
  if (v.isDouble()) return double_hash(v.toDouble());
  if (v.isComplexDouble()) {
    const auto c = v.toComplexDouble();
    return c.imag() == 0 ? double_hash(c.real()) : mix(double_hash(c.real()), double_hash(c.imag()));
  }
  if (v.isNone()) return 0x5ca1ab1e;
  if (v.isTuple()) {
    check_depth(kHashing);
    size_t h = 7;
    for (const auto& e : v.toTupleRef().elements()) h = mix(h, value_hash(e));
    return h;
  }
  if (v.isEnum()) return mix(3, std::hash<std::string>()(v.toEnumHolder()->name()));
  if (v.isDevice()) return std::hash<c10::Device>()(v.toDevice());
  if (v.isTensor()) return reinterpret_cast<size_t>(v.toTensor().unsafeGetTensorImpl()) >> 4;
  if (const auto* instance = try_as<Instance>(v)) {
    if (Program* method = instance->cls->find_method("__hash__")) return mix(1, static_cast<size_t>(call_method(method, {v}, kHashing).toInt()));
    if (instance->cls->find_method("__eq__") != nullptr)
      throw ScriptException("TypeError", std::string("unhashable type: '") + type_name(v) + "'");
  }
  if (v.isList() || try_as<Dict>(v) != nullptr || try_as<Set>(v) != nullptr)
    throw ScriptException("TypeError", std::string("unhashable type: '") + type_name(v) + "'");
  return v.isPtrType() ? reinterpret_cast<size_t>(v.internalToPointer()) >> 4 : 11;
}

const char* type_name(const IValue& v) {
  if (v.isInt()) return "int";
  if (v.isDouble()) return "float";
  if (v.isBool()) return "bool";
  if (v.isString()) return "str";
  if (v.isTensor()) return "Tensor";
  if (v.isNone()) return "NoneType";
  if (v.isList()) return "list";
  if (v.isTuple()) return "tuple";
  if (v.isComplexDouble()) return "complex";
  if (v.isDevice()) return "torch.device";
  if (v.isEnum()) return "Enum";
  if (auto* i = try_as<Instance>(v)) return i->cls->name.c_str();
  static const char* const families[] = {"torch.dtype", "torch.layout", "torch.memory_format", "torch.qscheme"};
  if (auto* code = try_as<Code>(v)) return families[static_cast<int>(code->family)];
  static const char* const names[] = {"Future", "object", "function", "object", "dict", "set", "dtype"};
  if (Capsule* c = capsule(v)) return names[static_cast<int>(c->kind)];
  return "object";
}

}  // namespace anabranch::vm
