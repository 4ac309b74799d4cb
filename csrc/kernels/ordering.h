// Order: Python's `<`, `<=`, `>` and `>=` of two values of any kind, and sorting by it.
// Not here: equality and hash (vm/value_ops.h), and which operator means which order (the kernels).
#pragma once

#include "containers.h"

namespace anabranch::kernels {

enum class Order { Less, LessEqual, Greater, GreaterEqual };

// Numbers by exact value, strings by code points, lists and tuples at their first items that differ, sets by what they hold,
// tensors as torch, objects by their methods. Throws TypeError for what has no order.
bool ordered(Order order, const IValue& a, const IValue& b);
inline bool less(const IValue& a, const IValue& b) { return ordered(Order::Less, a, b); }

bool is_subset(const IValue& a, const IValue& b);

// Stable, as list.sort. Whatever the order says, and where it throws, nothing is lost.
void sort_items(Items& items, bool reverse);
// min() and max(): the first of the smallest or largest. Throws ValueError where there is none.
const IValue& extremum(c10::ArrayRef<IValue> items, bool largest);

}  // namespace anabranch::kernels
