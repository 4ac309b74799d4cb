// A Python callable that a program calls, with the types at its border: what the constant of a PYCALL holds.
#pragma once

#include "bind/types.h"

namespace anabranch::bind {

struct PythonCall {
  std::string name;
  pybind11::object fn;
  std::vector<const TypeDesc*> arguments;
  const TypeDesc* result = nullptr;
};

}  // namespace anabranch::bind
