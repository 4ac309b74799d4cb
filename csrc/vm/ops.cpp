#include "ops.h"

namespace anabranch::vm {

namespace {

constexpr Helper function_of(Op op) {
  switch (op) {
#define X(name, function) case Op::name: return function;
    ANABRANCH_FUNCTIONS(X)
    ANABRANCH_LONG_FUNCTIONS(X)
#undef X
    default: return nullptr;  // its body stands in the loop
  }
}

}  // namespace

#define X(name, ...) function_of(Op::name),
const Helper kHelpers[] = {ANABRANCH_INSTRUCTIONS(X)};
#undef X

}  // namespace anabranch::vm
