#include "ordering.h"

#include "../vm/program.h"

#include <cmath>

namespace anabranch::kernels {
namespace {

constexpr const char* kSigns[] = {"<", "<=", ">", ">="};
constexpr const char* kMethods[] = {"__lt__", "__le__", "__gt__", "__ge__"};
constexpr Order kReflected[] = {Order::Greater, Order::GreaterEqual, Order::Less, Order::LessEqual};

template <class T>
bool holds(Order order, const T& a, const T& b) {
  switch (order) {
    case Order::Less: return a < b;
    case Order::LessEqual: return a <= b;
    case Order::Greater: return a > b;
    default: return a >= b;
  }
}

bool is_real(const IValue& v) { return v.isInt() || v.isDouble() || v.isBool(); }

bool numbers_ordered(Order order, const IValue& a, const IValue& b) {
  if (!a.isDouble() && !b.isDouble()) return holds(order, to_int(a), to_int(b));
  if (a.isDouble() && b.isDouble()) return holds(order, a.toDouble(), b.toDouble());
  const double d = a.isDouble() ? a.toDouble() : b.toDouble();
  if (std::isnan(d)) return false;
  return a.isDouble() ? holds(order, -vm::compare(to_int(b), d), 0) : holds(order, vm::compare(to_int(a), d), 0);
}

bool sequences_ordered(Order order, c10::ArrayRef<IValue> a, c10::ArrayRef<IValue> b) {
  vm::check_depth("in comparison");
  for (size_t i = 0; i < a.size() && i < b.size(); ++i)
    if (!vm::same_value(a[i], b[i])) return ordered(order, a[i], b[i]);
  return holds(order, a.size(), b.size());
}

size_t set_size(const IValue& v) {
  Hold hold(v);
  return vm::as<vm::Set>(v)->items.size();
}

bool sets_ordered(Order order, const IValue& a, const IValue& b) {
  switch (order) {
    case Order::Less: return set_size(a) < set_size(b) && is_subset(a, b);
    case Order::LessEqual: return is_subset(a, b);
    case Order::Greater: return set_size(b) < set_size(a) && is_subset(b, a);
    default: return is_subset(b, a);
  }
}

bool tensors_ordered(Order order, const at::Tensor& a, const at::Tensor& b) {
  switch (order) {
    case Order::Less: return a.lt(b).is_nonzero();
    case Order::LessEqual: return a.le(b).is_nonzero();
    case Order::Greater: return a.gt(b).is_nonzero();
    default: return a.ge(b).is_nonzero();
  }
}

// The answer of `a`'s class for the two, if it has this method and `b` is of it.
std::optional<bool> asked(Order order, const IValue& a, const IValue& b) {
  const auto *x = vm::try_as<vm::Instance>(a), *y = vm::try_as<vm::Instance>(b);
  if (x == nullptr || y == nullptr || y->cls != x->cls) return {};
  vm::Program* method = x->cls->find_method(kMethods[static_cast<int>(order)]);
  if (method == nullptr) return {};
  return truth(vm::call_method(method, {a, b}, "in comparison"));
}

// The left one's method, else the right one's for the same question from its side.
bool objects_ordered(Order order, const IValue& a, const IValue& b) {
  const int at = static_cast<int>(order);
  if (const auto answer = asked(order, a, b)) return *answer;
  if (const auto answer = asked(kReflected[at], b, a)) return *answer;
  raise("TypeError", std::string("'") + kSigns[at] + "' not supported between instances of '" + vm::type_name(a) + "' and '" +
                         vm::type_name(b) + "'");
}

// Each item to its place behind those that are not greater, found by halving, as CPython sorts a short list: so the two
// agree even on items without an order, as NaN.
using Iterator = Items::iterator;

Iterator sorted_start(Iterator first, Iterator last) {
  if (last - first < 2) return last;
  Iterator at = first + 1;
  const bool falling = less(*at, *(at - 1));
  for (++at; at != last && less(*at, *(at - 1)) == falling; ++at) {}
  if (falling) std::reverse(first, at);
  return at;
}

void insertion_sort(Iterator first, Iterator last) {
  for (Iterator at = sorted_start(first, last); at != last; ++at) {
    Iterator low = first, high = at;
    while (low < high) {
      const Iterator middle = low + (high - low) / 2;
      if (less(*at, *middle)) high = middle;
      else low = middle + 1;
    }
    std::rotate(low, at, at + 1);
  }
}

void sort_range(Iterator first, Iterator last, Items& space) {
  constexpr ptrdiff_t kShort = 64;
  if (last - first < kShort) return insertion_sort(first, last);
  const Iterator middle = first + (last - first) / 2;
  sort_range(first, middle, space);
  sort_range(middle, last, space);
  if (!less(*middle, *(middle - 1))) return;
  space.assign(first, last);  // copies: a comparison that throws loses nothing
  const auto half = space.begin() + (middle - first);
  std::merge(space.begin(), half, half, space.end(), first, less);
}

}  // namespace

bool ordered(Order order, const IValue& a, const IValue& b) {
  if (is_real(a) && is_real(b)) return numbers_ordered(order, a, b);
  if (a.isString() && b.isString()) return holds(order, a.toStringRef().compare(b.toStringRef()), 0);
  if (a.isTuple() && b.isTuple()) return sequences_ordered(order, a.toTupleRef().elements(), b.toTupleRef().elements());
  if (a.isList() && b.isList()) return sequences_ordered(order, vm::ItemsView(a), vm::ItemsView(b));
  if (a.isTensor() && b.isTensor()) return tensors_ordered(order, a.toTensor(), b.toTensor());
  if (vm::try_as<vm::Set>(a) != nullptr && vm::try_as<vm::Set>(b) != nullptr) return sets_ordered(order, a, b);
  return objects_ordered(order, a, b);
}

bool is_subset(const IValue& a, const IValue& b) {
  if (set_size(a) > set_size(b)) return false;
  const IndexView items(a, vm::as<vm::Set>(a)->items);
  const auto& theirs = vm::as<vm::Set>(b)->items;
  return std::all_of(items->entries().begin(), items->entries().end(), [&](const vm::HashIndex::Entry& e) {
    return !e.live || look_up(b, theirs, e.key, [&](const vm::HashIndex& index) { return index.find(e.key) != nullptr; });
  });
}

void sort_items(Items& items, bool reverse) {
  Items space;
  if (reverse) std::reverse(items.begin(), items.end());  // so that equal items keep their order
  sort_range(items.begin(), items.end(), space);
  if (reverse) std::reverse(items.begin(), items.end());
}

const IValue& extremum(c10::ArrayRef<IValue> items, bool largest) {
  if (items.empty()) value_error(largest ? "max() arg is an empty sequence" : "min() arg is an empty sequence");
  const IValue* best = &items[0];
  for (const IValue& v : items.slice(1))
    if (ordered(largest ? Order::Greater : Order::Less, v, *best)) best = &v;
  return *best;
}

}  // namespace anabranch::kernels
