// Identity, optionals, enums, tuples, devices: operators on the shape of values rather than on what they hold.
#include "../vm/run.h"
#include "ordering.h"

#include <ATen/core/enum_type.h>

#include <chrono>

namespace anabranch::kernels {
namespace {

bool identical(const IValue& a, const IValue& b) {
  if (a.isInt() || a.isDouble() || a.isBool() || a.isString() || a.isComplexDouble())
    return a.tagKind() == b.tagKind() && vm::same_value(a, b);
  return a.is(b);
}
KERNEL(is) { *out = identical(args[0], args[1]); }
KERNEL(is_not) { *out = !identical(args[0], args[1]); }
KERNEL(same_item) { *out = vm::same_value(args[0], args[1]); }
KERNEL(unwrap_optional) {
  if (args[0].isNone()) raise("AssertionError", "Unwrapping null optional");
  *out = std::move(args[0]);
}
KERNEL(unchecked_cast) { *out = std::move(args[0]); }
KERNEL(future_done) { *out = vm::future_done(args[0]); }
KERNEL(has_torch_function) { *out = false; }
KERNEL(is_scripting) { *out = true; }
KERNEL(time_point) {
  *out = static_cast<int64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}

KERNEL(enum_name) { *out = args[0].toEnumHolder()->name(); }
KERNEL(enum_value) {
  *out = args[0].toEnumHolder()->value();
}
KERNEL(enum_eq) { *out = vm::values_equal(args[0], args[1]); }
KERNEL(enum_ne) { *out = !vm::values_equal(args[0], args[1]); }

KERNEL(tuple_index) {
  const auto& elements = args[0].toTupleRef().elements();
  *out = elements[wrap_index(args[1].toInt(), static_cast<int64_t>(elements.size()), "tuple index out of range")];
}
KERNEL(tuple_len) { *out = static_cast<int64_t>(args[0].toTupleRef().size()); }
KERNEL(tuple_contains) {
  const auto& elements = args[0].toTupleRef().elements();
  *out = std::any_of(elements.begin(), elements.end(), [&](const IValue& v) { return vm::same_value(v, args[1]); });
}
KERNEL(tuple_eq) { *out = vm::values_equal(args[0], args[1]); }
KERNEL(tuple_ne) { *out = !vm::values_equal(args[0], args[1]); }
KERNEL(sequence_lt) { *out = ordered(Order::Less, args[0], args[1]); }
KERNEL(sequence_le) { *out = ordered(Order::LessEqual, args[0], args[1]); }
KERNEL(sequence_gt) { *out = ordered(Order::Greater, args[0], args[1]); }
KERNEL(sequence_ge) { *out = ordered(Order::GreaterEqual, args[0], args[1]); }

KERNEL(optional_eq) { *out = vm::values_equal(args[0], args[1]); }
KERNEL(optional_ne) { *out = !vm::values_equal(args[0], args[1]); }
KERNEL(device_eq) { *out = args[0].toDevice() == args[1].toDevice(); }
KERNEL(device_ne) { *out = args[0].toDevice() != args[1].toDevice(); }
KERNEL(device_type) { *out = c10::DeviceTypeName(args[0].toDevice().type(), true); }
KERNEL(device_index) {
  const c10::Device device = args[0].toDevice();
  *out = device.has_index() ? IValue(static_cast<int64_t>(device.index())) : IValue();
}

}  // namespace
}  // namespace anabranch::kernels
