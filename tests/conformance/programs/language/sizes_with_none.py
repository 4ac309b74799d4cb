"""Sizes that hold None, lengths as lists, shapes as sizes: adaptive pools, ctc_loss, unravel_index."""


def main(x: Tensor, lengths: List[int]):
    pooled = F.adaptive_avg_pool2d(x, (None, 3))
    logs = x.reshape(6, 2, -1)[..., :5].log_softmax(-1)
    at = torch.unravel_index(torch.tensor([5, 17]), x.shape)
    return (
        pooled,
        F.adaptive_max_pool2d(x, (2, None)),
        F.adaptive_avg_pool3d(x.unsqueeze(0), (None, 2, None)),
        F.ctc_loss(logs, torch.tensor([[1, 2], [3, 4]]), (6, 5), lengths),
        at[0],
        at[-1],
        torch.unravel_index(torch.tensor(3), 7)[0],
    )


INPUTS = [lambda: (torch.randn(2, 3, 4, 6), [2, 1]), lambda: (torch.randn(2, 3, 6, 5), [1, 2])]
BEYOND = "torch.jit takes no None in sizes and no lists of lengths"
