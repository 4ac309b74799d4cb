"""Operators of PyTorch's dispatcher whose result may share memory with an argument though their schema does not say so.

Found by running PyTorch's table of operators (`tests/test_aliasing.py` does it again); what the table does not reach is from
their kernels: they return an argument as it is where there is nothing to do.
"""

from __future__ import annotations

UNMARKED_VIEWS = frozenset(
    "aten::" + name
    for name in (
        "alpha_dropout atleast_1d atleast_2d atleast_3d broadcast_tensors cartesian_prod cauchy chain_matmul conj_physical "
        "data dequantize dropout einsum exponential feature_alpha_dropout feature_dropout geometric histogramdd log_normal "
        "meshgrid normal row_stack sum_to_size to_dense type_as uniform unsafe_chunk unsafe_split unsafe_split_with_sizes "
        "_pack_padded_sequence"
    ).split()
)
