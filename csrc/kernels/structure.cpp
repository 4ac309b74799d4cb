// Identity, optionals, enums, tuples, devices: operators on the shape of values rather than on what they hold.
#include "../vm/run.h"
#include "containers.h"

#include <ATen/core/enum_type.h>

#include <chrono>

namespace anabranch::kernels {
namespace {

bool identical(const IValue& a, const IValue& b) {
  if (a.isInt() || a.isDouble() || a.isBool() || a.isString()) return vm::values_equal(a, b);
  return a.is(b);
}
KERNELS("aten::__is__") { *out = identical(args[0], args[1]); }
KERNELS("aten::__isnot__") { *out = !identical(args[0], args[1]); }
KERNELS("aten::_unwrap_optional") {
  if (args[0].isNone()) raise("AssertionError", "Unwrapping null optional");
  *out = std::move(args[0]);
}
KERNELS("prim::unchecked_cast", "prim::unchecked_unwrap_optional") { *out = std::move(args[0]); }
KERNELS("aten::done") { *out = vm::future_done(args[0]); }
KERNELS("aten::has_torch_function") { *out = false; }
KERNELS("aten::is_scripting") { *out = true; }
KERNELS("prim::TimePoint") {
  *out = static_cast<int64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}

KERNELS("prim::EnumName") { *out = args[0].toEnumHolder()->name(); }
KERNELS("prim::EnumValue.int", "prim::EnumValue.float", "prim::EnumValue.str", "prim::EnumValue.any") {
  *out = args[0].toEnumHolder()->value();
}
KERNELS("aten::eq.enum") { *out = vm::values_equal(args[0], args[1]); }
KERNELS("aten::ne.enum") { *out = !vm::values_equal(args[0], args[1]); }

KERNELS("prim::TupleIndex") {
  const auto& elements = args[0].toTupleRef().elements();
  *out = elements[wrap_index(args[1].toInt(), static_cast<int64_t>(elements.size()), "tuple index out of range")];
}
KERNELS("aten::len.tuple") { *out = static_cast<int64_t>(args[0].toTupleRef().size()); }
KERNELS("aten::__contains__.tuple") {
  const auto& elements = args[0].toTupleRef().elements();
  *out = std::any_of(elements.begin(), elements.end(), [&](const IValue& v) { return same_item(v, args[1]); });
}
bool equal_tuples(const IValue& a, const IValue& b) {
  const auto &x = a.toTupleRef().elements(), &y = b.toTupleRef().elements();
  return x.size() == y.size() && std::equal(x.begin(), x.end(), y.begin(), same_item);
}
KERNELS("aten::eq.tuple") { *out = equal_tuples(args[0], args[1]); }
KERNELS("aten::ne.tuple") { *out = !equal_tuples(args[0], args[1]); }
KERNELS("aten::lt.tuple", "aten::lt.t") { *out = less(args[0], args[1]); }
KERNELS("aten::gt.tuple", "aten::gt.t") { *out = less(args[1], args[0]); }
KERNELS("aten::le.tuple", "aten::le.t") { *out = !less(args[1], args[0]); }
KERNELS("aten::ge.tuple", "aten::ge.t") { *out = !less(args[0], args[1]); }

KERNELS("aten::eq.optional") { *out = same_item(args[0], args[1]); }
KERNELS("aten::ne.optional") { *out = !same_item(args[0], args[1]); }
KERNELS("aten::eq.device") { *out = args[0].toDevice() == args[1].toDevice(); }
KERNELS("aten::ne.device") { *out = args[0].toDevice() != args[1].toDevice(); }
KERNELS("prim::type") { *out = c10::DeviceTypeName(args[0].toDevice().type(), true); }
KERNELS("prim::index") {
  const c10::Device device = args[0].toDevice();
  *out = device.has_index() ? IValue(static_cast<int64_t>(device.index())) : IValue();
}

}  // namespace
}  // namespace anabranch::kernels
