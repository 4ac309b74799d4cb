// The methods of `list`, and the functions over lists.
#include "arith.h"
#include "ordering.h"

#include <ATen/ops/add.h>
#include <ATen/ops/scalar_tensor.h>

namespace anabranch::kernels {
namespace {

constexpr const char* kRange = "list index out of range";

using vm::elements_of;

int64_t size_of(const IValue& v) { return static_cast<int64_t>(vm::list_size(v)); }
void assign(const IValue& list, Items items) {
  {
    Hold hold(list);
    elements_of(list).swap(items);
  }
  vm::drop_all(std::move(items));
}
void append_all(const IValue& list, Items more) {
  Hold hold(list);
  Items& items = elements_of(list);
  items.insert(items.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}
// The element at `i`, taken out.
IValue removed(const IValue& list, int64_t i, const char* empty, const char* out_of_range) {
  Hold hold(list);
  Items& items = elements_of(list);
  if (items.empty()) index_error(empty);
  const auto at = items.begin() + wrap_index(i, static_cast<int64_t>(items.size()), out_of_range);
  IValue item = std::move(*at);
  items.erase(at);
  return item;
}

// --- one element

KERNEL(list_len) { *out = size_of(args[0]); }
KERNEL(list_getitem) {
  Hold hold(args[0]);
  const Items& items = elements_of(args[0]);
  *out = items[wrap_index(args[1].toInt(), static_cast<int64_t>(items.size()), kRange)];
}
KERNEL(list_setitem) {
  {
    Hold hold(args[0]);
    Items& items = elements_of(args[0]);
    items[wrap_index(args[1].toInt(), static_cast<int64_t>(items.size()), "list assignment index out of range")].swap(args[2]);
  }
  *out = std::move(args[0]);
}
KERNEL(list_append) {
  {
    Hold hold(args[0]);
    elements_of(args[0]).push_back(std::move(args[1]));
  }
  *out = std::move(args[0]);
}
KERNEL(list_insert) {
  Hold hold(args[0]);
  Items& items = elements_of(args[0]);
  const int64_t size = static_cast<int64_t>(items.size()), i = args[1].toInt();
  items.insert(items.begin() + std::clamp<int64_t>(i < 0 ? i + size : i, 0, size), std::move(args[2]));
}
KERNEL(list_pop) {
  *out = removed(args[0], args[1].toInt(), "pop from empty list", "pop index out of range");
}
KERNEL(list_delete) {
  constexpr const char* kMessage = "list assignment index out of range";
  args[1] = removed(args[0], args[1].toInt(), kMessage, kMessage);
}

// --- searching

int64_t find_from(const IValue& list, const IValue& item, int64_t start = 0, int64_t end = INT64_MAX) {
  const vm::ItemsView items(list);
  for (int64_t i = start; i < static_cast<int64_t>(items.size()) && i < end; ++i) {
    if (vm::same_value(items[i], item)) return i;
  }
  return -1;
}
KERNEL(list_contains) {
  *out = find_from(args[0], args[1]) >= 0;
}
int64_t must_find(int64_t at, const IValue& item) {
  if (at < 0) value_error(vm::value_repr(item) + " is not in list");
  return at;
}
KERNEL(list_index) {
  *out = must_find(find_from(args[0], args[1]), args[1]);
}
KERNEL(list_index_start) {
  const int64_t size = size_of(args[0]);
  const auto clamp = [&](int64_t i) { return std::clamp<int64_t>(i < 0 ? i + size : i, 0, size); };
  const int64_t end = args[3].isNone() ? size : clamp(args[3].toInt());
  *out = must_find(find_from(args[0], args[1], clamp(args[2].toInt()), end), args[1]);
}
KERNEL(list_count) {
  const vm::ItemsView items(args[0]);
  *out = static_cast<int64_t>(std::count_if(items.begin(), items.end(), [&](const IValue& v) { return vm::same_value(v, args[1]); }));
}
KERNEL(list_remove) {
  const int64_t at = find_from(args[0], args[1]);
  if (at < 0) value_error("list.remove(x): x not in list");
  Hold hold(args[0]);
  Items& items = elements_of(args[0]);
  if (at >= static_cast<int64_t>(items.size())) return;  // another task was faster
  args[1].swap(items[at]);  // it dies with the arguments
  items.erase(items.begin() + at);
}

// --- whole lists

IValue copied(const IValue& list) {
  const IValue r = List(list.toList().elementType());
  Hold hold(list);
  elements_of(r) = elements_of(list);
  return r;
}
KERNEL(list_clear) { assign(args[0], {}); }
KERNEL(list_copy) { *out = copied(args[0]); }
KERNEL(list_extend) {
  append_all(args[0], items_of(args[1]));  // a copy: l.extend(l) doubles
}
KERNEL(list_add_) {
  append_all(args[0], items_of(args[1]));
  *out = std::move(args[0]);
}
KERNEL(list_add) {
  *out = copied(args[0]);
  append_all(*out, items_of(args[1]));
}
Items repeated(const IValue& list, int64_t times) {
  Items r;
  const ListView items(list);
  const auto size = items.size();
  if (size == 0 || times <= 0) return r;
  if (static_cast<uint64_t>(times) > r.max_size() / size) throw std::bad_alloc();
  r.reserve(size * times);
  for (int64_t i = 0; i < times; ++i) r.insert(r.end(), items.begin(), items.end());
  return r;
}
KERNEL(list_mul) { *out = like(args[0], repeated(args[0], args[1].toInt())); }
KERNEL(list_mul_right) { *out = like(args[1], repeated(args[1], args[0].toInt())); }
KERNEL(list_mul_) {
  assign(args[0], repeated(args[0], args[1].toInt()));
  *out = std::move(args[0]);
}
KERNEL(list_reverse) {
  Items items = items_of(args[0]);
  std::reverse(items.begin(), items.end());
  assign(args[0], std::move(items));
}
KERNEL(list_reversed) {
  Items items = items_of(args[0]);
  std::reverse(items.begin(), items.end());
  *out = like(args[0], std::move(items));
}
KERNEL(list_sort) {
  Items items = items_of(args[0]);
  sort_items(items, args[1].toBool());
  assign(args[0], std::move(items));
}
KERNEL(list_sorted) {
  Items items = items_of(args[0]);
  sort_items(items, n > 1 && args[1].toBool());
  *out = like(args[0], std::move(items));
}

// --- slices

struct Slice {
  int64_t start, step, count;
};
Slice slice(const IValue* bounds, int64_t size) {
  const int64_t step = bounds[2].isNone() ? 1 : std::max(bounds[2].toInt(), -INT64_MAX);
  if (step == 0) value_error("slice step cannot be zero");
  const int64_t low = step > 0 ? 0 : -1, high = step > 0 ? size : size - 1;
  const auto at = [&](const IValue& v, int64_t otherwise) {
    if (v.isNone()) return otherwise;
    return std::clamp<int64_t>(v.toInt() < 0 ? v.toInt() + size : v.toInt(), low, high);
  };
  const int64_t start = at(bounds[0], step > 0 ? 0 : size - 1), end = at(bounds[1], step > 0 ? size : -1);
  const int64_t distance = step > 0 ? end - start : start - end, stride = std::abs(step);
  return {start, step, distance > 0 ? (distance - 1) / stride + 1 : 0};
}
KERNEL(list_slice) {
  const ListView items(args[0]);
  const Slice s = slice(args + 1, static_cast<int64_t>(items.size()));
  Items r;
  r.reserve(s.count);
  for (int64_t i = 0; i < s.count; ++i) r.push_back(items[s.start + i * s.step]);
  *out = like(args[0], std::move(r));
}
KERNEL(list_assign_slice) {
  Items items = items_of(args[0]), values = items_of(args[4]);
  const Slice s = slice(args + 1, static_cast<int64_t>(items.size()));
  if (s.step == 1) {
    const auto at = items.erase(items.begin() + s.start, items.begin() + s.start + s.count);
    items.insert(at, values.begin(), values.end());
  } else {
    if (static_cast<int64_t>(values.size()) != s.count) {
      value_error("attempt to assign sequence of size " + std::to_string(values.size()) + " to extended slice of size " + std::to_string(s.count));
    }
    for (int64_t i = 0; i < s.count; ++i) items[s.start + i * s.step] = values[i];
  }
  assign(args[0], std::move(items));
}
KERNEL(list_delete_slice) {
  Items items = items_of(args[0]);
  const Slice s = slice(args + 1, static_cast<int64_t>(items.size()));
  std::vector<bool> gone(items.size());
  for (int64_t i = 0; i < s.count; ++i) gone[s.start + i * s.step] = true;
  Items kept;
  for (size_t i = 0; i < items.size(); ++i) if (!gone[i]) kept.push_back(items[i]);
  assign(args[0], std::move(kept));
  vm::drop_all(std::move(items));
}

// --- reductions

KERNEL(list_all) {
  const ListView items(args[0]);
  *out = std::all_of(items.begin(), items.end(), truth);
}
KERNEL(list_any) {
  const ListView items(args[0]);
  *out = std::any_of(items.begin(), items.end(), truth);
}
int64_t fitting(__int128 v) {
  if (v != static_cast<int64_t>(v)) overflow();
  return static_cast<int64_t>(v);
}
// Only the sum must fit, not what is added up on the way.
int64_t int_sum(const IValue& list, int64_t start) {
  const ListView items(list);
  __int128 total = start;
  for (const IValue& v : items) total += to_int(v);
  return fitting(total);
}
double float_sum(const IValue& list, double total) {
  const ListView items(list);
  for (const IValue& v : items) total += to_double(v);
  return total;
}
KERNEL(sum_int) { *out = int_sum(args[0], 0); }
KERNEL(sum_int_start) { *out = int_sum(args[0], args[1].toInt()); }
KERNEL(sum_float) { *out = float_sum(args[0], 0.0); }
KERNEL(sum_float_start) { *out = float_sum(args[0], args[1].toDouble()); }
KERNEL(sum_complex) {
  complex total(0, 0);
  const ListView items(args[0]);
  for (const IValue& v : items) total += to_complex(v);
  *out = total;
}
KERNEL(sum_tensors) {
  const ListView items(args[0]);
  if (items.empty()) {
    *out = at::scalar_tensor(0, at::kLong);
    return;
  }
  at::Tensor total = items[0].toTensor().add(0);  // as Python, which starts from the int 0
  for (size_t i = 1; i < items.size(); ++i) total = total.add(items[i].toTensor());
  *out = std::move(total);
}
KERNEL(prod_int) {
  constexpr __int128 most = __int128{1} << 63;  // which a last factor of -1 brings back into the range
  const ListView items(args[0]);
  __int128 r = 1;
  bool too_large = false;
  for (const IValue& v : items) {
    const int64_t factor = v.toInt();
    if (factor == 0) too_large = false, r = 0;
    too_large |= r > most || r < -most;
    if (!too_large) r *= factor;
  }
  if (too_large) overflow();
  *out = fitting(r);
}
KERNEL(prod_float) {
  double r = 1;
  const ListView items(args[0]);
  for (const IValue& v : items) r *= v.toDouble();
  *out = r;
}
KERNEL(list_min) { *out = extremum(vm::ItemsView(args[0]), false); }
KERNEL(list_max) { *out = extremum(vm::ItemsView(args[0]), true); }
KERNEL(list_min_of_two) { *out = ordered(Order::Less, args[1], args[0]) ? args[1] : args[0]; }
KERNEL(list_max_of_two) { *out = ordered(Order::Greater, args[1], args[0]) ? args[1] : args[0]; }
KERNEL(tuple_min) { *out = extremum(args[0].toTupleRef().elements(), false); }
KERNEL(tuple_max) { *out = extremum(args[0].toTupleRef().elements(), true); }

// --- comparison

KERNEL(list_eq) { *out = vm::values_equal(args[0], args[1]); }
KERNEL(list_ne) { *out = !vm::values_equal(args[0], args[1]); }

// --- ranges

int64_t range_length(int64_t low, int64_t high, int64_t step) {
  if (step == 0) value_error("range() arg 3 must not be zero");
  const int64_t length = vm::range_length(low, high, step);
  if (length < 0) raise("OverflowError", "Python int too large to convert to C ssize_t");
  return length;
}
KERNEL(range_length) { *out = range_length(args[0].toInt(), args[1].toInt(), args[2].toInt()); }
KERNEL(derive_index) { 
  int64_t r;
  if (vm::derive_overflows(args[1].toInt(), args[0].toInt(), args[2].toInt(), &r)) overflow();
  *out = r;
 }
IValue int_range(int64_t start, int64_t end, int64_t step) {
  c10::List<int64_t> list;
  const int64_t count = range_length(start, end, step);
  list.reserve(count);
  for (int64_t i = 0; i < count; ++i) list.push_back(start + i * step);
  return list;
}
KERNEL(sizes_with_default) {
  const ListView given(args[0]), defaults(args[1]);
  if (given.size() >= defaults.size()) value_error("Input dimension should be at least " + std::to_string(given.size() + 1));
  const size_t skipped = defaults.size() - given.size();
  Items r;
  for (size_t i = 0; i < given.size(); ++i) r.push_back(given[i].isNone() ? defaults[skipped + i] : given[i]);
  *out = new_list(std::move(r), c10::IntType::get());
}
KERNEL(range_list) { *out = int_range(0, args[0].toInt(), 1); }

}  // namespace
}  // namespace anabranch::kernels
