#include "host/values.h"

#include "base/stack.h"
#include "vm/run.h"
#include "vm/sharing.h"
#include "vm/value_ops.h"

#include <ATen/core/enum_type.h>

namespace anabranch::host {

namespace {

// Into the machine. `exact`: as it is, for unions.
struct Inwards {
  const Library& library;
  bool exact = false;

  bool convert(const IValue& v, const TypeDesc& type, IValue* out) const {
    vm::check_depth("in an argument");
    switch (type.kind) {
      case TypeKind::Any: return infer(v, out);
      case TypeKind::Optional: return v.isNone() ? keep(v, out) : convert(v, *type.params[0], out);
      case TypeKind::Float: return number(v, v.isDouble(), [&] { return IValue(as_double(v)); }, v.isInt() || v.isBool(), out);
      case TypeKind::Int: return number(v, v.isInt(), [&] { return IValue(int64_t{v.toBool()}); }, v.isBool(), out);
      case TypeKind::Complex:
        return number(v, v.isComplexDouble(), [&] { return IValue(c10::complex<double>(as_double(v), 0)); }, v.isInt() || v.isDouble(), out);
      case TypeKind::Device: return number(v, v.isDevice(), [&] { return IValue(c10::Device(v.toStringRef())); }, v.isString(), out);
      case TypeKind::List: return list(v, type, out);
      case TypeKind::Tuple: return tuple(v, type, out);
      case TypeKind::Dict: return dict(v, type, out);
      case TypeKind::Set: return set(v, type, out);
      case TypeKind::Union: return member(v, type, out);
      case TypeKind::Enum: return enum_member(v, type, out);
      case TypeKind::Class: case TypeKind::Interface: return object(v, type, out);
      case TypeKind::Future: return future(v, out);
      case TypeKind::Code: return v.isInt() && keep(v, out);
      case TypeKind::Function: case TypeKind::PyObject: return false;
      default: return !v.isCapsule() && vm::is_instance(v, type) && keep(v, out);
    }
  }

 private:
  static bool keep(const IValue& v, IValue* out) {
    *out = v;
    return true;
  }
  static double as_double(const IValue& v) { return v.isInt() ? static_cast<double>(v.toInt()) : v.isBool() ? v.toBool() : v.toDouble(); }
  template <class F>
  bool number(const IValue& v, bool is_one, F converted, bool can_be, IValue* out) const {
    if (is_one) return keep(v, out);
    if (!can_be || exact) return false;
    *out = converted();
    return true;
  }

  bool items(c10::ArrayRef<IValue> from, const TypeDesc* type, std::vector<IValue>* out) const {
    for (const IValue& v : from) {
      out->emplace_back();
      if (!(type ? convert(v, *type, &out->back()) : infer(v, &out->back()))) return false;
    }
    return true;
  }
  bool list(const IValue& v, const TypeDesc& type, IValue* out) const {
    if (!v.isList() && (exact || !v.isTuple())) return false;
    const c10::ArrayRef<IValue> from = v.isList() ? v.toListRef() : c10::ArrayRef<IValue>(v.toTupleRef().elements());
    std::vector<IValue> found;
    if (!items(from, type.params.empty() ? nullptr : type.params[0].get(), &found)) return false;
    return new_list(std::move(found), type.params.empty() ? c10::AnyType::get() : type.params[0]->c10_type, out);
  }
  static bool new_list(std::vector<IValue> found, const c10::TypePtr& element, IValue* out) {
    c10::impl::GenericList made(element);
    for (IValue& item : found) made.push_back(std::move(item));
    *out = std::move(made);
    return true;
  }
  bool tuple(const IValue& v, const TypeDesc& type, IValue* out) const {
    if (!v.isTuple()) return false;
    const auto& from = v.toTupleRef().elements();
    if (type.name == "tuple") return infer(v, out);
    if (from.size() != type.params.size()) return false;
    std::vector<IValue> found(from.size());
    for (size_t i = 0; i < from.size(); ++i)
      if (!convert(from[i], *type.params[i], &found[i])) return false;
    *out = type.values_type ? IValue(c10::ivalue::Tuple::createNamed(std::move(found), type.values_type)) : IValue(c10::ivalue::Tuple::create(std::move(found)));
    return true;
  }
  bool dict(const IValue& v, const TypeDesc& type, IValue* out) const {
    if (!v.isGenericDict()) return false;
    auto made = c10::make_intrusive<vm::Dict>();
    made->type = vm::kept(type);
    const bool typed = type.params.size() == 2;
    for (const auto& entry : v.toGenericDict()) {
      IValue key, value;
      if (!(typed ? convert(entry.key(), *type.params[0], &key) : infer(entry.key(), &key))) return false;
      if (!(typed ? convert(entry.value(), *type.params[1], &value) : infer(entry.value(), &value))) return false;
      made->items.insert(key).first->value = std::move(value);
    }
    *out = vm::box(std::move(made));
    return true;
  }
  bool set(const IValue& v, const TypeDesc& type, IValue* out) const {
    std::vector<IValue> found;
    if (!v.isList() || !items(v.toListRef(), type.params.empty() ? nullptr : type.params[0].get(), &found)) return false;
    auto made = c10::make_intrusive<vm::Set>();
    for (const IValue& item : found) made->items.insert(item);
    *out = vm::box(std::move(made));
    return true;
  }
  bool member(const IValue& v, const TypeDesc& type, IValue* out) const {
    for (bool as_it_is : {true, false})
      for (const auto& m : type.params)
        if (Inwards{library, as_it_is}.convert(v, *m, out)) return true;
    return false;
  }
  // A member by its name, too.
  static bool enum_member(const IValue& v, const TypeDesc& type, IValue* out) {
    const auto enum_type = type.c10_type->cast<c10::EnumType>();
    if (v.isEnum()) return vm::is_instance(v, type) && keep(v, out);
    if (!v.isString() || !enum_type) return false;
    for (const auto& [name, value] : enum_type->enumNamesValues())
      if (name == v.toStringRef()) return keep(IValue(c10::make_intrusive<c10::ivalue::EnumHolder>(enum_type, name, value)), out);
    return false;
  }
  bool object(const IValue& v, const TypeDesc& type, IValue* out) const {
    const auto holder = held<ObjectHolder>(v);
    if (!holder || holder->object->library.get() != &library || !holder->object->instance) return false;
    *out = vm::box(holder->object->instance);
    return vm::is_instance(*out, type);
  }
  bool future(const IValue& v, IValue* out) const {
    const auto holder = held<FutureHolder>(v);
    return holder && holder->state->library.get() == &library && keep(holder->state->future, out);
  }
  // For Any: the value decides.
  bool infer(const IValue& v, IValue* out) const {
    vm::check_depth("in an argument");
    TypeDesc any;
    if (v.isList()) {
      std::vector<IValue> found;
      if (!items(v.toListRef(), nullptr, &found)) return false;
      const auto element = vm::element_type(found);
      return new_list(std::move(found), element, out);
    }
    if (v.isTuple()) {
      std::vector<IValue> found;
      if (!items(v.toTupleRef().elements(), nullptr, &found)) return false;
      *out = c10::ivalue::Tuple::create(std::move(found));
      return true;
    }
    any.kind = TypeKind::Dict;
    if (v.isGenericDict()) return dict(v, any, out);
    any.kind = TypeKind::Class;
    if (v.isCapsule()) return object(v, any, out) || future(v, out);
    return !v.isObject() && !v.isPyObject() && !v.isFuture() && keep(v, out);
  }
};

// Out of the machine.
struct Outwards {
  const std::shared_ptr<const Library>& library;

  IValue convert(const IValue& v, const TypeDesc* type) const {
    vm::check_depth("in a result");
    type = without_optional(type);
    if (v.isList()) return list(v, type);
    if (v.isTuple()) return tuple(v, type);
    return v.isCapsule() ? capsule(v, type) : v;
  }

 private:
  static const TypeDesc* without_optional(const TypeDesc* type) {
    while (type != nullptr && type->kind == TypeKind::Optional) type = type->params[0].get();
    return type;
  }
  static const TypeDesc* param(const TypeDesc* type, TypeKind kind, size_t i) {
    return type != nullptr && type->kind == kind && i < type->params.size() ? type->params[i].get() : nullptr;
  }
  IValue list(const IValue& v, const TypeDesc* type) const {
    const vm::ListView items(v);
    std::vector<IValue> found;
    for (const IValue& item : items) found.push_back(convert(item, param(type, TypeKind::List, 0)));
    const bool leaves = vm::holds_leaves(v);
    c10::impl::GenericList made(leaves ? v.toList().elementType() : vm::element_type(found));
    for (IValue& item : found) made.push_back(std::move(item));
    return made;
  }
  IValue tuple(const IValue& v, const TypeDesc* type) const {
    const auto& from = v.toTupleRef();
    std::vector<IValue> found;
    for (size_t i = 0; i < from.elements().size(); ++i) found.push_back(convert(from.elements()[i], param(type, TypeKind::Tuple, i)));
    if (vm::named_type(from) == nullptr) return c10::ivalue::Tuple::create(std::move(found));
    return c10::ivalue::Tuple::createNamed(std::move(found), from.type());
  }
  // As c10::Dict where that can have the keys, else as a list of pairs.
  IValue dict(const vm::Dict& dict, const IValue& v, const TypeDesc* type) const {
    if (type == nullptr || type->kind != TypeKind::Dict) type = dict.type.get();
    std::vector<IValue> keys, values;
    const vm::IndexView items(v, dict.items);
    for (const auto& e : items->entries()) {
      if (!e.live) continue;
      keys.push_back(convert(e.key, param(type, TypeKind::Dict, 0)));
      values.push_back(convert(e.value, param(type, TypeKind::Dict, 1)));
    }
    const c10::TypePtr key = keys.empty() && param(type, TypeKind::Dict, 0) ? type->params[0]->c10_type : vm::element_type(keys);
    if (key->kind() == c10::TypeKind::AnyType && !keys.empty()) {
      c10::impl::GenericList pairs(c10::AnyType::get());
      for (size_t i = 0; i < keys.size(); ++i) pairs.push_back(c10::ivalue::Tuple::create({keys[i], values[i]}));
      return pairs;
    }
    const c10::TypePtr value = values.empty() && param(type, TypeKind::Dict, 1) ? type->params[1]->c10_type : vm::element_type(values);
    c10::impl::GenericDict made(key, value);
    for (size_t i = 0; i < keys.size(); ++i) made.insert(keys[i], values[i]);
    return made;
  }
  IValue set(const vm::Set& set, const IValue& v, const TypeDesc* type) const {
    std::vector<IValue> found;
    const vm::IndexView items(v, set.items);
    for (const auto& e : items->entries())
      if (e.live) found.push_back(convert(e.key, param(type, TypeKind::Set, 0)));
    c10::impl::GenericList made(vm::element_type(found));
    for (IValue& item : found) made.push_back(std::move(item));
    return made;
  }
  IValue capsule(const IValue& v, const TypeDesc* type) const {
    if (const auto* d = vm::try_as<vm::Dict>(v)) return dict(*d, v, type);
    if (const auto* s = vm::try_as<vm::Set>(v)) return set(*s, v, type);
    if (auto* i = vm::try_as<vm::Instance>(v)) {
      const Object object{library, Ref<vm::Instance>::reclaim_copy(i), nullptr};
      return IValue::make_capsule(c10::make_intrusive<ObjectHolder>(std::make_shared<const Object>(object)));
    }
    if (const auto* code = vm::try_as<vm::Code>(v)) return code->number;
    if (vm::is_future(v)) {
      const TypeDesc* of = param(type, TypeKind::Future, 0);
      const FutureState state{library, v, of ? vm::kept(*of) : Ref<TypeDesc>()};
      return IValue::make_capsule(c10::make_intrusive<FutureHolder>(std::make_shared<const FutureState>(state)));
    }
    throw vm::ScriptException("TypeError", "a function of a compiled program cannot be returned to C++");
  }
};

}  // namespace

bool to_machine(const IValue& value, const TypeDesc& type, const Library& library, IValue* out) {
  return Inwards{library}.convert(value, type, out);
}

IValue to_public(const IValue& value, const TypeDesc* type, const std::shared_ptr<const Library>& library) {
  return Outwards{library}.convert(value, type);
}

}  // namespace anabranch::host
