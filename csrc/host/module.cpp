// The public class Module: calls.
#include "aten/modes.h"
#include "host/errors.h"
#include "host/values.h"
#include "vm/machine.h"
#include "vm/run.h"
#include "vm/value_ops.h"

#include <cstdio>
#include <cstdlib>

namespace anabranch {

namespace host {

namespace {

[[noreturn]] void type_error(const std::string& message) { throw vm::ScriptException("TypeError", message); }

const Function* find(const Object& object, const std::string& method) {
  if (!object.instance) {
    const bool is_it = method == "forward" || method == "__call__" || method == object.function->name;
    return is_it ? object.function : nullptr;
  }
  const auto& methods = object.library->classes.at(object.instance->cls.get()).methods;
  auto it = methods.find(method);
  return it == methods.end() ? nullptr : it->second;
}

const Function& get(const Object& object, const std::string& method) {
  const Function* f = find(object, method);
  if (f == nullptr) throw vm::ScriptException("AttributeError", (object.instance ? object.instance->cls->name : object.function->name) + " has no method '" + method + "'");
  return *f;
}

std::string described(const IValue& v) { return v.isCapsule() ? "an object of another kind" : vm::type_name(v); }

// The arguments of one call by the function's signature.
class Binding {
 public:
  Binding(const Object& object, const Function& f) : object_(object), f_(f), first_(object.instance ? 1 : 0) {
    values_.resize(f.parameters.size());
    given_.resize(f.parameters.size());
    if (first_ == 1) {
      values_[0] = vm::box(object.instance);
      given_[0] = true;
    }
  }

  std::vector<IValue> bind(const Arguments& arguments, const Named& named) {
    size_t at = first_;
    for (const IValue& v : arguments) {
      if (at >= f_.parameters.size() || f_.parameters[at].keyword_only)
        type_error(f_.name + "() takes " + std::to_string(at - first_) + " positional arguments, got " + std::to_string(arguments.size()));
      set(at++, v);
    }
    for (const auto& [name, v] : named) set(place_of(name), v);
    for (size_t i = 0; i < values_.size(); ++i) complete(i);
    return std::move(values_);
  }

 private:
  size_t place_of(const std::string& name) const {
    for (size_t i = first_; i < f_.parameters.size(); ++i)
      if (f_.parameters[i].name == name) return i;
    type_error(f_.name + "() got an unexpected argument '" + name + "'");
  }
  void set(size_t i, const IValue& v) {
    const Parameter& p = f_.parameters[i];
    if (given_[i]) type_error(f_.name + "() got several values for argument '" + p.name + "'");
    given_[i] = true;
    if (p.size != 0 && (v.isInt() || v.isDouble())) {
      c10::impl::GenericList repeated(c10::AnyType::get());
      for (size_t k = 0; k < p.size; ++k) repeated.push_back(v);
      if (to_machine(repeated, *p.type, *object_.library, &values_[i])) return;
    }
    if (!to_machine(v, *p.type, *object_.library, &values_[i]))
      type_error(f_.name + "() expected a value of type " + p.type->name + " for argument '" + p.name + "', got " + described(v));
  }
  // Containers are copied: the program may change what it gets.
  void complete(size_t i) {
    const Parameter& p = f_.parameters[i];
    if (given_[i]) return;
    if (!p.fallback) type_error(f_.name + "() is missing the argument '" + p.name + "' of type " + p.type->name);
    values_[i] = p.fallback->isList() ? IValue(p.fallback->toList().copy()) : *p.fallback;
  }

  const Object& object_;
  const Function& f_;
  const size_t first_;
  std::vector<IValue> values_;
  std::vector<bool> given_;
};

// Keeps the library until the call, and the tasks that outlive it, are over.
struct Owner {
  explicit Owner(const std::shared_ptr<const Library>& library) : reference(new std::shared_ptr<const Library>(library)) {}
  ~Owner() { delete static_cast<std::shared_ptr<const Library>*>(reference); }
  Owner(const Owner&) = delete;
  void* reference;
};

void report_unseen() {
  for (const vm::Raised& lost : vm::take_unseen_failures())
    std::fprintf(stderr, "anabranch: a task failed, and nobody waited for it: %s: %s\n", lost.error->type_name.c_str(), lost.error->message.c_str());
}

IValue call(const Object& object, const Function& f, const Arguments& arguments, const Named& named) {
  Owner owner(object.library);
  vm::Outcome outcome = vm::run(f.program, Binding(object, f).bind(arguments, named), {aten::thread_is_special(), &owner.reference});
  report_unseen();
  if (outcome.error) raise(outcome.error, object.library.get());
  const vm::Held result(std::move(outcome.value));
  return to_public(result.value, f.result.get(), object.library);
}

void stop_at_exit() {
  [[maybe_unused]] static const bool once = [] { return std::atexit([] { vm::scheduler().shutdown(); }) == 0; }();
}

}  // namespace

}  // namespace host

using host::guarded;

bool Module::is(const c10::IValue& value) { return host::held<host::ObjectHolder>(value) != nullptr; }

Module::Module(const c10::IValue& value) : object_(guarded([&] {
  const auto holder = host::held<host::ObjectHolder>(value);
  if (!holder) throw vm::ScriptException("TypeError", "the value is no object of a compiled program");
  return holder->object;
})) {}
Module::Module(std::shared_ptr<const host::Object> object) : object_(std::move(object)) {}

c10::IValue Module::call(const std::string& method, Arguments arguments, const Named& named) const {
  return guarded([&] { return host::call(*object_, host::get(*object_, method), arguments, named); }, object_->library.get());
}

c10::IValue Module::operator()(Arguments arguments, const Named& named) const {
  const bool is_function = !object_->instance;
  return call(is_function ? "forward" : object_->library->classes.at(object_->instance->cls.get()).entry, std::move(arguments), named);
}

bool Module::has(const std::string& method) const { return host::find(*object_, method) != nullptr; }

std::vector<std::string> Module::methods() const {
  if (!object_->instance) return {"forward"};
  std::vector<std::string> out;
  for (const auto& [name, f] : object_->library->classes.at(object_->instance->cls.get()).methods) out.push_back(name);
  return out;
}

c10::IValue Module::attribute(const std::string& name) const {
  return guarded([&] {
    const auto* cls = object_->instance ? object_->instance->cls.get() : nullptr;
    for (size_t i = 0; cls != nullptr && i < cls->slot_names.size(); ++i)
      if (cls->slot_names[i] == name) return host::to_public(object_->instance->get(i), cls->slot_types[i].get(), object_->library);
    throw vm::ScriptException("AttributeError", "there is no attribute '" + name + "'");
  });
}

c10::IValue Module::value() const { return c10::IValue::make_capsule(c10::make_intrusive<host::ObjectHolder>(object_)); }

Module load(const std::string& path, std::optional<c10::Device> device) {
  return guarded([&] {
    host::stop_at_exit();
    host::Object root{host::read_library(path, device), {}, nullptr};
    root.function = root.library->root_function;
    if (root.function == nullptr) root.instance = vm::Ref<vm::Instance>::reclaim_copy(vm::as<vm::Instance>(root.library->objects.at(0)));
    return Module(std::make_shared<const host::Object>(std::move(root)));
  });
}

void set_num_workers(int workers) {
  guarded([&] {
    if (workers < 0) throw vm::ScriptException("ValueError", "the number of workers is negative");
    vm::scheduler().set_workers(workers);
  });
}
int num_workers() { return vm::scheduler().workers(); }

}  // namespace anabranch
