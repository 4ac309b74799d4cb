#include "context.h"

#include "error.h"

namespace anabranch::vm {

namespace {

constexpr std::array<at::DeviceType, 2> kAutocastDevices = {at::kCPU, at::kCUDA};

// What c10::InferenceMode's guard does, on data.
void set_inference_mode(Delta& d, bool on) {
  d.autograd = c10::AutogradState(!on, on, !on, !on);
  d.keys.included_ = on ? d.keys.included_.remove(c10::DispatchKey::ADInplaceOrView) : d.keys.included_.add(c10::DispatchKey::ADInplaceOrView);
  d.keys.excluded_ = on ? (d.keys.excluded_ | c10::autograd_dispatch_keyset) : (d.keys.excluded_ - c10::autograd_dispatch_keyset);
}

at::DeviceType device_type(const IValue& v) {
  if (v.isDevice()) return v.toDevice().type();
  return c10::Device(v.toStringRef()).type();
}

// torch.autocast(device_type, dtype, enabled, cache_enabled): the dtype counts while it is on.
void set_autocast(Delta& d, const IValue* args, size_t n) {
  const at::DeviceType device = device_type(args[0]);
  const bool enabled = n < 3 || args[2].toBool();
  const auto key = autocast_key(device);
  d.keys.excluded_ = enabled ? d.keys.excluded_.remove(key) : d.keys.excluded_.add(key);
  for (size_t i = 0; i < kAutocastDevices.size(); ++i)
    if (kAutocastDevices[i] == device && n > 1 && args[1].isInt()) d.autocast_dtypes[i] = static_cast<at::ScalarType>(args[1].toInt());
  if (n > 3 && args[3].isBool()) d.autocast_cache = args[3].toBool();
}

}  // namespace

Delta Delta::of_thread() {
  return Delta{c10::impl::tls_local_dispatch_key_set(),
               c10::AutogradState::get_tls_state(),
               {at::autocast::get_autocast_dtype(kAutocastDevices[0]), at::autocast::get_autocast_dtype(kAutocastDevices[1])},
               at::autocast::is_autocast_cache_enabled()};
}

void Delta::install() const {
  c10::impl::_force_tls_local_dispatch_key_set(keys);
  c10::AutogradState::set_tls_state(autograd);
  for (size_t i = 0; i < kAutocastDevices.size(); ++i) at::autocast::set_autocast_dtype(kAutocastDevices[i], autocast_dtypes[i]);
  at::autocast::set_autocast_cache_enabled(autocast_cache);
}

anabranch::Ref<VmContext> VmContext::capture() {
  return make_counted<VmContext>(std::make_shared<const at::ThreadLocalState>(), Delta::of_thread());
}

void VmContext::install_over(const VmContext* from) const {
  if (from == nullptr || from->base_ != base_) at::ThreadLocalState::setThreadLocalState(*base_);
  // A cast cached under one setting must not serve another: casts are cached per thread.
  if (from != nullptr && from->delta_.keys.excluded_ != delta_.keys.excluded_) at::autocast::clear_cache();
  delta_.install();
}

anabranch::Ref<VmContext> VmContext::inside(ContextKind kind, const IValue* args, size_t n) const {
  Delta d = delta_;
  switch (kind) {
    case ContextKind::NoGrad: d.autograd.set_grad_mode(false); break;
    case ContextKind::EnableGrad: d.autograd.set_grad_mode(true); break;
    case ContextKind::SetGradEnabled: d.autograd.set_grad_mode(n == 0 || args[0].toBool()); break;
    case ContextKind::InferenceMode: set_inference_mode(d, n == 0 || args[0].toBool()); break;
    case ContextKind::Autocast: set_autocast(d, args, n); break;
  }
  return make_counted<VmContext>(base_, d);
}

}  // namespace anabranch::vm
