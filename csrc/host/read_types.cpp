// Types and classes of an archive.
#include "host/read.h"
#include "host/type_kinds.h"

#include <ATen/core/enum_type.h>

namespace anabranch::host {

namespace {

constexpr size_t kMostNested = 64;

bool takes(TypeKind kind, size_t params) {
  switch (kind) {
    case TypeKind::Optional: case TypeKind::Future: case TypeKind::Enum: return params == 1;
    case TypeKind::List: case TypeKind::Set: return params <= 1;
    case TypeKind::Dict: return params == 0 || params == 2;
    case TypeKind::Tuple: return true;
    case TypeKind::Union: return params >= 1;
    default: return params == 0;
  }
}

// For messages; nominal types have names of their own.
std::string spelt(const TypeDesc& type) {
  if (!type.name.empty()) return type.name;
  std::string out(name_of(type.kind));
  for (size_t i = 0; i < type.params.size(); ++i) out += (i ? ", " : "[") + type.params[i]->name;
  return type.params.empty() ? out : out + "]";
}

size_t depth_of(const TypeDesc& type) {
  size_t deepest = 0;
  for (const auto& p : type.params) deepest = std::max(deepest, depth_of(*p));
  return deepest + 1;
}

}  // namespace

const Ref<TypeDesc>& Reader::type() { return library_->types[in_.below(library_->types.size(), "there is no such type")]; }

void Reader::types() {
  for (size_t n = in_.count(); n > 0; --n) {
    enum_members_.emplace_back();
    library_->types.push_back(new_type());
  }
}

Ref<TypeDesc> Reader::new_type() {
  auto made = c10::make_intrusive<TypeDesc>();
  const std::string& word = text();
  const auto kind = kind_named(word);
  demand(kind.has_value() && *kind != TypeKind::PyObject, "a type of a kind that there is not");
  made->kind = *kind;
  made->family = family_named(word).value_or(vm::CodeFamily::Dtype);
  made->name = text();
  for (size_t n = in_.count(); n > 0; --n) made->params.push_back(type());
  demand(takes(*kind, made->params.size()) && depth_of(*made) <= kMostNested, "a type has other parameters");
  for (size_t n = in_.count(); n > 0; --n) made->field_names.push_back(text());
  demand(made->field_names.empty() || (*kind == TypeKind::Tuple && made->field_names.size() == made->params.size() && !made->name.empty()),
         "a named tuple has other fields");
  made->name = spelt(*made);
  if (*kind == TypeKind::Class || *kind == TypeKind::Interface) {
    made->cls = c10::make_intrusive<vm::ClassDesc>();
    made->cls->name = made->name;
  }
  made->complete();
  members(*made, in_.count());
  return made;
}

void Reader::members(TypeDesc& type, size_t n) {
  demand(n == 0 || type.kind == TypeKind::Enum, "members of what is no enum");
  std::vector<c10::EnumNameValue> values;
  for (; n > 0; --n) {
    const std::string& name = text();
    values.emplace_back(name, value_of(*type.params[0]));
  }
  if (type.kind != TypeKind::Enum) return;
  const auto enum_type = c10::EnumType::create(c10::QualifiedName(type.name), type.params[0]->c10_type, values, {});
  type.params.clear();  // the value's type is the enum's own business
  type.c10_type = enum_type;
  for (const auto& [name, value] : values)
    enum_members_.back().emplace(name, IValue(c10::make_intrusive<c10::ivalue::EnumHolder>(enum_type, name, value)));
}

void Reader::classes() {
  for (size_t n = in_.count(); n > 0; --n) one_class();
}

void Reader::one_class() {
  const TypeDesc& of = *type();
  demand(of.kind == TypeKind::Class && !library_->classes.count(of.cls.get()), "a class twice, or of another type");
  Class& known = library_->classes[of.cls.get()];
  of.cls->is_module = in_.flag();
  known.entry = text();
  for (size_t n = in_.count(); n > 0; --n) of.cls->lineage.push_back(in_.number());
  for (size_t n = in_.count(); n > 0; --n) {
    of.cls->slot_names.push_back(text());
    of.cls->slot_types.push_back(type());
  }
  for (size_t n = in_.count(); n > 0; --n) {
    const std::string& name = text();
    const Function* f = library_->functions[in_.below(library_->functions.size(), "there is no such method")].get();
    demand(known.methods.emplace(name, f).second, "a class has a method twice");
    of.cls->methods.insert(name, f->program);
  }
}

}  // namespace anabranch::host
