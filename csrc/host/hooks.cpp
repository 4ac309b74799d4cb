// What the machine asks of Python elsewhere (vm/hooks.h), without Python.
#include "aten/threads.h"
#include "host/library.h"
#include "host/tensor_text.h"
#include "vm/hooks.h"

#include <torch/csrc/autograd/autograd.h>

namespace anabranch::host {

namespace {

using torch::autograd::variable_list;

std::optional<bool> maybe_flag(const IValue& v) { return v.isNone() ? std::nullopt : std::optional(v.toBool()); }

at::Tensor maybe_tensor(const IValue& v) { return v.isNone() ? at::Tensor() : v.toTensor(); }

variable_list tensors(const IValue& v) {
  variable_list out;
  if (v.isNone()) return out;
  if (!v.isList()) return {maybe_tensor(v)};
  for (const IValue& item : v.toListRef()) out.push_back(maybe_tensor(item));
  return out;
}

// Gradients that are not there are None.
IValue optional_tensors(const variable_list& found) {
  c10::impl::GenericList out(c10::OptionalType::create(c10::TensorType::get()));
  for (const at::Tensor& t : found) out.push_back(t.defined() ? IValue(t) : IValue());
  return out;
}

// aten::grad(outputs, inputs, grad_outputs, retain_graph, create_graph, allow_unused); aten::backward(tensors, gradients, retain_graph, create_graph)
bool autograd(const char* name, IValue* args, size_t, IValue* out, vm::Raised* error) {
  try {
    if (std::string_view(name) == "aten::grad")
      *out = optional_tensors(torch::autograd::grad(tensors(args[0]), tensors(args[1]), tensors(args[2]), maybe_flag(args[3]), args[4].toBool(), args[5].toBool()));
    else
      torch::autograd::backward(tensors(args[0]), tensors(args[1]), maybe_flag(args[2]), args[3].toBool());
    return true;
  } catch (...) {
    error->error = vm::current_error();
    return false;
  }
}

bool str_value(const IValue& v, bool, std::string* out, vm::Raised* error) {
  try {
    *out = v.isTensor() ? tensor_text(v.toTensor()) : "<" + vm::as<vm::Instance>(v)->cls->name + " object>";
    return true;
  } catch (...) {
    error->error = vm::current_error();
    return false;
  }
}

// The only thing that is dropped here is what keeps a library open (module.cpp).
void drop_library(void* owner) { delete static_cast<std::shared_ptr<const Library>*>(owner); }

[[maybe_unused]] const bool installed = [] {
  vm::Hooks hooks{};
  hooks.set_thread_width = aten::set_thread_width;
  hooks.autograd = autograd;
  hooks.str_value = str_value;
  hooks.drop_python = drop_library;
  vm::set_hooks(hooks);
  return true;
}();

}  // namespace

}  // namespace anabranch::host
