// Unboxing, attributes, type tests.
#include "ops.h"
#include "value_ops.h"

namespace anabranch::vm {

namespace {

Instance& instance_with(const IValue& owner, int64_t slot) {
  auto* instance = as<Instance>(owner);
  if (static_cast<size_t>(slot) >= instance->size()) fail("AttributeError", std::string(type_name(owner)) + " has no slot " + std::to_string(slot));
  return *instance;
}

}  // namespace

Flow op_unbox_int(VmStrand&, Frame& f, const Instr& i) {
  f.raw()[i.a] = unbox(f.values()[i.b], Bank::Int);
  return Flow::Next;
}
Flow op_unbox_float(VmStrand&, Frame& f, const Instr& i) {
  f.raw()[i.a] = unbox(f.values()[i.b], Bank::Float);
  return Flow::Next;
}
Flow op_unbox_bool(VmStrand&, Frame& f, const Instr& i) {
  f.raw()[i.a] = unbox(f.values()[i.b], Bank::Bool);
  return Flow::Next;
}

Flow op_get_attr(VmStrand& strand, Frame& f, const Instr& i) {
  IValue value = instance_with(f.values()[i.c], i.imm).get(static_cast<size_t>(i.imm));
  if (value.isPtrType() && !value.isTensor() && !value.isString() && try_as<Instance>(value) == nullptr) expose(strand);
  put_result(f, i, std::move(value));
  return Flow::Next;
}

Flow op_set_attr(VmStrand&, Frame& f, const Instr& i) {
  instance_with(f.values()[i.a], hi(i)).set(static_cast<size_t>(hi(i)), take_operand(f, *operands_of(f, i)));
  return Flow::Next;
}

Flow op_new(VmStrand&, Frame& f, const Instr& i) {
  ClassDesc* cls = f.function->program->data.classes[static_cast<size_t>(i.imm)];
  f.values()[i.a] = box(c10::make_intrusive<Instance>(Ref<ClassDesc>::reclaim_copy(cls), cls->slot_names.size()));
  return Flow::Next;
}

Flow op_isinstance(VmStrand&, Frame& f, const Instr& i) {
  f.raw()[i.a] = is_instance(f.values()[i.c], *f.function->program->data.types[static_cast<size_t>(i.imm)]);
  return Flow::Next;
}

// An object of the class itself: compiled code reads slots where that class has them.
Flow op_exact(VmStrand&, Frame& f, const Instr& i) {
  const IValue& value = f.values()[i.c];
  const auto* instance = try_as<Instance>(value);
  const ClassDesc& wanted = *f.function->program->data.types[static_cast<size_t>(i.imm)]->cls;
  if (instance == nullptr || instance->cls.get() != &wanted) {
    const auto short_name = [](const std::string& name) { return name.substr(name.rfind('.') + 1); };
    const std::string got = short_name(type_name(value)), asked = short_name(wanted.name);
    fail("TypeError", "a " + got + " cannot be used as the " + asked + " that it is derived from: ask isinstance(x, " + got +
                          ") before isinstance(x, " + asked + ")");
  }
  f.values()[i.a] = IValue(value);
  return Flow::Next;
}

Flow op_is_none(VmStrand&, Frame& f, const Instr& i) {
  f.raw()[i.a] = f.values()[i.c].isNone();
  return Flow::Next;
}
Flow op_is_not_none(VmStrand&, Frame& f, const Instr& i) {
  f.raw()[i.a] = !f.values()[i.c].isNone();
  return Flow::Next;
}

Flow op_cast(VmStrand&, Frame& f, const Instr& i) {
  const TypeDesc& type = *f.function->program->data.types[static_cast<size_t>(i.imm)];
  const IValue& source = f.values()[i.c];
  if (!is_instance(source, type)) fail("TypeError", "expected a value of type " + type.name + ", got " + type_name(source));
  if (i.a != i.c) f.values()[i.a] = source;
  return Flow::Next;
}

Flow op_unwrap(VmStrand&, Frame& f, const Instr& i) {
  IValue& source = f.values()[i.c];
  if (source.isNone()) fail("AssertionError", "Unwrapping null optional");
  f.values()[i.a] = i.b == 1 ? IValue(std::move(source)) : IValue(source);
  return Flow::Next;
}

}  // namespace anabranch::vm
