// Declaring, checking and linking of programs (program.h).
#include "program.h"

#include "strand.h"

#include <c10/util/Exception.h>

namespace anabranch::vm {

namespace {

bool has_plain_params(const Function& f) {
  for (size_t i = 0; i < f.params.size(); ++i)
    if (f.params[i].bank == Bank::Value || f.params[i].reg != i) return false;
  return true;
}

// The code `return g(a, b, …)` of a function of a, b, …: the banks of g's parameters are looked at where g is run, for it may be
// defined later.
const Function* passed_on(const Program& p, const Function& f) {
  const Instr& call = f.code_data[0];
  if (f.code_data.size() != 2 || static_cast<Op>(call.op) != Op::CALL || call.c != f.params.size()) return nullptr;
  const Instr& ret = f.code_data[1];
  if (static_cast<Op>(ret.op) != Op::RET || ret.a != call.a || ret.b != call.b) return nullptr;
  for (size_t k = 0; k < call.c; ++k) {
    const Operand o = p.data.operands[static_cast<size_t>(lo(call)) + k];
    const bool is_value = o.kind() == OperandKind::Move || o.kind() == OperandKind::Copy;
    const bool same_bank = is_value ? f.params[k].bank == Bank::Value : static_cast<int>(o.kind()) == static_cast<int>(f.params[k].bank);
    if (!same_bank || o.index() != f.params[k].reg) return nullptr;
  }
  return &p.callees[static_cast<size_t>(hi(call))]->entry;
}

// FUSED learns its run's number, or steps aside.
void link_runs(Program& p, const ProgramData& data, FunctionData& f, Fuse fuse) {
  for (size_t at = 0; at < f.code.size(); ++at) {
    Instr& i = f.code[at];
    if (static_cast<Op>(i.op) != Op::FUSED) continue;
    auto run = fuse == nullptr ? nullptr : fuse(data, &i + 1, static_cast<size_t>(lo(i)));
    if (run == nullptr) {
      i = Instr{static_cast<uint16_t>(Op::JMP), 0, 0, 0, static_cast<int64_t>(at + 1)};
      continue;
    }
    i.imm = static_cast<int64_t>(p.runs.size()) << 32 | lo(i);
    p.runs.push_back(std::move(run));
  }
}

void fill(Function& f, Program* program, FunctionData&& d) {
  f.name = std::move(d.name);
  f.program = program;
  f.params = std::move(d.params);
  f.result = d.result;
  f.n_raw = d.n_raw;
  f.n_values = d.n_values;
  f.code_data = std::move(d.code);
  f.spans = std::move(d.spans);
  f.code = f.code_data.data();
  f.plain_params = has_plain_params(f);
  f.begins_with_zeros = d.begins_with_zeros;
  f.frame_bytes = static_cast<uint32_t>((sizeof(Frame) + f.n_raw * 8 + f.n_values * sizeof(IValue) + 15) & ~size_t{15});
}

}  // namespace

Program::~Program() = default;

void Program::close() {
  static const auto& end = *new Instr{static_cast<uint16_t>(Op::UNREACHABLE)};
  if (!std::exchange(defined, false)) return;
  const auto shut = [](Function& f) {
    f.code = &end;
    if (f.number.load(std::memory_order_relaxed) == 0) f.spans.resize(1);  // else somebody will ask for its places
  };
  shut(entry);
  for (auto& body : bodies) shut(*body);
  callees.clear();
  std::exchange(data.callees, {});
  std::exchange(data.types, {});
  data.classes.clear();
  for (IValue& v : std::exchange(data.constants, {})) drop(std::move(v));
}

int opcode_by_name(const std::string& name) {
  static const auto* table = [] {
    auto* t = new std::unordered_map<std::string, int>;
    for (int i = 0; i < static_cast<int>(Op::Count); ++i) t->emplace(kInstructions[i].name, i);
    return t;
  }();
  auto it = table->find(name);
  return it == table->end() ? -1 : it->second;
}

const char* opcode_name(uint16_t op) { return op < static_cast<uint16_t>(Op::Count) ? kInstructions[op].name : "?"; }

Ref<Program> declare(std::string name) {
  auto p = c10::make_intrusive<Program>();
  p->entry.name = name;
  p->entry.program = p.get();
  p->data.name = std::move(name);
  return p;
}

void define(const Ref<Program>& program, ProgramData data, Fuse fuse) {
  TORCH_CHECK(!program->defined, "bad bytecode: ", data.name, " is defined twice");
  check_program(data);
  Program* p = program.get();
  auto functions = std::move(data.functions);
  for (FunctionData& f : functions) link_runs(*p, data, f, fuse);
  for (auto& callee : data.callees) {
    p->callees.push_back(callee.get());
    if (callee.get() == p) callee.reset();  // no cycle through itself
  }
  fill(p->entry, p, std::move(functions[0]));
  for (size_t i = 1; i < functions.size(); ++i) {
    p->bodies.push_back(std::make_unique<Function>());
    fill(*p->bodies.back(), p, std::move(functions[i]));
  }
  p->data = std::move(data);
  for (auto& body : p->bodies) body->passes_on = passed_on(*p, *body);
  p->defined = true;
}

}  // namespace anabranch::vm
