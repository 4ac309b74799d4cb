// Values at the border: c10::IValue as C++ programs have them, and as the machine does. Dicts, futures and objects differ.
#pragma once

#include "host/anabranch.h"
#include "host/library.h"

namespace anabranch::host {

// False: it does not fit. Lists and dicts are copied; objects and futures must be of the same library.
bool to_machine(const IValue& value, const TypeDesc& type, const Library& library, IValue* out);
// `type` is what is known of it; null: nothing.
IValue to_public(const IValue& value, const TypeDesc* type, const std::shared_ptr<const Library>& library);

struct FutureState {
  std::shared_ptr<const Library> library;
  IValue future;
  Ref<TypeDesc> type;  // of the value; null: not known
};

// What stands in an IValue for a Future or a Module.
struct FutureHolder final : torch::CustomClassHolder {
  explicit FutureHolder(std::shared_ptr<const FutureState> s) : state(std::move(s)) {}
  std::shared_ptr<const FutureState> state;
};
struct ObjectHolder final : torch::CustomClassHolder {
  explicit ObjectHolder(std::shared_ptr<const Object> o) : object(std::move(o)) {}
  std::shared_ptr<const Object> object;
};

template <class T>
c10::intrusive_ptr<T> held(const IValue& v) {
  return v.isCapsule() ? c10::dynamic_intrusive_pointer_cast<T>(v.toCapsule()) : c10::intrusive_ptr<T>();
}

}  // namespace anabranch::host
