// The methods of `dict`.  torch has each overload once per key type; one kernel serves them all.
#include "containers.h"

namespace anabranch::kernels {
namespace {

using vm::Dict;
using vm::HashIndex;
using Entry = HashIndex::Entry;

HashIndex& index_of(const IValue& v) { return vm::as<Dict>(v)->items; }
[[noreturn]] void key_error(const IValue& key) { raise("KeyError", vm::value_repr(key)); }

// What a dict of this static type lists: its keys, values or items, with their declared types where they are known.
c10::TypePtr declared(const IValue& dict, size_t which) {
  const auto& type = vm::as<Dict>(dict)->type;
  return type ? type->params[which]->c10_type : c10::AnyType::get();
}
template <class F>
Items collected(const IValue& dict, F f) {
  Items r;
  const IndexView items(dict, index_of(dict));
  r.reserve(items->size());
  for (const Entry& e : items->entries()) if (e.live) r.push_back(f(e));
  return r;
}
IValue pair(const IValue& a, const IValue& b) { return c10::ivalue::Tuple::create(a, b); }
bool find(const IValue& dict, const IValue& key, IValue* out) {
  return look_up(dict, index_of(dict), key, [&](const HashIndex& index) {
    const Entry* e = index.find(key);
    if (e != nullptr) *out = e->value;
    return e != nullptr;
  });
}
void put(const IValue& dict, const IValue& key, IValue value) {
  change(dict, index_of(dict), key, [&](HashIndex& index) {
    index.insert(key).first->value.swap(value);
    return true;
  });
  vm::drop(std::move(value));  // the old one
}
// Into a dict that nobody else has yet.
void insert_all(HashIndex& into, const HashIndex& from) {
  for (const Entry& e : from.entries()) if (e.live) into.insert(e.key).first->value = e.value;
}
size_t size_of(const IValue& dict) {
  Hold hold(dict);
  return index_of(dict).size();
}
IValue new_dict(vm::Ref<vm::TypeDesc> type, vm::Ref<Dict>* made) {
  *made = c10::make_intrusive<Dict>();
  (*made)->type = std::move(type);
  return vm::box(*made);
}
IValue copied(const IValue& dict) {
  vm::Ref<Dict> r;
  IValue v = new_dict(vm::as<Dict>(dict)->type, &r);
  insert_all(r->items, IndexView(dict, index_of(dict)).index());
  return v;
}

KERNEL(dict_len) { *out = static_cast<int64_t>(size_of(args[0])); }
KERNEL(dict_bool) { *out = size_of(args[0]) != 0; }
KERNEL(dict_contains) {
  IValue value;
  *out = find(args[0], args[1], &value);
}
KERNEL(dict_getitem) {
  if (!find(args[0], args[1], out)) key_error(args[1]);
}
KERNEL(dict_setitem) { put(args[0], args[1], std::move(args[2])); }
bool pop(const IValue& dict, const IValue& key, IValue* out) {
  Entry gone;
  if (!change(dict, index_of(dict), key, [&](HashIndex& index) { return index.erase(key, &gone); })) return false;
  *out = std::move(gone.value);
  return true;
}
KERNEL(dict_delete) {
  vm::Held gone{IValue()};
  if (!pop(args[0], args[1], &gone.value)) key_error(args[1]);
}
KERNEL(dict_clear) {
  HashIndex gone;
  Hold hold(args[0]);
  std::swap(index_of(args[0]), gone);
}
KERNEL(dict_copy) { *out = copied(args[0]); }
KERNEL(dict_empty) {
  vm::Ref<Dict> r;
  *out = new_dict(nullptr, &r);
}
KERNEL(dict_of_items) {
  vm::Ref<Dict> r;
  *out = new_dict(nullptr, &r);
  const ListView pairs(args[0]);
  for (const IValue& item : pairs) {
    const auto& elements = item.toTupleRef().elements();
    r->items.insert(elements[0]).first->value = elements[1];
  }
}
KERNEL(dict_of_zip) {
  vm::Ref<Dict> r;
  *out = new_dict(nullptr, &r);
  const ListView keys(args[0]), values(args[1]);
  for (size_t i = 0; i < std::min(keys.size(), values.size()); ++i) r->items.insert(keys[i]).first->value = values[i];
}
KERNEL(dict_get) {
  if (!find(args[0], args[1], out)) *out = IValue();
}
KERNEL(dict_get_default) {
  if (!find(args[0], args[1], out)) *out = std::move(args[2]);
}
KERNEL(dict_setdefault) {
  change(args[0], index_of(args[0]), args[1], [&](HashIndex& index) {
    auto [entry, is_new] = index.insert(args[1]);
    if (is_new) entry->value = args[2];
    *out = entry->value;
    return true;
  });
}
KERNEL(dict_pop) {
  if (!pop(args[0], args[1], out)) key_error(args[1]);
}
KERNEL(dict_pop_default) {
  if (!pop(args[0], args[1], out)) *out = std::move(args[2]);
}
bool pop_last(const IValue& dict, Entry* out) {
  Hold hold(dict);
  return index_of(dict).pop_last(out);
}
KERNEL(dict_popitem) {
  Entry e;
  if (!pop_last(args[0], &e)) raise("KeyError", "'popitem(): dictionary is empty'");
  *out = pair(e.key, e.value);
}
HashIndex snapshot(const IValue& dict) {
  Hold hold(dict);
  return index_of(dict);
}
KERNEL(dict_update) {
  const HashIndex from = snapshot(args[1]);  // d.update(d) is allowed
  for (const Entry& e : from.entries()) if (e.live) put(args[0], e.key, e.value);
}
KERNEL(dict_or) {
  *out = copied(args[0]);
  insert_all(index_of(*out), IndexView(args[1], index_of(args[1])).index());
}
KERNEL(dict_keys) { *out = new_list(collected(args[0], [](const Entry& e) { return e.key; }), declared(args[0], 0)); }
KERNEL(dict_values) { *out = new_list(collected(args[0], [](const Entry& e) { return e.value; }), declared(args[0], 1)); }
KERNEL(dict_items) { *out = new_list(collected(args[0], [](const Entry& e) { return pair(e.key, e.value); })); }
KERNEL(dict_eq) { *out = vm::values_equal(args[0], args[1]); }
KERNEL(dict_ne) { *out = !vm::values_equal(args[0], args[1]); }

}  // namespace
}  // namespace anabranch::kernels
