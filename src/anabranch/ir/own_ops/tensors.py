"""Making tensors, asking them what they are, and helpers that torch keeps outside its dispatcher."""

# ruff: noqa: E501  (a row is one line)

ROWS = r"""
aten::Size(int[] sizes) -> int[]
aten::__interpolate(Tensor input, int? size=None, float? scale_factor=None, str mode="nearest", bool? align_corners=None, bool? recompute_scale_factor=None, bool antialias=False) -> Tensor
aten::__interpolate.scale_list(Tensor input, int? size=None, float[]? scale_factor=None, str mode="nearest", bool? align_corners=None, bool? recompute_scale_factor=None, bool antialias=False) -> Tensor
aten::__interpolate.size_list(Tensor input, int[]? size=None, float? scale_factor=None, str mode="nearest", bool? align_corners=None, bool? recompute_scale_factor=None, bool antialias=False) -> Tensor
aten::__interpolate.size_list_scale_list(Tensor input, int[]? size=None, float[]? scale_factor=None, str mode="nearest", bool? align_corners=None, bool? recompute_scale_factor=None, bool antialias=False) -> Tensor
aten::__upsample(Tensor input, int? size=None, int? scale_factor=None, str mode="nearest", bool? align_corners=None) -> Tensor
aten::__upsample.size_list(Tensor input, int[]? size=None, int? scale_factor=None, str mode="nearest", bool? align_corners=None) -> Tensor
aten::__upsample_bilinear(Tensor input, int? size=None, int? scale_factor=None) -> Tensor
aten::__upsample_bilinear.scale_list(Tensor input, int? size=None, int[]? scale_factor=None) -> Tensor
aten::__upsample_bilinear.size_list(Tensor input, int[]? size=None, int? scale_factor=None) -> Tensor
aten::__upsample_bilinear.size_list_scale_list(Tensor input, int[]? size=None, int[]? scale_factor=None) -> Tensor
aten::__upsample_nearest(Tensor input, int? size=None, int? scale_factor=None) -> Tensor
aten::__upsample_nearest.size_list(Tensor input, int[]? size=None, int? scale_factor=None) -> Tensor
aten::_grad_sum_to_size(Tensor(a) self, int[]? size) -> Tensor(a)
aten::_index_put_impl_.hacked_twin(Tensor(a!) self, Tensor[] indices, Tensor values, bool accumulate=False, bool unsafe=False) -> Tensor(a!)
aten::_infer_size(int[] a, int[] b) -> int[]
aten::_list_to_tensor(int[] self) -> Tensor
! aten::_no_grad_embedding_renorm_(Tensor weight, Tensor input, float max_norm, float norm_type) -> Tensor
aten::_no_grad_fill_(Tensor(a!) tensor, float val) -> Tensor(a!)
aten::_no_grad_normal_(Tensor(a!) tensor, float mean, float std, Generator? generator=None) -> Tensor(a!)
aten::_no_grad_uniform_(Tensor(a!) tensor, float a, float b, Generator? generator=None) -> Tensor(a!)
aten::_no_grad_zero_(Tensor(a!) tensor) -> Tensor(a!)
aten::_pack_sequence(Tensor output, Tensor batch_sizes, Tensor? sorted_indices, Tensor? unsorted_indices) -> (Tensor, Tensor, Tensor?, Tensor?)
aten::_size_if_not_equal(int[] self_size, int[] other_size) -> int[]?
aten::_tensor_to_list(Tensor self) -> int[]
aten::_unsafe_index.Tensor_hacked_twin(Tensor self, Tensor[] indices) -> Tensor
aten::_unsafe_index_put.hacked_twin(Tensor self, Tensor[] indices, Tensor values, bool accumulate=False) -> Tensor
aten::as_tensor(Tensor(a) data, *, ScalarType? dtype=None, Device? device=None) -> Tensor(b|a)
aten::as_tensor.int(int t, *, ScalarType? dtype=None, Device? device=None) -> Tensor
aten::as_tensor.float(float t, *, ScalarType? dtype=None, Device? device=None) -> Tensor
aten::as_tensor.complex(complex t, *, ScalarType? dtype=None, Device? device=None) -> Tensor
aten::as_tensor.list(t[] data, *, ScalarType? dtype=None, Device? device=None) -> Tensor
aten::as_tensor.bool(bool t, *, ScalarType? dtype=None, Device? device=None) -> Tensor
aten::broadcast_shapes(int[1] a, int[1] b) -> int[]
aten::copy_.int(Tensor(a!) self, int other) -> Tensor(a!)
aten::copy_.float(Tensor(a!) self, float other) -> Tensor(a!)
aten::copy_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)
aten::cpu(Tensor(a) self) -> Tensor(b|a)
aten::cuda(Tensor(a) self) -> Tensor(b|a)
aten::dequantize.list(Tensor[] qtensors) -> Tensor[]
aten::dequantize.tensor(Tensor qtensor) -> Tensor
aten::dequantize.any(Any tensors) -> Any
aten::einsum.sublist(Tensor a, ...) -> Tensor
aten::element_size(Tensor self) -> int
aten::index.Tensor_hacked_twin(Tensor self, Tensor[] indices) -> Tensor
aten::index_put.hacked_twin(Tensor self, Tensor[] indices, Tensor values, bool accumulate=False) -> Tensor
aten::index_put_.hacked_twin(Tensor(a!) self, Tensor[] indices, Tensor values, bool accumulate=False) -> Tensor(a!)
aten::is_non_overlapping_and_dense(Tensor self) -> bool
aten::is_strides_like_format(Tensor self, MemoryFormat memory_format) -> bool
aten::len.Tensor(Tensor t) -> int
aten::mH.a(Tensor(a) self) -> Tensor(a)
aten::mT.a(Tensor(a) self) -> Tensor(a)
aten::matrix_H.a(Tensor(a) self) -> Tensor(a)
aten::numpy_T.a(Tensor(a) self) -> Tensor(a)
aten::size(Tensor self) -> int[]
aten::split(Tensor(a -> *) self, int[] split_sizes, int dim=0) -> Tensor(a)[]
aten::stride(Tensor self) -> int[]
aten::sym_size(Tensor self) -> SymInt[]
aten::sym_stride(Tensor self) -> SymInt[]
aten::tensor.int(int t, *, ScalarType? dtype=None, Device? device=None, bool requires_grad=False) -> Tensor
aten::tensor.float(float t, *, ScalarType? dtype=None, Device? device=None, bool requires_grad=False) -> Tensor
aten::tensor.complex(complex t, *, ScalarType? dtype=None, Device? device=None, bool requires_grad=False) -> Tensor
aten::tensor.bool(bool t, *, ScalarType? dtype=None, Device? device=None, bool requires_grad=False) -> Tensor
aten::tensor(t[] data, *, ScalarType? dtype=None, Device? device=None, bool requires_grad=False) -> Tensor
aten::to.prim_Device(Tensor(a) self, Device? device, int? dtype=None, bool non_blocking=False, bool copy=False) -> Tensor(b|a)
aten::to.prim_dtype(Tensor(a) self, int? dtype=None, bool non_blocking=False, bool copy=False) -> Tensor(b|a)
aten::to.prim_other(Tensor(a) self, bool non_blocking=False, bool copy=False) -> Tensor(b|a)
prim::abs(Tensor x) -> Tensor
prim::data(Tensor(a) a) -> Tensor(a)
prim::device(Tensor a) -> Device
prim::dtype(Tensor a) -> int
prim::is_cpu(Tensor a) -> bool
prim::is_cuda(Tensor a) -> bool
prim::is_ipu(Tensor a) -> bool
prim::is_maia(Tensor a) -> bool
prim::is_meta(Tensor a) -> bool
prim::is_mkldnn(Tensor a) -> bool
prim::is_mps(Tensor a) -> bool
prim::is_mtia(Tensor a) -> bool
prim::is_nested(Tensor a) -> bool
prim::is_quantized(Tensor a) -> bool
prim::is_sparse(Tensor a) -> bool
prim::is_sparse_csr(Tensor a) -> bool
prim::is_vulkan(Tensor a) -> bool
prim::is_xla(Tensor a) -> bool
prim::is_xpu(Tensor a) -> bool
prim::itemsize(Tensor a) -> int
prim::layout(Tensor a) -> Layout
prim::name(Tensor a) -> str?
prim::nbytes(Tensor a) -> int
prim::requires_grad(Tensor a) -> bool

# Our own.
aten::tensor.Tensor(Tensor data, *, ScalarType? dtype=None, Device? device=None, bool requires_grad=False) -> Tensor
aten::tensor.Scalar(Scalar t, *, ScalarType? dtype=None, Device? device=None, bool requires_grad=False) -> Tensor
aten::tensor.tuple(tuple data, *, ScalarType? dtype=None, Device? device=None, bool requires_grad=False) -> Tensor
aten::as_tensor.Scalar(Scalar t, *, ScalarType? dtype=None, Device? device=None) -> Tensor
aten::__contains__.tensor_item(Tensor self, Tensor item) -> bool
aten::__contains__.tensor_number(Tensor self, Scalar item) -> bool
aten::iter.Tensor(Tensor(a) self) -> Tensor(a)[]
aten::format_value.Tensor(Tensor value, str spec) -> str
aten::floordiv.Scalar_Tensor(Scalar self, Tensor other) -> Tensor
"""
