// The methods of `set`.  Insertion order, Python's hash and equality.
#include "ordering.h"

namespace anabranch::kernels {
namespace {

using vm::Set;
using Entry = vm::HashIndex::Entry;

vm::HashIndex& index_of(const IValue& v) { return vm::as<Set>(v)->items; }
bool has(const IValue& set, const IValue& item) {
  return look_up(set, index_of(set), item, [&](const vm::HashIndex& index) { return index.find(item) != nullptr; });
}
void put(const IValue& set, const IValue& item) {
  change(set, index_of(set), item, [&](vm::HashIndex& index) { return index.insert(item).second; });
}
bool take_out(const IValue& set, const IValue& item) {
  Entry gone;
  return change(set, index_of(set), item, [&](vm::HashIndex& index) { return index.erase(item, &gone); });
}
Items elements(const IValue& set) {
  Items r;
  Hold hold(set);
  for (const Entry& e : index_of(set).entries()) if (e.live) r.push_back(e.key);
  return r;
}
IValue set_of(const Items& items) {
  auto r = c10::make_intrusive<Set>();
  for (const IValue& item : items) r->items.insert(item);
  return vm::box(std::move(r));
}
template <class F>
Items only(const IValue& set, F keep) {
  Items r = elements(set);
  r.erase(std::remove_if(r.begin(), r.end(), [&](const IValue& v) { return !keep(v); }), r.end());
  return r;
}
Items joined(Items a, const Items& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}
size_t size_of(const IValue& v) {
  Hold hold(v);
  return index_of(v).size();
}
[[noreturn]] void key_error(const IValue& key) { raise("KeyError", vm::value_repr(key)); }

KERNEL(set_of_list) { *out = set_of(items_of(args[0])); }
KERNEL(set_copy) { *out = set_of(elements(args[0])); }
KERNEL(set_of_dict) {
  Items keys;
  const IndexView items(args[0], vm::as<vm::Dict>(args[0])->items);
  for (const Entry& e : items->entries()) if (e.live) keys.push_back(e.key);
  *out = set_of(keys);
}
KERNEL(set_of_str) {
  IValue characters;
  vm::find_kernel("str_characters")(args, 1, &characters);
  *out = set_of(items_of(characters));
}
KERNEL(set_elements) { *out = new_list(elements(args[0])); }
KERNEL(set_sorted) {
  Items items = elements(args[0]);
  sort_items(items, false);
  *out = new_list(std::move(items));
}
KERNEL(set_len) { *out = static_cast<int64_t>(size_of(args[0])); }
KERNEL(set_bool) { *out = size_of(args[0]) != 0; }
KERNEL(set_contains) { *out = has(args[0], args[1]); }
KERNEL(set_add) { put(args[0], args[1]); }
KERNEL(set_discard) { take_out(args[0], args[1]); }
KERNEL(set_remove) {
  if (!take_out(args[0], args[1])) key_error(args[1]);
}
bool pop_last(const IValue& set, Entry* out) {
  Hold hold(set);
  return index_of(set).pop_last(out);
}
KERNEL(set_pop) {
  Entry e;
  if (!pop_last(args[0], &e)) raise("KeyError", "'pop from an empty set'");
  *out = e.key;
}
KERNEL(set_clear) {
  vm::HashIndex gone;
  Hold hold(args[0]);
  std::swap(index_of(args[0]), gone);
}
KERNEL(set_update) {
  for (const IValue& v : elements(args[1])) put(args[0], v);
}
KERNEL(set_update_list) {
  for (const IValue& v : items_of(args[1])) put(args[0], v);
}
KERNEL(set_union) { *out = set_of(joined(elements(args[0]), elements(args[1]))); }
KERNEL(set_intersection) { *out = set_of(only(args[0], [&](const IValue& v) { return has(args[1], v); })); }
KERNEL(set_difference) { *out = set_of(only(args[0], [&](const IValue& v) { return !has(args[1], v); })); }
KERNEL(set_symmetric_difference) {
  *out = set_of(joined(only(args[0], [&](const IValue& v) { return !has(args[1], v); }),
                       only(args[1], [&](const IValue& v) { return !has(args[0], v); })));
}
KERNEL(set_lt) { *out = ordered(Order::Less, args[0], args[1]); }
KERNEL(set_le) { *out = ordered(Order::LessEqual, args[0], args[1]); }
KERNEL(set_gt) { *out = ordered(Order::Greater, args[0], args[1]); }
KERNEL(set_ge) { *out = ordered(Order::GreaterEqual, args[0], args[1]); }
KERNEL(set_isdisjoint) { *out = only(args[0], [&](const IValue& v) { return has(args[1], v); }).empty(); }
KERNEL(set_eq) { *out = vm::values_equal(args[0], args[1]); }
KERNEL(set_ne) { *out = !vm::values_equal(args[0], args[1]); }
KERNEL(set_min) { *out = extremum(elements(args[0]), false); }
KERNEL(set_max) { *out = extremum(elements(args[0]), true); }

}  // namespace
}  // namespace anabranch::kernels
