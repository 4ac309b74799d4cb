"""Every row of the table has a meaning that takes its arguments."""

from __future__ import annotations

import inspect

import pytest
import torch

from anabranch.ops import OWN_OPS

kernel = OWN_OPS.meaning


def test_meanings_take_the_arguments_of_their_schema():
    for row in OWN_OPS.rows:
        schema = row.schema
        try:
            signature = inspect.signature(row.meaning)
        except (ValueError, TypeError):
            continue  # written in C without a signature
        if not schema.is_vararg:
            signature.bind(*schema.arguments)


def test_implicit_numbers_refuse_what_torch_jit_refuses():
    assert kernel("aten::IntImplicit")(torch.tensor(3)) == 3
    for bad in (torch.tensor(1.5), torch.tensor([1]), torch.tensor(1.0, requires_grad=True)):
        with pytest.raises(RuntimeError):
            kernel("aten::IntImplicit")(bad)


def test_numbers_in_tensors():
    assert kernel("aten::tensor.float")(1.0, None, None, False).dtype == torch.get_default_dtype()
    assert kernel("aten::tensor")([1, 2], 6, None, True).requires_grad
    assert kernel("prim::dtype")(torch.zeros(1, dtype=torch.bfloat16)) == 15
    assert kernel("aten::floordiv.Scalar_Tensor")(7, torch.tensor([2])).tolist() == [3]
