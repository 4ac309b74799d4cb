// Tensors of an archive: views of storages, which are stretches of the mapped file.
#include "host/read.h"

#include <ATen/ATen.h>

namespace anabranch::host {

namespace {

constexpr uint64_t kAlignment = 64;
constexpr int64_t kLargest = int64_t{1} << 46;  // no storage is near it, and no product of two such sizes can be missed

at::ScalarType dtype_numbered(uint64_t number) {
  demand(number < static_cast<uint64_t>(at::ScalarType::Undefined), "there is no such dtype");
  const auto dtype = static_cast<at::ScalarType>(number);
  demand(!at::isQIntType(dtype) && !c10::isBitsType(dtype) && c10::elementSize(dtype) > 0, "a tensor of a dtype that is not saved");
  return dtype;
}

void check_extent(const std::vector<int64_t>& sizes, const std::vector<int64_t>& strides, int64_t offset, size_t item, size_t bytes) {
  demand(sizes.size() == strides.size(), "a tensor has another number of strides than of sizes");
  __int128 last = offset, elements = 1;
  bool is_empty = false;
  for (int64_t n : sizes) is_empty |= n == 0;
  for (size_t i = 0; i < sizes.size(); ++i) {
    if (!is_empty) last += static_cast<__int128>(sizes[i] - 1) * strides[i];
    elements *= std::max<int64_t>(sizes[i], 1);
    demand(last <= kLargest && elements <= kLargest, "a tensor is larger than its storage");
  }
  demand((last + (is_empty ? 0 : 1)) * static_cast<__int128>(item) <= static_cast<__int128>(bytes), "a tensor is larger than its storage");
}

}  // namespace

std::vector<int64_t> Reader::sizes() {
  std::vector<int64_t> out(in_.count());
  demand(out.size() <= 64, "a tensor has too many dimensions");
  for (int64_t& n : out) n = static_cast<int64_t>(in_.below(kLargest, "a size is too large"));
  return out;
}

void Reader::tensors() {
  const size_t n = in_.count();
  for (size_t k = 0; k < n; ++k) storage(k);
  for (size_t count = in_.count(); count > 0; --count) tensors_.push_back(tensor());
}

// As a tensor of its bytes.
void Reader::storage(size_t number) {
  const uint64_t size = in_.number();
  const c10::Device saved(text());
  const c10::Device device = device_.value_or(saved);
  if (device.is_meta()) {
    storages_.push_back(at::empty({static_cast<int64_t>(std::min<uint64_t>(size, kLargest))}, at::TensorOptions(at::kByte).device(device)));
    return;
  }
  if (saved.is_meta()) refuse("storage " + std::to_string(number) + " was saved without data (on device meta)");
  const std::string_view bytes = zip_.stored("data/" + std::to_string(number));
  demand(bytes.size() == size, "a storage has not the size that is said of it");
  demand(reinterpret_cast<uintptr_t>(bytes.data()) % kAlignment == 0, "a storage is not aligned");
  const auto keep = zip_.data();
  auto* data = const_cast<char*>(bytes.data());
  const auto options = at::TensorOptions(at::kByte);
  const auto here = size == 0 ? at::empty({0}, options) : at::from_blob(data, {static_cast<int64_t>(size)}, [keep](void*) {}, options);
  storages_.push_back(here.to(device));
}

at::Tensor Reader::tensor() {
  const at::ScalarType dtype = dtype_numbered(in_.number());
  const bool requires_grad = in_.flag();
  const std::vector<int64_t> shape = sizes();
  const std::string& layout = text();
  const at::Tensor made = layout.empty() ? strided(dtype, shape) : sparse(layout, dtype, shape);
  return made.set_requires_grad(requires_grad);
}

at::Tensor Reader::strided(at::ScalarType dtype, const std::vector<int64_t>& shape) {
  const std::vector<int64_t> strides = sizes();
  const auto offset = static_cast<int64_t>(in_.below(kLargest, "an offset is too large"));
  const at::Tensor& base = storages_.at(in_.below(storages_.size(), "there is no such storage"));
  check_extent(shape, strides, offset, c10::elementSize(dtype), base.storage().nbytes());
  at::Tensor made = at::empty({0}, base.options().dtype(dtype));
  return made.set_(base.storage(), offset, shape, strides);
}

at::Tensor Reader::sparse(const std::string& layout, at::ScalarType dtype, const std::vector<int64_t>& shape) {
  std::vector<at::Tensor> parts(in_.count());
  for (at::Tensor& p : parts) p = tensors_.at(in_.below(tensors_.size(), "there is no such tensor")).detach();
  const bool coalesced = in_.flag();
  const bool is_coo = layout == "sparse_coo";
  demand(parts.size() == (is_coo ? 2 : 3), "a sparse tensor has other parts");
  demand(parts.back().scalar_type() == dtype, "a sparse tensor has values of another dtype");
  if (is_coo) {
    at::_validate_sparse_coo_tensor_args(parts[0], parts[1], shape, coalesced);
    return at::sparse_coo_tensor(parts[0], parts[1], shape, parts[1].options().layout(at::kSparse), coalesced);
  }
  static const std::map<std::string, at::Layout> layouts{
      {"sparse_csr", at::kSparseCsr}, {"sparse_csc", at::kSparseCsc}, {"sparse_bsr", at::kSparseBsr}, {"sparse_bsc", at::kSparseBsc}};
  auto it = layouts.find(layout);
  demand(it != layouts.end(), "a tensor of a layout that there is not");
  at::_validate_sparse_compressed_tensor_args(parts[0], parts[1], parts[2], shape, it->second);
  return at::sparse_compressed_tensor(parts[0], parts[1], parts[2], shape, parts[2].options().layout(it->second));
}

}  // namespace anabranch::host
