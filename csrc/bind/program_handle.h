// What Python holds of a loaded function. The handle's life is the program's: it is closed when the handle goes.
#pragma once

#include "bind/types.h"
#include "vm/program.h"

namespace anabranch::bind {

struct ProgramHandle {
  explicit ProgramHandle(Ref<vm::Program> p) : program(std::move(p)) {}
  ProgramHandle(const ProgramHandle&) = delete;
  ~ProgramHandle() { close(); }
  int traverse(const Visitor& visitor) const;
  void close();

  Ref<vm::Program> program;
  std::vector<pybind11::object> needs;    // handles: of what it calls, of its classes and types
  std::vector<std::pair<TypeHandle*, std::string>> enum_constants;  // counted in the members; the types are among `needs`
};

}  // namespace anabranch::bind
