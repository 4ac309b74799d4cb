"""``interpolate`` and the older functions for it, which torch.jit has as operators."""

# ruff: noqa: E501  (a row is one line)

from __future__ import annotations

from typing import Any

import torch.nn.functional as F
from torch import Tensor

from .table import own


@own("""
    raises aten::__interpolate(Tensor input, int? size=None, float? scale_factor=None, str mode="nearest", bool? align_corners=None, bool? recompute_scale_factor=None, bool antialias=False) -> Tensor
    raises aten::__interpolate.scale_list(Tensor input, int? size=None, float[]? scale_factor=None, str mode="nearest", bool? align_corners=None, bool? recompute_scale_factor=None, bool antialias=False) -> Tensor
    raises aten::__interpolate.size_list(Tensor input, int[]? size=None, float? scale_factor=None, str mode="nearest", bool? align_corners=None, bool? recompute_scale_factor=None, bool antialias=False) -> Tensor
    raises aten::__interpolate.size_list_scale_list(Tensor input, int[]? size=None, float[]? scale_factor=None, str mode="nearest", bool? align_corners=None, bool? recompute_scale_factor=None, bool antialias=False) -> Tensor
""", native="interpolate")
def _interpolate(
    x: Tensor, size: Any, scale: Any, mode: str, align: bool | None, recompute: bool | None, antialias: bool
) -> Tensor:
    return F.interpolate(x, size, scale, mode, align, recompute, antialias)


@own("""
    raises aten::__upsample(Tensor input, int? size=None, int? scale_factor=None, str mode="nearest", bool? align_corners=None) -> Tensor
    raises aten::__upsample.size_list(Tensor input, int[]? size=None, int? scale_factor=None, str mode="nearest", bool? align_corners=None) -> Tensor
""", native="upsample")
def _upsample(x: Tensor, size: Any, scale: Any, mode: str, align: bool | None) -> Tensor:
    return F.interpolate(x, size, scale, mode, align)


@own("""
    raises aten::__upsample_bilinear(Tensor input, int? size=None, int? scale_factor=None) -> Tensor
    raises aten::__upsample_bilinear.scale_list(Tensor input, int? size=None, int[]? scale_factor=None) -> Tensor
    raises aten::__upsample_bilinear.size_list(Tensor input, int[]? size=None, int? scale_factor=None) -> Tensor
    raises aten::__upsample_bilinear.size_list_scale_list(Tensor input, int[]? size=None, int[]? scale_factor=None) -> Tensor
""", native="upsample_bilinear")
def _upsample_bilinear(x: Tensor, size: Any, scale: Any) -> Tensor:
    return F.interpolate(x, size, scale, "bilinear", True)


@own("""
    raises aten::__upsample_nearest(Tensor input, int? size=None, int? scale_factor=None) -> Tensor
    raises aten::__upsample_nearest.size_list(Tensor input, int[]? size=None, int? scale_factor=None) -> Tensor
""", native="upsample_nearest")
def _upsample_nearest(x: Tensor, size: Any, scale: Any) -> Tensor:
    return F.interpolate(x, size, scale, "nearest")
