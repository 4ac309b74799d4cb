#include "host/library.h"

namespace anabranch::host {

Library::~Library() {
  for (IValue& object : objects) vm::drop(std::move(object));
  for (auto& f : functions) {
    for (Parameter& p : f->parameters)
      if (p.fallback) vm::drop(std::move(*p.fallback));
    f->program->close();
  }
  for (auto& type : types)
    if (type->cls) type->cls->close();
}

}  // namespace anabranch::host
