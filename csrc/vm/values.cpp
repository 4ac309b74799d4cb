#include "values.h"

#include "error.h"
#include "hooks.h"
#include "program.h"
#include "value_ops.h"

namespace anabranch::vm {

namespace {

// A thread that is dropping values collects what those values held, instead of descending.
struct Droplist {
  std::vector<IValue> pending;
  bool active = false;
};
thread_local Droplist t_drops;

void drain(Droplist& d) {
  while (!d.pending.empty()) {
    IValue v = std::move(d.pending.back());
    d.pending.pop_back();
  }
}

void drop_all(HashIndex& items) {
  for (auto& e : items.entries()) {
    drop(std::move(e.key));
    drop(std::move(e.value));
  }
}

}  // namespace

void drop(IValue&& v) {
  if (!v.isPtrType()) return;
  Droplist& d = t_drops;
  if (d.active) {
    d.pending.push_back(std::move(v));
    return;
  }
  d.active = true;
  { IValue last = std::move(v); }
  drain(d);
  d.active = false;
}

Instance::Instance(Ref<ClassDesc> c, size_t n_slots) : Capsule(Kind), cls(std::move(c)), slots(n_slots) {}
Instance::~Instance() {
  for (auto& v : slots) drop(std::move(v));
}
void Instance::release_resources() {
  for (auto& v : slots) drop(std::move(v));
  slots.clear();
}

IValue Instance::get(size_t slot) const {
  Guard guard(lock_);
  return slots[slot];
}
void Instance::set(size_t slot, IValue value) {
  {
    Guard guard(lock_);
    slots[slot].swap(value);
  }
  drop(std::move(value));  // the old one, outside the lock: it may end a long chain
}

FunctionRef::FunctionRef(Ref<Program> p, std::vector<IValue> captured)
    : Capsule(Kind), program(std::move(p)), captures(std::move(captured)) {}
FunctionRef::~FunctionRef() {
  for (auto& v : captures) drop(std::move(v));
}

PyObjectHolder::~PyObjectHolder() {
  if (object != nullptr) hooks().drop_python(object);
}

Dict::~Dict() { drop_all(items); }
Set::~Set() { drop_all(items); }

ClassDesc::ClassDesc() = default;
ClassDesc::~ClassDesc() = default;
void ClassDesc::clear() { methods.clear(); }

Program* ClassDesc::find_method(std::string_view method) const {
  const Ref<Program>* found = methods.find(method);
  return found == nullptr ? nullptr : found->get();
}

bool ClassDesc::is_subclass_of(const ClassDesc* other) const {
  if (this == other) return true;
  for (const ClassDesc* base : bases)
    if (base->is_subclass_of(other)) return true;
  return false;
}

void wrong_capsule(const IValue& v, CapsuleKind wanted) {
  static const char* const names[] = {"Future", "class instance", "function", "Python object", "dict", "set"};
  throw ScriptException("RuntimeError", std::string("expected a ") + names[static_cast<int>(wanted)] + ", got " + type_name(v));
}

}  // namespace anabranch::vm
