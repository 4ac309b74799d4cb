// Tuples, lists and dicts: building, taking apart, the hot list operations.
#include "ops.h"
#include "sharing.h"
#include "value_ops.h"

#include <ATen/core/jit_type.h>

namespace anabranch::vm {

namespace {

std::vector<IValue> take_operands(Frame& f, const Instr& i) {
  const Operand* operands = operands_of(f, i);
  std::vector<IValue> out;
  out.reserve(i.c);
  for (uint16_t k = 0; k < i.c; ++k) out.push_back(take_operand(f, operands[k]));
  return out;
}

size_t checked_index(int64_t index, size_t size, const char* message) {
  const int64_t at = index < 0 ? index + static_cast<int64_t>(size) : index;
  if (at < 0 || static_cast<size_t>(at) >= size) fail("IndexError", message);
  return static_cast<size_t>(at);
}

void spread(Frame& f, const Instr& i, const IValue* elements) {
  const Operand* outs = operands_of(f, i);
  for (uint16_t k = 0; k < i.c; ++k) {
    const auto kind = outs[k].kind();
    const Bank bank = kind == OperandKind::Copy || kind == OperandKind::Move ? Bank::Value : static_cast<Bank>(kind);
    put(f, bank, static_cast<uint16_t>(outs[k].index()), IValue(elements[k]));
  }
}

Flow get_from_list(Frame& f, const Instr& i, int64_t index) {
  const IValue& list = f.values()[i.c];
  const auto& elements = elements_of(list);
  Hold hold(list);
  IValue element(elements[checked_index(index, elements.size(), "list index out of range")]);
  hold.release();  // the register's old value may be the list itself
  put_result(f, i, std::move(element));
  return Flow::Next;
}

Flow get_from_tuple(Frame& f, const Instr& i, int64_t index) {
  const auto& elements = f.values()[i.c].toTupleRef().elements();
  put_result(f, i, IValue(elements[checked_index(index, elements.size(), "tuple index out of range")]));
  return Flow::Next;
}

}  // namespace

Flow op_tuple(VmStrand&, Frame& f, const Instr& i) {
  auto elements = take_operands(f, i);
  if (hi(i) == 0) {
    f.values()[i.a] = c10::ivalue::Tuple::create(std::move(elements));
  } else {
    const TypeDesc& type = *f.function->program->data.types[static_cast<size_t>(hi(i) - 1)];
    f.values()[i.a] = c10::ivalue::Tuple::createNamed(std::move(elements), type.values_type);
  }
  return Flow::Next;
}

Flow op_list(VmStrand&, Frame& f, const Instr& i) {
  c10::impl::GenericList list(f.function->program->data.types[static_cast<size_t>(hi(i))]->c10_type);
  list.reserve(i.c);
  const Operand* operands = operands_of(f, i);
  for (uint16_t k = 0; k < i.c; ++k) list.push_back(take_operand(f, operands[k]));
  f.values()[i.a] = IValue(std::move(list));
  return Flow::Next;
}

Flow op_dict(VmStrand&, Frame& f, const Instr& i) {
  auto dict = c10::make_intrusive<Dict>();
  dict->type = f.function->program->data.types[static_cast<size_t>(hi(i))];
  const Operand* operands = operands_of(f, i);
  for (uint16_t k = 0; k + 1 < i.c; k += 2) {
    const Held key(take_operand(f, operands[k]));
    dict->items.insert(key.value).first->value = take_operand(f, operands[k + 1]);
  }
  f.values()[i.a] = box(std::move(dict));
  return Flow::Next;
}

Flow op_untuple(VmStrand&, Frame& f, const Instr& i) {
  const Held source(i.b == 1 ? std::move(f.values()[i.a]) : f.values()[i.a]);
  const auto& elements = source.value.toTupleRef().elements();
  if (elements.size() != i.c) fail("ValueError", "expected a tuple of " + std::to_string(i.c) + " elements, got " + std::to_string(elements.size()));
  spread(f, i, elements.begin());
  return Flow::Next;
}

Flow op_unlist(VmStrand&, Frame& f, const Instr& i) {
  const Held source(i.b == 1 ? std::move(f.values()[i.a]) : f.values()[i.a]);
  const ListView elements(source.value);
  if (elements.size() > i.c) fail("ValueError", "too many values to unpack (expected " + std::to_string(i.c) + ")");
  if (elements.size() < i.c)
    fail("ValueError", "not enough values to unpack (expected " + std::to_string(i.c) + ", got " + std::to_string(elements.size()) + ")");
  spread(f, i, elements.begin());
  return Flow::Next;
}

Flow op_tuple_get(VmStrand&, Frame& f, const Instr& i) { return get_from_tuple(f, i, i.imm); }
Flow op_tuple_get_register(VmStrand&, Frame& f, const Instr& i) { return get_from_tuple(f, i, f.raw()[i.imm]); }

Flow op_tuple_slice(VmStrand&, Frame& f, const Instr& i) {
  const IValue source = f.values()[i.c];
  const auto& elements = source.toTupleRef().elements();
  const auto n = static_cast<int64_t>(elements.size());
  const int64_t first = std::clamp<int64_t>(lo(i) < 0 ? lo(i) + n : lo(i), 0, n);
  const int64_t last = std::clamp<int64_t>(hi(i) < 0 ? hi(i) + n : hi(i), first, n);
  f.values()[i.a] = c10::ivalue::Tuple::create(std::vector<IValue>(elements.begin() + first, elements.begin() + last));
  return Flow::Next;
}

Flow op_list_len(VmStrand&, Frame& f, const Instr& i) {
  f.raw()[i.a] = static_cast<int64_t>(list_size(f.values()[i.c]));
  return Flow::Next;
}

Flow op_list_get(VmStrand&, Frame& f, const Instr& i) { return get_from_list(f, i, f.raw()[i.imm]); }
Flow op_list_get_constant(VmStrand&, Frame& f, const Instr& i) { return get_from_list(f, i, i.imm); }

Flow op_list_set(VmStrand&, Frame& f, const Instr& i) {
  const IValue& list = f.values()[i.a];
  auto& elements = elements_of(list);
  IValue value = take_operand(f, *operands_of(f, i));
  {
    Hold hold(list);
    elements[checked_index(f.raw()[i.b], elements.size(), "list assignment index out of range")].swap(value);
  }
  drop(std::move(value));  // the old one
  return Flow::Next;
}

Flow op_append(VmStrand&, Frame& f, const Instr& i) {
  const IValue& list = f.values()[i.a];
  auto& elements = elements_of(list);
  IValue value = take_operand(f, *operands_of(f, i));
  Hold hold(list);
  elements.push_back(std::move(value));
  return Flow::Next;
}

}  // namespace anabranch::vm
