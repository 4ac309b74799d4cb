// Proves of a program from a file what the machine believes: how many arguments and results a kernel has, that a raw register is
// written before it is read (else its frame begins with zeros), attributes by number, and along every path that no instruction,
// operator, kernel or call gets a value that cannot be of the kind it wants. Where a value may be of several kinds, the machine
// looks when it runs (CAST, and the kinds of values at each use). What stands alone in an instruction, vm/program_check.cpp has
// looked at before.
#pragma once

#include "host/facts.h"
#include "host/library.h"
#include "host/own_operators.h"

#include "vm/program.h"

namespace anabranch::host {

// Of one function of a program: the entry, or the body of a fork.
struct FunctionTypes {
  std::vector<Ref<TypeDesc>> parameters;
  Ref<TypeDesc> result;
};

struct Untrusted {
  const Function* function = nullptr;
  vm::ProgramData data;
  std::vector<FunctionTypes> types;              // one for each of its functions
  std::vector<const OwnOperator*> kernels;       // one for each of its kernels
  std::vector<const Function*> callees;          // one for each of its callees
  const std::map<const vm::ClassDesc*, Class>* classes = nullptr;
  const std::map<const vm::ClassDesc*, const TypeDesc*>* class_types = nullptr;
};

// Throws ArchiveError with the place. Marks functions whose frames must begin with zeros.
void verify(Untrusted& program);

}  // namespace anabranch::host
