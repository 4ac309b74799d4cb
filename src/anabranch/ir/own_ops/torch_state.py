"""torch's switches and generators, and autograd.  A row with ``!`` reads or changes state outside its arguments."""

# ruff: noqa: E501  (a row is one line)

ROWS = r"""
! aten::Generator(*, Device? device=None, int? seed=None) -> Generator
aten::_get_cpu_capability() -> str
! aten::_get_tracing_state() -> bool
! aten::backward(Tensor self, Tensor? gradient=None, bool? retain_graph=None, bool create_graph=False) -> ()
! aten::backward.TensorList(Tensor[] tensors, Tensor?[]? grad_tensors=None, bool? retain_graph=None, bool create_graph=False) -> ()
! aten::grad(Tensor[] outputs, Tensor[] inputs, Tensor?[]? grad_outputs=None, bool? retain_graph=None, bool create_graph=False, bool allow_unused=False) -> Tensor?[]
! aten::initial_seed(Generator self) -> int
! aten::is_autocast_cpu_enabled() -> bool
! aten::is_autocast_enabled() -> bool
! aten::is_grad_enabled() -> bool
! aten::manual_seed(int seed) -> ()
! aten::manual_seed.generator(Generator(a!) self, int seed) -> Generator(a!)
aten::seed(Generator(a!) self) -> int
! aten::set_grad_enabled(bool val) -> ()
! prim::grad(Tensor a) -> Tensor(*)

# Our own.
! aten::is_inference_mode_enabled() -> bool
"""
