// A Python callable that a program calls, with the types at its border: what the constant of a PYCALL holds.
#pragma once

#include "bind/types.h"

namespace anabranch::bind {

struct PythonCall {
  int traverse(const Visitor& visitor) const {
    const int stop = visitor.object(fn);
    return stop ? stop : visitor.objects(needs);
  }
  void close() {
    const pybind11::object called = std::exchange(fn, pybind11::none());
    const auto needed = std::exchange(needs, {});
  }

  std::string name;
  pybind11::object fn;
  std::vector<Ref<TypeDesc>> arguments;
  Ref<TypeDesc> result;
  std::vector<pybind11::object> needs;  // the handles of the types
};

}  // namespace anabranch::bind
