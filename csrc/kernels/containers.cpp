#include "containers.h"

namespace anabranch::kernels {

IValue new_list(Items items, c10::TypePtr element) {
  if (element->kind() == c10::TypeKind::AnyType) element = vm::element_type(items);
  List list(element);
  list.reserve(items.size());
  for (IValue& item : items) list.push_back(std::move(item));
  return list;
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

}  // namespace anabranch::kernels
