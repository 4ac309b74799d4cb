// What one instruction does to what is known of registers (verify.h).
#pragma once

#include "host/verify.h"

namespace anabranch::host {

struct State {
  std::vector<Fact> values;   // by register
  std::vector<bool> written;  // raw registers
};

// Where an instruction may jump to.
std::optional<size_t> target_of(const vm::Instr& i);

class Transfer {
 public:
  Transfer(const Untrusted& program, size_t function);

  State at_entry() const;
  // What holds behind the instruction. Throws ArchiveError where it cannot be right.
  void apply(const vm::Instr& i, size_t at, State& state);
  // What the jump says beyond that where it is taken, or not. False: it never is.
  bool narrow(const vm::Instr& i, bool jumps, State& state) const;
  bool reads_unwritten() const { return reads_unwritten_; }

 private:
  [[noreturn]] void fail(const std::string& why) const;
  void require(const Fact& found, Kinds wanted, const char* what) const;
  void require(const Fact& found, const TypeDesc& wanted, const char* what) const;
  // transfer.cpp: registers
  Fact taken(vm::Operand o);
  std::vector<Fact> arguments(const vm::Instr& i);
  void read_raw(size_t reg) { reads_unwritten_ |= !state_->written[reg]; }
  void write(vm::Bank bank, size_t reg, const Fact& fact);
  void write(vm::Operand o, const Fact& fact);
  void result(const vm::Instr& i, const Fact& fact);
  void results(const vm::Instr& i, const std::vector<Fact>& facts);
  Fact& value(int64_t reg) { return state_->values[static_cast<size_t>(reg)]; }
  // transfer_ops.cpp: instructions
  bool simple(const vm::Instr& i);
  bool container(const vm::Instr& i, const std::vector<Fact>& given);
  bool call(const vm::Instr& i, const std::vector<Fact>& given);
  void other(const vm::Instr& i, const std::vector<Fact>& given);
  void passed(const std::vector<Fact>& given, const std::vector<Ref<TypeDesc>>& parameters, size_t skip = 0) const;
  void called(const vm::Instr& i, const std::vector<Fact>& given, const Function& f, size_t skip = 0);
  void method(const vm::Instr& i, const std::vector<Fact>& given);
  void kernel(const vm::Instr& i, const std::vector<Fact>& given);
  void dispatched(const vm::Instr& i, const std::vector<Fact>& given);
  void returns(const vm::Instr& i);
  const TypeDesc& slot(const Fact& owner, int64_t number) const;
  void spread(const vm::Instr& i, const Fact& container);

  const Untrusted& program_;
  const vm::ProgramData& data_;
  const vm::FunctionData& function_;
  const FunctionTypes& types_;
  std::vector<Kinds> constants_;
  State* state_ = nullptr;
  size_t at_ = 0;
  bool reads_unwritten_ = false;
};

}  // namespace anabranch::host
