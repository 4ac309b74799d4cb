#include "values.h"

#include "error.h"
#include "hooks.h"
#include "program.h"
#include "sharing.h"
#include "types.h"
#include "value_ops.h"

#include <ATen/core/jit_type.h>

namespace anabranch::vm {

namespace {

// A thread that is dropping values collects what those values held, instead of descending.
struct Droplist {
  std::vector<IValue> pending;
  bool active = false;
};
thread_local Droplist t_drops;

// ATen's lists and tuples free what they hold in C++ frames. What nests in one that dies goes to the worklist instead;
// capsules do that by themselves.
void take_apart(const IValue& dying, Droplist& d) {
  if (dying.use_count() != 1) return;
  const auto take = [&](const IValue& v) {
    if (nests(v)) d.pending.push_back(std::move(const_cast<IValue&>(v)));
  };
  if (dying.isTuple()) {
    for (const IValue& v : dying.toTupleRef().elements()) take(v);
  } else if (!holds_leaves(dying)) {
    for (const IValue& v : elements_of(dying)) take(v);
  }
}

void drain(Droplist& d) {
  while (!d.pending.empty()) {
    IValue v = std::move(d.pending.back());
    d.pending.pop_back();
    if (nests(v)) take_apart(v, d);
  }
}

}  // namespace

void drop_by_worklist(IValue&& v) {
  Droplist& d = t_drops;
  d.pending.push_back(std::move(v));
  if (d.active) return;
  d.active = true;
  drain(d);
  d.active = false;
}

void drop_all(std::vector<IValue>&& values) {
  for (IValue& v : values) drop(std::move(v));
  values.clear();
}

Instance::Instance(Ref<ClassDesc> c, size_t n_slots) : Capsule(Kind), cls(std::move(c)), slots(n_slots) {}
Instance::~Instance() { drop_all(std::move(slots)); }
void Instance::release_resources() {
  drop_all(std::move(slots));
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
FunctionRef::~FunctionRef() { drop_all(std::move(captures)); }

PyObjectHolder::~PyObjectHolder() {
  if (object != nullptr) hooks().drop_python(object);
}

bool holds_leaves(const IValue& list) {
  switch (list_of(list).elementType->kind()) {
    case c10::TypeKind::TensorType: case c10::TypeKind::IntType: case c10::TypeKind::FloatType: case c10::TypeKind::BoolType:
    case c10::TypeKind::StringType: case c10::TypeKind::ComplexType: return true;
    default: return false;
  }
}

c10::TypePtr element_type(c10::ArrayRef<IValue> items) {
  const auto all = [&](auto test) { return !items.empty() && std::all_of(items.begin(), items.end(), test); };
  if (all([](const IValue& v) { return v.isTensor(); })) return c10::TensorType::get();
  if (all([](const IValue& v) { return v.isInt(); })) return c10::IntType::get();
  if (all([](const IValue& v) { return v.isDouble(); })) return c10::FloatType::get();
  if (all([](const IValue& v) { return v.isBool(); })) return c10::BoolType::get();
  if (all([](const IValue& v) { return v.isString(); })) return c10::StringType::get();
  return c10::AnyType::get();
}

namespace {
// The type that a tuple was made with, or null: `Tuple` shows it only through type(), which makes one. An explicit
// instantiation may name a private member.
c10::TypePtr& given_type(const c10::ivalue::Tuple& tuple);
template <auto Member>
struct GivenType {
  friend c10::TypePtr& given_type(const c10::ivalue::Tuple& tuple) { return const_cast<c10::ivalue::Tuple&>(tuple).*Member; }
};
template struct GivenType<&c10::ivalue::Tuple::type_>;
}  // namespace

const c10::TupleType* named_type(const c10::ivalue::Tuple& tuple) {
  const c10::TypePtr& type = given_type(tuple);
  const auto* t = type ? type->castRaw<c10::TupleType>() : nullptr;
  return t != nullptr && t->schema() ? t : nullptr;
}

Dict::Dict() : Capsule(Kind) {}
Dict::~Dict() = default;

ClassDesc::ClassDesc() = default;
ClassDesc::~ClassDesc() = default;
void ClassDesc::close() {
  methods.clear();
  std::exchange(slot_types, {});
}

Program* ClassDesc::find_method(std::string_view method) const {
  const Ref<Program>* found = methods.find(method);
  return found == nullptr ? nullptr : found->get();
}

bool ClassDesc::is_subclass_of(const ClassDesc* other) const {
  if (this == other) return true;
  return !other->lineage.empty() && std::find(lineage.begin(), lineage.end(), other->lineage[0]) != lineage.end();
}

void wrong_capsule(const IValue& v, CapsuleKind wanted) {
  static const char* const names[] = {"Future", "class instance", "function", "Python object", "dict", "set", "dtype"};
  throw ScriptException("RuntimeError", std::string("expected a ") + names[static_cast<int>(wanted)] + ", got " + type_name(v));
}

}  // namespace anabranch::vm
