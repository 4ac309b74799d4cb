// The methods of `dict`.  torch has each row once per key type; one kernel serves them all.
#include "containers.h"

namespace anabranch::kernels {
namespace {

using vm::Dict;
using vm::HashIndex;
using Entry = HashIndex::Entry;

#define KEYED(before, after)                                                                              \
  before "str" after, before "int" after, before "float" after, before "bool" after, before "complex" after, \
      before "Tensor" after, before "any" after

HashIndex& index_of(const IValue& v) { return vm::as<Dict>(v)->items; }
[[noreturn]] void key_error(const IValue& key) { raise("KeyError", vm::value_repr(key)); }

// What a dict of this static type lists: its keys, values or items, with their declared types where they are known.
c10::TypePtr declared(const IValue& dict, size_t which) {
  const vm::TypeDesc* type = vm::as<Dict>(dict)->type;
  return type != nullptr ? type->params[which]->c10_type : c10::AnyType::get();
}
template <class F>
Items collected(const IValue& dict, F f) {
  Items r;
  r.reserve(index_of(dict).size());
  for (const Entry& e : index_of(dict).entries()) if (e.live) r.push_back(f(e));
  return r;
}
IValue pair(const IValue& a, const IValue& b) { return c10::ivalue::Tuple::create(a, b); }
void insert_all(HashIndex& into, const HashIndex& from) {
  for (const Entry& e : from.entries()) if (e.live) into.insert(e.key).first->value = e.value;
}
IValue new_dict(const vm::TypeDesc* type, vm::Ref<Dict>* made) {
  *made = c10::make_intrusive<Dict>();
  (*made)->type = type;
  return vm::box(*made);
}
IValue copied(const IValue& dict) {
  vm::Ref<Dict> r;
  IValue v = new_dict(vm::as<Dict>(dict)->type, &r);
  insert_all(r->items, index_of(dict));
  return v;
}

KERNELS(KEYED("aten::len.Dict_", "")) { *out = static_cast<int64_t>(index_of(args[0]).size()); }
KERNELS("aten::Bool.Dict") { *out = index_of(args[0]).size() != 0; }
KERNELS(KEYED("aten::__contains__.", "")) { *out = index_of(args[0]).find(args[1]) != nullptr; }
KERNELS(KEYED("aten::__getitem__.Dict_", "")) {
  const Entry* e = index_of(args[0]).find(args[1]);
  if (e == nullptr) key_error(args[1]);
  *out = e->value;
}
KERNELS(KEYED("aten::_set_item.", "")) { index_of(args[0]).insert(std::move(args[1])).first->value = std::move(args[2]); }
KERNELS(KEYED("aten::Delete.Dict_", "")) {
  if (!index_of(args[0]).erase(args[1])) key_error(args[1]);
}
KERNELS(KEYED("aten::clear.", "")) { index_of(args[0]).clear(); }
KERNELS(KEYED("aten::copy.Dict_", "")) { *out = copied(args[0]); }
KERNELS(KEYED("aten::dict.Dict_", "")) { *out = copied(args[0]); }
KERNELS("aten::dict") {
  vm::Ref<Dict> r;
  *out = new_dict(nullptr, &r);
}
KERNELS(KEYED("aten::dict.", "")) {
  vm::Ref<Dict> r;
  *out = new_dict(nullptr, &r);
  for (const IValue& item : args[0].toListRef()) {
    const auto& elements = item.toTupleRef().elements();
    r->items.insert(elements[0]).first->value = elements[1];
  }
}
KERNELS("aten::dict.zip") {
  vm::Ref<Dict> r;
  *out = new_dict(nullptr, &r);
  const auto keys = args[0].toListRef(), values = args[1].toListRef();
  for (size_t i = 0; i < std::min(keys.size(), values.size()); ++i) r->items.insert(keys[i]).first->value = values[i];
}
KERNELS(KEYED("aten::get.", "")) {
  const Entry* e = index_of(args[0]).find(args[1]);
  *out = e != nullptr ? e->value : IValue();
}
KERNELS(KEYED("aten::get.default_", "")) {
  const Entry* e = index_of(args[0]).find(args[1]);
  *out = e != nullptr ? e->value : std::move(args[2]);
}
KERNELS(KEYED("aten::setdefault.", "")) {
  auto [entry, is_new] = index_of(args[0]).insert(std::move(args[1]));
  if (is_new) entry->value = std::move(args[2]);
  *out = entry->value;
}
bool pop(const IValue& dict, const IValue& key, IValue* out) {
  const Entry* e = index_of(dict).find(key);
  if (e == nullptr) return false;
  *out = e->value;
  index_of(dict).erase(key);
  return true;
}
KERNELS(KEYED("aten::pop.Dict_", "")) {
  if (!pop(args[0], args[1], out)) key_error(args[1]);
}
KERNELS(KEYED("aten::pop.Dict_default_", "")) {
  if (!pop(args[0], args[1], out)) *out = std::move(args[2]);
}
KERNELS(KEYED("aten::popitem.", "")) {
  Entry e;
  if (!index_of(args[0]).pop_last(&e)) raise("KeyError", "'popitem(): dictionary is empty'");
  *out = pair(e.key, e.value);
}
KERNELS(KEYED("aten::update.", "")) {
  const auto from = index_of(args[1]).entries();  // a copy: d.update(d) is allowed
  for (const Entry& e : from) if (e.live) index_of(args[0]).insert(e.key).first->value = e.value;
}
KERNELS("aten::__or__.Dict") {
  *out = copied(args[0]);
  insert_all(index_of(*out), index_of(args[1]));
}
KERNELS(KEYED("aten::keys.", "")) { *out = new_list(collected(args[0], [](const Entry& e) { return e.key; }), declared(args[0], 0)); }
KERNELS("aten::list.Dict") { *out = new_list(collected(args[0], [](const Entry& e) { return e.key; }), declared(args[0], 0)); }
KERNELS(KEYED("aten::values.", "")) { *out = new_list(collected(args[0], [](const Entry& e) { return e.value; }), declared(args[0], 1)); }
KERNELS(KEYED("aten::items.", "")) { *out = new_list(collected(args[0], [](const Entry& e) { return pair(e.key, e.value); })); }
KERNELS("aten::eq.Dict", "aten::eq.dict") { *out = vm::values_equal(args[0], args[1]); }
KERNELS("aten::ne.Dict", "aten::ne.dict") { *out = !vm::values_equal(args[0], args[1]); }

}  // namespace
}  // namespace anabranch::kernels
