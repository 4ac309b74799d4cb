// Lists, dicts and sets as kernels see them.  A list is c10's: a vector of IValues with the type of its elements.
#pragma once

#include "support.h"

#include <ATen/core/List.h>
#include <ATen/core/jit_type.h>

namespace anabranch::kernels {

using List = c10::impl::GenericList;
using Items = std::vector<IValue>;

inline List list_of(const IValue& v) { return v.toList(); }
inline Items items_of(const IValue& v) { return v.toListRef().vec(); }
// A list of these elements; where there are none, `fallback` is their type.
IValue new_list(Items items, c10::TypePtr fallback = c10::AnyType::get());
inline IValue like(const IValue& list, Items items) { return new_list(std::move(items), list.toList().elementType()); }

// `a == b` as `in`, index, count and remove mean it: identity first, then equality; tensors by is_nonzero of ==.
bool same_item(const IValue& a, const IValue& b);
// Python's `<` for numbers, strings, tuples and lists. Throws TypeError for what has no order.
bool less(const IValue& a, const IValue& b);
bool truth(const IValue& v);

void sort_items(Items& items, bool reverse);  // stable

}  // namespace anabranch::kernels
