#include "aten/operators.h"

#include "aten/below_autograd.h"
#include "aten/default_device.h"
#include "aten/handle.h"
#include "aten/pools.h"
#include "aten/python_operators.h"

#include <ATen/ScalarOps.h>

#include <deque>
#include <unordered_map>

namespace anabranch::aten {

namespace {

using torch::jit::Stack;

// One spare argument stack a thread: a call takes it and gives it back, so nested calls make their own.
thread_local Stack spare_stack;

thread_local std::optional<c10::Device> default_device;

c10::OperatorName split(const std::string& qualified) {
  const size_t colons = qualified.find("::");
  const size_t dot = qualified.find('.', colons == std::string::npos ? 0 : colons);
  if (dot == std::string::npos) return {qualified, ""};
  return {qualified.substr(0, dot), qualified.substr(dot + 1)};
}

// The place of `Device? device` in an operator that makes a tensor out of none.
int device_argument(const c10::FunctionSchema& schema) {
  int place = -1;
  for (size_t i = 0; i < schema.arguments().size(); ++i) {
    const c10::Argument& a = schema.arguments()[i];
    if (a.type()->kind() == c10::TypeKind::TensorType) return -1;
    if (a.name() == "device" && a.type()->kind() == c10::TypeKind::OptionalType) place = static_cast<int>(i);
  }
  return place;
}

vm::Operator* make(const std::string& qualified, const c10::OperatorHandle& op) {
  auto* handle = new Handle(op);  // with its vm::Operator lives as long as the process
  auto* made = new vm::Operator;
  const c10::FunctionSchema& schema = op.schema();
  for (size_t i = 0; i < schema.arguments().size() && i < handle->tensor_args.size(); ++i)
    handle->tensor_args[i] = schema.arguments()[i].type()->kind() == c10::TypeKind::TensorType;
  handle->device_arg = device_argument(schema);
  handle->of_autograd = keys_of_autograd(op);
  handle->twin = twin_of(op);
  made->n_args = static_cast<uint16_t>(schema.arguments().size());
  made->n_outs = static_cast<uint16_t>(schema.returns().size());
  made->name = qualified;
  made->data = handle;
  const bool is_python = is_defined_in_python(op);
  if (is_python) follow_registrations(*handle);
  made->call = is_python ? call_python_operator : pool_call(op);
  if (made->call == nullptr) made->call = typed_call(op);
  if (made->call == nullptr) made->call = call_boxed;
  return made;
}

// An operator defined in Python may be defined anew with another schema: then it is another one for programs made from now on.
bool is_of_now(const vm::Operator& op) { return handle_of(op).is_there; }

}  // namespace

void call_boxed(const vm::Operator& self, c10::IValue* args, c10::IValue* out) {
  const Handle& handle = handle_of(self);
  Stack stack = std::move(spare_stack);
  stack.clear();
  for (size_t i = 0; i < self.n_args; ++i) {
    if (i < handle.tensor_args.size() && handle.tensor_args[i]) wrap_number(args[i]);
    stack.push_back(std::move(args[i]));
  }
  if (C10_UNLIKELY(default_device.has_value()) && handle.device_arg >= 0 && stack[handle.device_arg].isNone())
    stack[handle.device_arg] = *default_device;
  handle.op.callBoxed(stack);
  TORCH_CHECK(stack.size() == self.n_outs, self.name, " gave ", stack.size(), " results instead of ", self.n_outs);
  for (size_t i = 0; i < self.n_outs; ++i) out[i] = std::move(stack[i]);
  stack.clear();
  spare_stack = std::move(stack);
}

DefaultDevice::DefaultDevice(std::optional<c10::Device> device) : outer_(default_device) { default_device = device; }
DefaultDevice::~DefaultDevice() { default_device = outer_; }

void wrap_number(c10::IValue& v) {
  if (v.isTensor() || !v.isScalar()) return;
  v = at::native::wrapped_scalar_tensor(v.toScalar());
}

// Under the GIL, as all that makes programs.
const vm::Operator* find_operator(const std::string& qualified) {
  static auto& known = *new std::unordered_multimap<std::string, const vm::Operator*>;
  auto [first, last] = known.equal_range(qualified);
  for (auto it = first; it != last; ++it)
    if (is_of_now(*it->second)) return it->second;
  auto op = c10::Dispatcher::singleton().findSchema(split(qualified));
  if (!op) return nullptr;
  return known.emplace(qualified, make(qualified, *op))->second;
}

}  // namespace anabranch::aten
