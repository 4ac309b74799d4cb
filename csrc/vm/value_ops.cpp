#include "value_ops.h"

#include "error.h"
#include "program.h"
#include "run.h"
#include "sharing.h"

#include <ATen/core/Tensor.h>
#include <ATen/core/enum_type.h>
#include <ATen/core/jit_type.h>

#include <cmath>

namespace anabranch::vm {

namespace {

bool is_real_number(const IValue& v) { return v.isInt() || v.isDouble() || v.isBool(); }
int64_t int_of(const IValue& v) { return v.isBool() ? v.toBool() : v.toInt(); }

// Exact: an int beyond 2^53 is not equal to its rounded double.
bool int_equals_double(int64_t i, double d) {
  return d >= -9223372036854775808.0 && d < 9223372036854775808.0 && std::trunc(d) == d && static_cast<int64_t>(d) == i;
}

bool numbers_equal(const IValue& a, const IValue& b) {
  if (a.isComplexDouble() || b.isComplexDouble()) {
    auto c = [](const IValue& v) {
      return v.isComplexDouble() ? v.toComplexDouble() : c10::complex<double>(v.isDouble() ? v.toDouble() : static_cast<double>(int_of(v)));
    };
    return c(a) == c(b);
  }
  if (a.isDouble()) return b.isDouble() ? a.toDouble() == b.toDouble() : int_equals_double(int_of(b), a.toDouble());
  return b.isDouble() ? int_equals_double(int_of(a), b.toDouble()) : int_of(a) == int_of(b);
}

constexpr const char* kComparing = "in comparison";
constexpr const char* kHashing = "while hashing an object";

template <class Range>
bool ranges_equal(const Range& x, const Range& y) {
  check_depth(kComparing);
  if (x.size() != y.size()) return false;
  for (size_t i = 0; i < x.size(); ++i)
    if (!values_equal(x[i], y[i])) return false;
  return true;
}

bool lists_equal(const IValue& a, const IValue& b) { return ranges_equal(ListView(a), ListView(b)); }

bool dicts_equal(const HashIndex& x, const HashIndex& y) {
  check_depth(kComparing);
  if (x.size() != y.size()) return false;
  for (const auto& e : x.entries()) {
    if (!e.live) continue;
    const auto* other = y.find(e.key);
    if (other == nullptr || !values_equal(e.value, other->value)) return false;
  }
  return true;
}

template <class T>
bool indexes_equal(const IValue& a, const T& x, const IValue& b, const T& y) {
  return dicts_equal(IndexView(a, x.items).index(), IndexView(b, y.items).index());
}

// A method that the language calls by itself, as a call inside the running task.
IValue call_method(Program* method, std::vector<IValue> args, const char* doing) {
  check_depth(doing);
  Outcome outcome = run(Ref<Program>::reclaim_copy(method), std::move(args), CallOptions{true});
  if (outcome.error) throw ScriptException(outcome.error.error);
  return std::move(outcome.value);
}

bool instances_equal(const IValue& a, const IValue& b) {
  const auto &x = *as<Instance>(a), &y = *as<Instance>(b);
  Program* method = x.cls->find_method("__eq__");
  if (method == nullptr || !y.cls->is_subclass_of(x.cls.get())) return false;
  const IValue result = call_method(method, {a, b}, kComparing);
  return result.isBool() ? result.toBool() : !result.isNone();
}

bool capsules_equal(const IValue& a, const IValue& b) {
  if (capsule(a) == capsule(b)) return true;
  if (try_as<Instance>(a) != nullptr && try_as<Instance>(b) != nullptr) return instances_equal(a, b);
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
  if (std::trunc(d) == d && std::abs(d) < 9.2e18) return mix(1, static_cast<size_t>(static_cast<int64_t>(d)));
  return mix(2, std::hash<double>()(d));
}

}  // namespace

bool values_equal(const IValue& a, const IValue& b) {
  if ((is_real_number(a) || a.isComplexDouble()) && (is_real_number(b) || b.isComplexDouble())) return numbers_equal(a, b);
  if (a.isCapsule() || b.isCapsule()) return a.isCapsule() && b.isCapsule() && capsules_equal(a, b);
  if (a.isString()) return b.isString() && a.toStringRef() == b.toStringRef();
  if (a.isTuple()) return b.isTuple() && ranges_equal(a.toTupleRef().elements(), b.toTupleRef().elements());
  if (a.isList()) return b.isList() && lists_equal(a, b);
  if (a.isEnum()) return b.isEnum() && enums_equal(a, b);
  if (a.isTensor()) return b.isTensor() && a.toTensor().unsafeGetTensorImpl() == b.toTensor().unsafeGetTensorImpl();
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
  static const char* const names[] = {"Future", "object", "function", "object", "dict", "set"};
  if (Capsule* c = capsule(v)) return names[static_cast<int>(c->kind)];
  return "object";
}

}  // namespace anabranch::vm
