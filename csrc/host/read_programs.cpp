// Functions of an archive.
#include "host/read.h"

#include "aten/fused.h"
#include "aten/operators.h"
#include "aten/handle.h"
#include "aten/python_operators.h"

namespace anabranch::host {

namespace {

vm::Bank bank_of(const TypeDesc& type) {
  switch (type.kind) {
    case TypeKind::Int: return vm::Bank::Int;
    case TypeKind::Float: return vm::Bank::Float;
    case TypeKind::Bool: return vm::Bank::Bool;
    default: return vm::Bank::Value;
  }
}

bool has_halves(uint16_t op) {
  for (const auto& o : vm::kInstructions[op].operands)
    if (o.kind != vm::Kind::Nothing && (o.place == vm::Place::lo || o.place == vm::Place::hi)) return true;
  return false;
}

const vm::Operator* find_operator(const std::string& name) {
  const vm::Operator* op = aten::find_operator(name);
  if (op == nullptr)
    refuse("the program calls the operator " + name + ", which is not registered with PyTorch here\nhelp: load the library that defines it before the archive");
  if (aten::is_defined_in_python(aten::handle_of(*op).op)) refuse("the program calls the operator " + name + ", which is written in Python");
  return op;
}

const OwnOperator* find_kernel(const std::string& name) {
  const OwnOperator* op = find_own_operator(name);
  if (op == nullptr || op->kernel == nullptr) refuse("the program calls " + name + ", which this version of the library does not have");
  return op;
}

}  // namespace

// How many there are, so that they may name each other.
void Reader::functions() {
  for (size_t n = in_.count(); n > 0; --n) {
    auto f = std::make_unique<Function>();
    f->program = vm::declare("");
    library_->functions.push_back(std::move(f));
  }
}

void Reader::program(Function& f) {
  Untrusted& made = programs_.emplace_back();
  vm::ProgramData& data = made.data;
  made.function = &f;
  f.name = data.name = text();
  f.program->entry.name = f.program->data.name = f.name;
  signature(f);
  for (size_t n = in_.count(); n > 0; --n) data.functions.push_back(code(made.types.emplace_back()));
  demand(!data.functions.empty(), "a program without code");
  for (size_t n = in_.count(); n > 0; --n) data.operands.push_back(operand());
  for (size_t n = in_.count(); n > 0; --n) {
    const TypeDesc& of = *type();
    data.constants.push_back(value_of(of));
  }
  operators(data);
  for (const std::string& name : data.kernel_names) {
    made.kernels.push_back(find_kernel(name));
    data.kernels.push_back(made.kernels.back()->kernel);
  }
  data.names = names();
  for (size_t n = in_.count(); n > 0; --n) {
    made.callees.push_back(library_->functions[in_.below(library_->functions.size(), "there is no such function")].get());
    data.callees.push_back(made.callees.back()->program);
  }
  for (size_t n = in_.count(); n > 0; --n) {
    const TypeDesc& of = *type();
    demand(of.kind == TypeKind::Class && library_->classes.count(of.cls.get()), "there is no such class");
    data.classes.push_back(of.cls.get());
  }
  for (size_t n = in_.count(); n > 0; --n) data.types.push_back(type());
  spans(data);
}

void Reader::signature(Function& f) {
  for (size_t n = in_.count(); n > 0; --n) {
    Parameter p;
    p.name = text();
    p.type = type();
    p.keyword_only = in_.flag();
    p.size = in_.small();
    if (in_.flag()) p.fallback = value();
    if (p.fallback && !fits(*p.fallback, *p.type)) p.fallback.reset();  // PyTorch's own functions have such: for eager alone
    f.parameters.push_back(std::move(p));
  }
  f.result = type();
}

vm::FunctionData Reader::code(FunctionTypes& types) {
  vm::FunctionData f;
  f.name = text();
  for (size_t n = in_.count(); n > 0; --n) {
    const auto bank = static_cast<vm::Bank>(in_.below(4, "there is no such bank"));
    f.params.push_back({bank, in_.small()});
    types.parameters.push_back(type());
    demand(bank == bank_of(*types.parameters.back()), "a parameter is in another bank than its type's");
  }
  f.result = static_cast<vm::Bank>(in_.below(4, "there is no such bank"));
  types.result = type();
  demand(f.result == bank_of(*types.result), "a result is in another bank than its type's");
  f.n_raw = in_.small();
  f.n_values = in_.small();
  int32_t before = 0;
  uint32_t place = 0;
  for (size_t n = in_.count(); n > 0; --n) {
    f.code.push_back(instruction(&before));
    place += static_cast<uint32_t>(in_.integer());
    f.spans.push_back(place);
  }
  return f;
}

vm::Operand Reader::operand() {
  const uint64_t n = in_.below(uint64_t{1} << 27, "an operand is too large");
  return {static_cast<uint32_t>((n & 7) << 24 | n >> 3)};
}

// The lower half as the distance from that of the instruction before.
vm::Instr Reader::instruction(int32_t* before) {
  vm::Instr i;
  i.op = opcodes_[in_.below(opcodes_.size(), "there is no such instruction")];
  i.a = in_.small();
  i.b = in_.small();
  i.c = in_.small();
  if (!has_halves(i.op)) {
    i.imm = in_.integer();
    return i;
  }
  *before = static_cast<int32_t>(static_cast<uint64_t>(*before) + static_cast<uint64_t>(in_.integer()));
  i.imm = static_cast<int64_t>(static_cast<uint64_t>(in_.integer()) << 32 | static_cast<uint32_t>(*before));
  return i;
}

std::vector<std::string> Reader::names() {
  std::vector<std::string> out(in_.count());
  for (std::string& name : out) name = text();
  return out;
}

void Reader::operators(vm::ProgramData& data) {
  for (const std::string& name : names()) data.operators.push_back(find_operator(name));
  data.kernel_names = names();
}

int32_t Reader::near(int32_t line) {
  const int64_t distance = in_.integer();
  demand(distance > -INT32_MAX && distance < INT32_MAX && line + distance >= 0 && line + distance < INT32_MAX, "a place is too far");
  return static_cast<int32_t>(line + distance);
}

void Reader::spans(vm::ProgramData& data) {
  std::map<std::string, uint32_t> files;
  int32_t line = 0;
  for (size_t n = in_.count(); n > 0; --n) {
    const std::string& file = text();
    const auto [it, is_new] = files.emplace(file, static_cast<uint32_t>(data.files.size()));
    if (is_new) data.files.push_back(file);
    line = near(line);
    const auto column = static_cast<int32_t>(in_.below(INT32_MAX, "a place is too far"));
    const int32_t end = near(line);
    data.spans.push_back({it->second, line, column, end, static_cast<int32_t>(in_.below(INT32_MAX, "a place is too far"))});
  }
}

// The entry is what its signature says: its own code may know more of its result.
void Reader::sign(FunctionTypes& types, const Function& f) {
  demand(types.parameters.size() == f.parameters.size(), "a function is called in another way than it is written");
  for (size_t k = 0; k < f.parameters.size(); ++k) {
    if (f.parameters[k].type->kind == TypeKind::Code && types.parameters[k]->kind == TypeKind::Int) continue;  // code has its number
    demand(bank_of(*types.parameters[k]) == bank_of(*f.parameters[k].type), "a function is called in another way than it is written");
    types.parameters[k] = f.parameters[k].type;
  }
  types.result = f.result;
}

// When all are there: they call each other.
void Reader::check_programs() {
  std::map<const vm::ClassDesc*, const TypeDesc*> class_types;
  for (const auto& t : library_->types)
    if (t->kind == TypeKind::Class) class_types[t->cls.get()] = t.get();
  for (Untrusted& p : programs_) {
    sign(p.types[0], *p.function);
    vm::check_program(p.data);
    p.classes = &library_->classes;
    p.class_types = &class_types;
    verify(p);
  }
  for (Untrusted& p : programs_) vm::define(p.function->program, std::move(p.data), aten::fuse);
}

}  // namespace anabranch::host
