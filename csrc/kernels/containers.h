// Lists, dicts and sets as kernels see them.  A list is c10's: a vector of IValues with the type of its elements.
#pragma once

#include "support.h"

#include <ATen/core/List.h>
#include <ATen/core/jit_type.h>

namespace anabranch::kernels {

using List = c10::impl::GenericList;
using Items = std::vector<IValue>;

// Kernels read through ListView and IndexView, and change containers under a Hold (vm/sharing.h says what that forbids).
inline Items items_of(const IValue& v) {
  Hold hold(v);
  return vm::elements_of(v);
}
// Looks at, or changes, a dict's or set's index as far as `key` goes: f(index). A key with a user's __eq__ or __hash__ may
// not be compared under a Hold: f gets a copy then, which becomes the container's if f changed it.
template <class F>
auto look_up(const IValue& owner, const vm::HashIndex& index, const IValue& key, F f) {
  if (vm::has_user_equality(key)) return f(IndexView(owner, index).index());
  Hold hold(owner);
  return f(index);
}
template <class F>
auto change(const IValue& owner, vm::HashIndex& index, const IValue& key, F f) {
  if (!vm::has_user_equality(key) || !vm::is_shared(owner)) {
    Hold hold(owner);
    return f(index);
  }
  std::optional<vm::HashIndex> copy;
  {
    Hold hold(owner);
    copy.emplace(index);
  }
  auto r = f(*copy);
  Hold hold(owner);
  std::swap(index, *copy);
  hold.release();
  return r;
}

// A list of these elements; where there are none, `fallback` is their type.
IValue new_list(Items items, c10::TypePtr fallback = c10::AnyType::get());
inline IValue like(const IValue& list, Items items) { return new_list(std::move(items), list.toList().elementType()); }

bool truth(const IValue& v);

}  // namespace anabranch::kernels
