// What Python holds of an instance: one handle for each, while Python has any.
#pragma once

#include "bind/types.h"

namespace anabranch::bind {

struct InstanceHandle {
  explicit InstanceHandle(Ref<vm::Instance> of);
  InstanceHandle(const InstanceHandle&) = delete;
  ~InstanceHandle() { close(); }
  int traverse(const Visitor& visitor) const;
  void close();
  // Nobody but handles holds the instance or a module that it is part of: no worker can reach it before Python acts.
  bool is_quiet() const;
  // `child`, a module's handle or null, is what the slot holds from now on.
  void adopt(size_t slot, InstanceHandle* child);

  Ref<vm::Instance> instance;
  pybind11::object cls;                                   // the class's handle
  std::unordered_map<size_t, pybind11::object> children;  // the handles of modules that Python put into slots
  std::vector<InstanceHandle*> parents;                   // whose child it is, once for each slot
};

// The handle behind a _native.Instance or behind a user-facing object that keeps one as `_instance`; null if none.
pybind11::object handle_behind(PyObject* o);
// What a ScriptList or ScriptDict holds, which Python shares with programs, and its type; null for other objects.
const TypeDesc* shared_container(const vm::Instance& instance, IValue& out);
// The instance; throws RuntimeError where Python frees the handle.
vm::Instance& instance_of(const InstanceHandle& handle);
// The handle of an instance, found or made.
pybind11::object handle_of(Ref<vm::Instance> instance);

}  // namespace anabranch::bind
