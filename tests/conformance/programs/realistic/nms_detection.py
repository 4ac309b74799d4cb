"""Detection post-processing: per-class non-maximum suppression in parallel, results merged and sorted by score."""


class Detection(NamedTuple):
    boxes: Tensor
    scores: Tensor
    labels: Tensor


def iou(a: Tensor, b: Tensor) -> Tensor:
    lt = torch.max(a[:2], b[:, :2])
    rb = torch.min(a[2:], b[:, 2:])
    wh = (rb - lt).clamp(min=0)
    inter = wh[:, 0] * wh[:, 1]
    area_a = (a[2] - a[0]) * (a[3] - a[1])
    area_b = (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
    return inter / (area_a + area_b - inter)


def nms(boxes: Tensor, scores: Tensor, threshold: float) -> List[int]:
    order: List[int] = torch.argsort(scores, descending=True).tolist()
    keep: List[int] = []
    while len(order) > 0:
        best = order.pop(0)
        keep.append(best)
        if len(order) == 0:
            break
        overlaps = iou(boxes[best], boxes[torch.tensor(order)])
        left: List[int] = []
        for i, o in enumerate(order):
            if bool(overlaps[i] <= threshold):
                left.append(o)
        order = left
    return keep


def one_class(boxes: Tensor, scores: Tensor, label: int, threshold: float, minimum: float) -> Detection:
    good = torch.nonzero(scores > minimum).squeeze(1)
    boxes, scores = boxes[good], scores[good]
    keep = torch.tensor(nms(boxes, scores, threshold), dtype=torch.long)
    return Detection(boxes[keep], scores[keep], torch.full([keep.numel()], label))


def main(boxes: Tensor, scores: Tensor, threshold: float) -> Detection:
    fs = [jit.fork(one_class, boxes, scores[:, c], c, threshold, 0.05) for c in range(scores.size(1))]
    parts = [jit.wait(f) for f in fs]
    merged = Detection(torch.cat([p.boxes for p in parts]), torch.cat([p.scores for p in parts]), torch.cat([p.labels for p in parts]))
    order = torch.argsort(merged.scores, descending=True)
    return Detection(merged.boxes[order], merged.scores[order], merged.labels[order])


def boxes(n):
    corner = torch.rand(n, 2) * 5
    return torch.cat([corner, corner + 1 + torch.rand(n, 2) * 3], 1)


INPUTS = [lambda: (boxes(12), torch.rand(12, 3), 0.4), lambda: (boxes(1), torch.rand(1, 2), 0.5)]
