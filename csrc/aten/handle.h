// What stands behind vm::Operator::data: the dispatcher's handle, and what a boxed call needs to know of the schema.
#pragma once

#include "vm/operator.h"

#include <ATen/core/dispatch/Dispatcher.h>

#include <atomic>
#include <bitset>

namespace anabranch::aten {

struct Handle {
  explicit Handle(c10::OperatorHandle h) : op(std::move(h)) {}
  c10::OperatorHandle op;       // of an operator defined in Python: valid while it is there
  std::bitset<64> tensor_args;  // where the schema says Tensor: a number there is wrapped
  c10::DispatchKeySet of_autograd;  // what a call goes past that nothing differentiates (below_autograd.h)
  std::optional<c10::OperatorHandle> twin;  // does the same in place, where the first argument is spare (spare.h)
  int device_arg = -1;          // of a factory: where a device that the program leaves open goes
  // Of an operator defined in Python only (python_operators.h): what programs were compiled against, and whether it is there.
  std::optional<c10::FunctionSchema> schema;
  std::atomic<bool> is_there{true};
  std::atomic<uint32_t> times_gone{0};
};

inline const Handle& handle_of(const vm::Operator& op) { return *static_cast<const Handle*>(op.data); }

// A number where the schema says Tensor becomes a 0-dim tensor flagged as wrapped, so that it does not take part in type
// promotion, as in eager.
void wrap_number(c10::IValue& v);

// Calls by the dispatcher's stack of IValues: every operator has it.
void call_boxed(const vm::Operator& self, c10::IValue* args, c10::IValue* out);

// The in-place operator that gives what this one gives, if there is one that is known to.
std::optional<c10::OperatorHandle> twin_of(const c10::OperatorHandle& op);

// A typed call for the operator's signature, or null: then the boxed call is used.
vm::Operator::Call typed_call(const c10::OperatorHandle& op);

}  // namespace anabranch::aten
