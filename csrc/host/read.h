// Reads the native program of an archive (src/anabranch/archive/native_program.py writes it) in one pass. Nothing of it is
// believed: what a number names must be there, values must be of their types, programs are checked (vm/program_check.cpp) and
// their registers' types followed along every path (verify.h) before anything can run.
#pragma once

#include "host/bytes.h"
#include "host/library.h"
#include "host/verify.h"
#include "host/zip.h"

#include <ATen/core/Tensor.h>

namespace anabranch::host {

// Whether a value is of its static type.
bool fits(const IValue& value, const TypeDesc& type);

class Reader {
 public:
  Reader(const Zip& zip, std::optional<c10::Device> device);
  std::shared_ptr<Library> read();

 private:
  // read.cpp
  static std::string native_program(const Zip& zip);
  void texts();
  void instructions();
  void lines();
  void root();
  const std::string& text();
  // read_types.cpp
  void types();
  Ref<TypeDesc> new_type();
  void members(TypeDesc& type, size_t n);
  const Ref<TypeDesc>& type();
  void classes();
  void one_class();
  // read_tensors.cpp
  void tensors();
  void storage(size_t number);
  at::Tensor tensor();
  at::Tensor strided(at::ScalarType dtype, const std::vector<int64_t>& sizes);
  at::Tensor sparse(const std::string& layout, at::ScalarType dtype, const std::vector<int64_t>& sizes);
  std::vector<int64_t> sizes();
  // read_values.cpp
  IValue value(int depth = 0);
  IValue value_of(const TypeDesc& type);
  std::vector<IValue> items(int depth);
  IValue list(int depth);
  IValue named(int depth);
  IValue dict(int depth);
  IValue set(int depth);
  IValue enum_member();
  void objects();
  void slots();
  // read_programs.cpp
  void functions();
  void program(Function& f);
  void signature(Function& f);
  vm::FunctionData code(FunctionTypes& types);
  vm::Operand operand();
  vm::Instr instruction(int32_t* before);
  int32_t near(int32_t line);
  std::vector<std::string> names();
  void operators(vm::ProgramData& data);
  void spans(vm::ProgramData& data);
  void sign(FunctionTypes& types, const Function& f);
  void check_programs();

  const Zip& zip_;
  const std::string bytes_;  // what `in_` reads
  Bytes in_;
  const std::optional<c10::Device> device_;
  std::shared_ptr<Library> library_ = std::make_shared<Library>();
  std::vector<std::string> texts_;
  std::vector<uint16_t> opcodes_;  // by the archive's number
  std::vector<at::Tensor> storages_, tensors_;
  std::vector<std::map<std::string, IValue>> enum_members_;  // by the type's number
  std::vector<Untrusted> programs_;
};

}  // namespace anabranch::host
