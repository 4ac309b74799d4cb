#include "bind/collected.h"

#include "vm/machine.h"
#include "vm/sharing.h"

namespace anabranch::bind {

namespace {

// A worklist: values nest deeply, and the collector's stack is not ours. What is met as often as it is held, nobody else holds.
class Walk {
 public:
  explicit Walk(const Visitor& visitor) : visitor_(visitor) {}

  void add(const IValue& v) {
    if (!v.isCapsule() && !v.isTuple() && !v.isList()) return;
    const size_t owners = v.use_count();
    if (owners == 1 || ++met_[v.internalToPointer()] == owners) waiting_.push_back(&v);
  }
  int run() {
    while (!waiting_.empty()) {
      const IValue& v = *waiting_.back();
      waiting_.pop_back();
      std::atomic_thread_fence(std::memory_order_acquire);  // what the last other owner did
      if (int stop = enter(v)) return stop;
    }
    return 0;
  }

 private:
  template <class Values>
  void add_all(const Values& all) {
    for (const IValue& v : all) add(v);
  }
  void add_entries(const vm::HashIndex& items) {
    for (const auto& e : items.entries()) {
      add(e.key);
      add(e.value);
    }
  }
  int enter(const IValue& v) {
    if (v.isTuple()) return add_all(v.toTupleRef().elements()), 0;
    if (v.isList()) return vm::holds_leaves(v) ? 0 : (add_all(vm::elements_of(v)), 0);
    if (vm::try_as<vm::PyObjectHolder>(v) != nullptr) return visitor_.object(held_object(v));
    if (auto* i = vm::try_as<vm::Instance>(v)) return add_all(i->slots), 0;
    if (auto* d = vm::try_as<vm::Dict>(v)) return add_entries(d->items), 0;
    if (auto* s = vm::try_as<vm::Set>(v)) return add_entries(s->items), 0;
    if (auto* f = vm::try_as<vm::FunctionRef>(v)) return add_all(f->captures), add(f->owner), 0;
    if (auto* f = vm::try_as<vm::FutureHandle>(v)) return enter(*f->task);
    return 0;
  }
  // A task that is over and belongs to this future alone: its result, its error, and what a detached one keeps open.
  int enter(const vm::VmTask& task) {
    if (task.refs() != 1 || !task.finished()) return 0;
    add(task.result());
    if (task.error() != nullptr) add_error(*task.error());
    const auto* call = static_cast<const vm::VmCall*>(task.owned_call());
    return call != nullptr && call->refs() == 1 ? visitor_.object(static_cast<PyObject*>(call->owner)) : 0;
  }
  // Other flights of an error share it and what it was raised over.
  void add_error(const vm::Flight& first) {
    const vm::Flight* flight = &first;
    while (is_sole(flight->error)) {
      add(flight->error->python_class);
      add(flight->error->python_instance);
      if (flight->context == nullptr || flight->context.use_count() != 1) return;
      flight = &flight->context->flight;
    }
  }

  const Visitor& visitor_;
  std::vector<const IValue*> waiting_;
  std::unordered_map<const void*, size_t> met_;
};

}  // namespace

int Visitor::values(c10::ArrayRef<IValue> all) const {
  Walk walk(*this);
  for (const IValue& v : all) walk.add(v);
  return walk.run();
}

}  // namespace anabranch::bind
