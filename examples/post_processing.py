"""Per-sample post-processing: each image's boxes are thinned out (non-maximum suppression) in a task of their own.

Loops over data that differs from image to image are what a batch cannot do; a fork for each image can.

    python examples/post_processing.py [--timeline FILE] [--small]
"""

from __future__ import annotations

import torch
from side_by_side import compare, options
from torch import Tensor

import anabranch as ab


def overlap(box: Tensor, others: Tensor) -> Tensor:
    """Intersection over union of one box, [4], with others, [n, 4]."""
    low = torch.maximum(box[:2], others[:, :2])
    high = torch.minimum(box[2:], others[:, 2:])
    common = (high - low).clamp(min=0).prod(1)
    area = (others[:, 2:] - others[:, :2]).prod(1)
    return common / (area + (box[2:] - box[:2]).prod() - common)


def thin_out(boxes: Tensor, scores: Tensor, limit: float) -> Tensor:
    """The boxes of one image that no better box overlaps by more than ``limit``."""
    left = boxes[scores.argsort(descending=True)]
    kept: list[Tensor] = []
    while left.size(0) > 0:
        best = left[0]
        kept.append(best)
        left = left[1:]
        left = left[overlap(best, left) <= limit]
    return torch.stack(kept)


def serial(boxes: Tensor, scores: Tensor, limit: float) -> list[Tensor]:
    return [thin_out(boxes[i], scores[i], limit) for i in range(boxes.size(0))]


def forked(boxes: Tensor, scores: Tensor, limit: float) -> list[Tensor]:
    images = [ab.fork(thin_out, boxes[i], scores[i], limit) for i in range(boxes.size(0))]
    return [ab.wait(image) for image in images]


def main() -> None:
    chosen = options(__doc__)
    images, count = (2, 10) if chosen.small else (8, 300)
    corner = torch.rand(images, count, 2)
    boxes = torch.cat([corner, corner + 0.05 + 0.2 * torch.rand(images, count, 2)], 2)
    scores = torch.rand(images, count)
    in_turn, in_parallel = ab.script(serial), ab.script(forked)
    with torch.inference_mode():
        compare(lambda: in_turn(boxes, scores, 0.4), lambda: in_parallel(boxes, scores, 0.4), chosen)


if __name__ == "__main__":
    main()
