#include "containers.h"

#include <ATen/ops/eq.h>

namespace anabranch::kernels {

IValue new_list(Items items, c10::TypePtr element) {
  if (element->kind() == c10::TypeKind::AnyType) element = vm::element_type(items);
  List list(element);
  list.reserve(items.size());
  for (IValue& item : items) list.push_back(std::move(item));
  return list;
}

bool same_item(const IValue& a, const IValue& b) {
  if (!a.isTensor() || !b.isTensor()) return vm::values_equal(a, b);
  return a.toTensor().is_same(b.toTensor()) || at::eq(a.toTensor(), b.toTensor()).is_nonzero();
}

namespace {
bool is_number(const IValue& v) { return v.isInt() || v.isDouble() || v.isBool(); }

bool less_items(c10::ArrayRef<IValue> a, c10::ArrayRef<IValue> b) {
  vm::check_depth("in comparison");
  for (size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (!vm::values_equal(a[i], b[i])) return less(a[i], b[i]);
  }
  return a.size() < b.size();
}
}  // namespace

bool less(const IValue& a, const IValue& b) {
  if (a.isInt() && b.isInt()) return a.toInt() < b.toInt();
  if (is_number(a) && is_number(b)) return to_double(a) < to_double(b);
  if (a.isString() && b.isString()) return a.toStringRef() < b.toStringRef();
  if (a.isTuple() && b.isTuple()) return less_items(a.toTupleRef().elements(), b.toTupleRef().elements());
  if (a.isList() && b.isList()) return less_items(ListView(a), ListView(b));
  if (a.isTensor() && b.isTensor()) return a.toTensor().lt(b.toTensor()).is_nonzero();
  raise("TypeError", std::string("'<' not supported between instances of '") + vm::type_name(a) + "' and '" + vm::type_name(b) + "'");
}

bool truth(const IValue& v) {
  if (v.isBool()) return v.toBool();
  if (v.isNone()) return false;
  if (v.isTensor()) return v.toTensor().is_nonzero();
  if (v.isString()) return !v.toStringRef().empty();
  if (v.isList()) return vm::list_size(v) != 0;
  if (v.isTuple()) return v.toTupleRef().size() != 0;
  if (v.isInt() || v.isDouble() || v.isComplexDouble()) return to_complex(v) != complex(0, 0);
  if (const auto* dict = vm::try_as<vm::Dict>(v)) {
    Hold hold(v);
    return dict->items.size() != 0;
  }
  if (const auto* set = vm::try_as<vm::Set>(v)) {
    Hold hold(v);
    return set->items.size() != 0;
  }
  return true;
}

void sort_items(Items& items, bool reverse) {
  if (reverse) std::stable_sort(items.begin(), items.end(), [](const IValue& a, const IValue& b) { return less(b, a); });
  else std::stable_sort(items.begin(), items.end(), less);
}

}  // namespace anabranch::kernels
