// Values of an archive, and its objects.
#include "host/read.h"

#include "vm/codes.h"
#include "vm/value_ops.h"

namespace anabranch::host {

namespace {

constexpr int kMostNested = 200;

// The numbers of archive/native_values.py.
enum class Tag { None, False, True, Int, Float, Complex, Str, Device, Tensor, List, Tuple, Named, Dict, Set, Enum, Object, Function, Code, Count };

}  // namespace

// A dtype and the like is an int where its type says which of them it is.
bool fits(const IValue& value, const TypeDesc& type) {
  if (type.kind == TypeKind::Code) return value.isInt();
  if (type.kind == TypeKind::Optional) return value.isNone() || fits(value, *type.params[0]);
  if (type.kind == TypeKind::Tuple && value.isTuple() && value.toTupleRef().size() == type.params.size()) {
    const auto& items = value.toTupleRef().elements();
    for (size_t i = 0; i < items.size(); ++i)
      if (!fits(items[i], *type.params[i])) return false;
    return true;
  }
  const bool of_codes = type.kind == TypeKind::List && !type.params.empty() && type.params[0]->kind == TypeKind::Code;
  if (!of_codes) return vm::is_instance(value, type);
  return value.isList() && value.toList().elementType()->kind() == c10::TypeKind::IntType;
}

namespace {
void demand_fits(const IValue& value, const TypeDesc& type) {
  if (!fits(value, type)) damaged(std::string("expected a value of type ") + type.name + ", got " + vm::type_name(value));
}
}  // namespace

IValue Reader::value(int depth) {
  demand(depth < kMostNested, "a value nests too deeply");
  switch (static_cast<Tag>(in_.below(static_cast<uint64_t>(Tag::Count), "there is no such kind of value"))) {
    case Tag::None: return {};
    case Tag::False: return false;
    case Tag::True: return true;
    case Tag::Int: return in_.integer();
    case Tag::Float: return in_.real();
    case Tag::Complex: {
      const double re = in_.real();
      return c10::complex<double>(re, in_.real());
    }
    case Tag::Str: return text();
    case Tag::Device: return c10::Device(text());
    case Tag::Tensor: return tensors_.at(in_.below(tensors_.size(), "there is no such tensor"));
    case Tag::List: return list(depth);
    case Tag::Tuple: return c10::ivalue::Tuple::create(items(depth));
    case Tag::Named: return named(depth);
    case Tag::Dict: return dict(depth);
    case Tag::Set: return set(depth);
    case Tag::Enum: return enum_member();
    case Tag::Object: return library_->objects.at(in_.below(library_->objects.size(), "there is no such object"));
    case Tag::Function: {
      const auto n = in_.below(library_->functions.size(), "there is no such function");
      return vm::box(c10::make_intrusive<vm::FunctionRef>(library_->functions[n]->program, std::vector<IValue>()));
    }
    case Tag::Code: {
      const auto family = static_cast<vm::CodeFamily>(in_.below(vm::kCodeFamilies, "there is no such dtype"));
      return vm::code_object(family, static_cast<int64_t>(in_.small()));
    }
    case Tag::Count: break;
  }
  damaged("there is no such kind of value");
}

IValue Reader::value_of(const TypeDesc& type) {
  IValue found = value();
  demand_fits(found, type);
  return found;
}

std::vector<IValue> Reader::items(int depth) {
  std::vector<IValue> out;
  for (size_t n = in_.count(); n > 0; --n) out.push_back(value(depth + 1));
  return out;
}

IValue Reader::list(int depth) {
  const uint64_t known = in_.below(library_->types.size() + 1, "there is no such type");
  const TypeDesc* type = known == 0 ? nullptr : library_->types[known - 1].get();
  demand(type == nullptr || (type->kind == TypeKind::List && !type->params.empty()), "a list of no list's type");
  const std::vector<IValue> found = items(depth);
  c10::impl::GenericList made(type == nullptr ? vm::element_type(found) : type->params[0]->c10_type);
  for (const IValue& v : found) {
    if (type != nullptr) demand_fits(v, *type->params[0]);
    made.push_back(v);
  }
  return made;
}

IValue Reader::named(int depth) {
  const TypeDesc& of = *type();
  demand(of.values_type != nullptr, "a named tuple of no such type");
  std::vector<IValue> found = items(depth);
  demand(found.size() == of.params.size(), "a named tuple has other fields");
  for (size_t i = 0; i < found.size(); ++i) demand_fits(found[i], *of.params[i]);
  return c10::ivalue::Tuple::createNamed(std::move(found), of.values_type);
}

IValue Reader::dict(int depth) {
  const uint64_t known = in_.below(library_->types.size() + 1, "there is no such type");
  auto made = c10::make_intrusive<vm::Dict>();
  if (known != 0) made->type = library_->types[known - 1];
  demand(known == 0 || (made->type->kind == TypeKind::Dict && made->type->params.size() == 2), "a dict of no dict's type");
  const std::vector<IValue> found = items(depth);
  demand(found.size() % 2 == 0, "a dict lacks a value");
  for (size_t i = 0; i < found.size(); i += 2) {
    demand(vm::try_as<vm::Instance>(found[i]) == nullptr, "an object as a key");  // its hash may be a program that is not read yet
    made->items.insert(found[i]).first->value = found[i + 1];
  }
  IValue out = vm::box(made);
  if (known != 0) demand_fits(out, *made->type);
  return out;
}

IValue Reader::set(int depth) {
  auto made = c10::make_intrusive<vm::Set>();
  for (const IValue& v : items(depth)) {
    demand(vm::try_as<vm::Instance>(v) == nullptr, "an object in a set");
    made->items.insert(v);
  }
  return vm::box(std::move(made));
}

IValue Reader::enum_member() {
  const auto n = in_.below(enum_members_.size(), "there is no such type");
  auto it = enum_members_[n].find(text());
  demand(it != enum_members_[n].end(), "there is no such member of an enum");
  return it->second;
}

// Made first, filled last: they may name each other.
void Reader::objects() {
  for (size_t n = in_.count(); n > 0; --n) {
    const TypeDesc& of = *type();
    demand(of.kind == TypeKind::Class && library_->classes.count(of.cls.get()), "an object of no class");
    library_->objects.push_back(vm::box(c10::make_intrusive<vm::Instance>(of.cls, of.cls->slot_names.size())));
  }
}

void Reader::slots() {
  for (const IValue& object : library_->objects) {
    auto& instance = *vm::as<vm::Instance>(object);
    for (size_t i = 0; i < instance.slots.size(); ++i) instance.slots[i] = value_of(*instance.cls->slot_types[i]);
  }
}

}  // namespace anabranch::host
