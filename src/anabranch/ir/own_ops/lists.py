"""Lists: Python's methods, indexing, slicing and ranges."""

ROWS = r"""
aten::Delete.t(t[](a!) self, int idx) -> ()
aten::__contains__.int_list(int[] l, int item) -> bool
aten::__contains__.float_list(float[] l, float item) -> bool
aten::__contains__.str_list(str[] l, str item) -> bool
aten::__derive_index(int index, int start, int step) -> int
aten::__getitem__.t(t[](a) list, int idx) -> t(*)
aten::__range_length(int lo, int hi, int step) -> int
aten::_set_item.t(t[](a!) l, int idx, t(b -> *) el) -> t[](a!)
aten::add.t(t[] a, t[] b) -> t[]
aten::add_.t(t[](a!) self, t[] b) -> t[]
aten::all.int(int[] self) -> bool
aten::all.float(float[] self) -> bool
aten::all.bool(bool[] self) -> bool
aten::any.int(int[] self) -> bool
aten::any.float(float[] self) -> bool
aten::any.str(str[] self) -> bool
aten::any.bool(bool[] self) -> bool
aten::append.t(t[](a!) self, t(c -> *) el) -> t[](a!)
aten::clear.t(t[](a!) self) -> ()
aten::copy.t(t[](a) self) -> t[]
aten::count.int(int[] self, int el) -> int
aten::count.float(float[] self, float el) -> int
aten::count.Tensor(Tensor[] self, Tensor el) -> int
aten::count.str(str[] self, str el) -> int
aten::count.bool(bool[] self, bool el) -> int
aten::extend.t(t[](a!) self, t[] other) -> ()
aten::index.list_int(int[] self, int el) -> int
aten::index.list_float(float[] self, float el) -> int
aten::index.list_Tensor(Tensor[] self, Tensor el) -> int
aten::index.list_str(str[] self, str el) -> int
aten::index.list_bool(bool[] self, bool el) -> int
aten::insert.t(t[](a!) self, int idx, t(b -> *) el) -> ()
aten::len.any(Any[] a) -> int
aten::len.t(t[] a) -> int
aten::list.t(t[] l) -> t[]
prim::max.int_list(int[] l, int[] r) -> int[]
prim::max.self_int(int[] self) -> int
prim::max.float_list(float[] l, float[] r) -> float[]
prim::max.self_float(float[] self) -> float
prim::max.bool_list(bool[] l, bool[] r) -> bool[]
prim::max.self_bool(bool[] self) -> bool
prim::min.int_list(int[] l, int[] r) -> int[]
prim::min.self_int(int[] self) -> int
prim::min.float_list(float[] l, float[] r) -> float[]
prim::min.self_float(float[] self) -> float
prim::min.bool_list(bool[] l, bool[] r) -> bool[]
prim::min.self_bool(bool[] self) -> bool
aten::mul.left_t(t[] l, int n) -> t[]
aten::mul.right_(int n, t[] l) -> t[]
aten::mul_.t(t[](a!) l, int n) -> t[](a!)
aten::pop.t(t[](a!) self, int idx=-1) -> t(*)
prim::rangelist(int n) -> int[]
aten::remove.int(int[](a!) self, int el) -> ()
aten::remove.float(float[](a!) self, float el) -> ()
aten::remove.Tensor(Tensor[](a!) self, Tensor el) -> ()
aten::remove.str(str[](a!) self, str el) -> ()
aten::remove.bool(bool[](a!) self, bool el) -> ()
aten::reverse.t(t[](a!) self) -> ()
aten::select.t(t[](a) list, int idx) -> t(*)
aten::slice.t(t[] l, int? start=None, int? end=None, int step=1) -> t[]
aten::sort.int(int[](a!) self, bool reverse=False) -> ()
aten::sort.float(float[](a!) self, bool reverse=False) -> ()
aten::sort.Tensor(Tensor[](a!) self, bool reverse=False) -> ()
aten::sort.str(str[](a!) self, bool reverse=False) -> ()
aten::sort.bool(bool[](a!) self, bool reverse=False) -> ()
aten::sort.any(t[](a!) self, bool reverse=False) -> ()
aten::sorted.int(int[](a) input) -> int[]
aten::sorted.float(float[](a) input) -> float[]
aten::sorted.Tensor(Tensor[](a) input) -> Tensor[]
aten::sorted.str(str[](a) input) -> str[]
aten::sorted.bool(bool[](a) input) -> bool[]
aten::sorted.any(t[](a) self) -> t[]
aten::sum.int(int[] self) -> int
aten::sum.float(float[] self) -> float
aten::sum.complex(complex[] self) -> complex
aten::sum.bool(bool[] self) -> int

# Our own.
aten::__contains__.Tensor_list(Tensor[] l, Tensor item) -> bool
aten::__contains__.t(t[] l, t item) -> bool
aten::count.t(t[] self, t el) -> int
aten::index.list_t(t[] self, t el) -> int
aten::index.list_t_start(t[] self, t el, int start, int? end=None) -> int
aten::remove.t(t[](a!) self, t el) -> ()
aten::all.t(t[] self) -> bool
aten::any.t(t[] self) -> bool
aten::reversed.t(t[] self) -> t[]
aten::sorted.reverse(t[] self, bool reverse) -> t[]
aten::slice_assign.t(t[](a!) self, int? start, int? end, int? step, t[] values) -> ()
aten::Delete.slice(t[](a!) self, int? start, int? end, int? step) -> ()
aten::slice.any_step(t[] l, int? start, int? end, int? step) -> t[]
aten::sum.int_start(int[] self, int start) -> int
aten::sum.float_start(float[] self, float start) -> float
aten::sum.Tensor_list(Tensor[] self) -> Tensor
prim::min.self_t(t[] self) -> t
prim::max.self_t(t[] self) -> t
aten::list_with_default(int[] out_size, int[] defaults) -> int[]
aten::list_with_default.optional(int?[] out_size, int[] defaults) -> int[]
"""
