"""Attributes and shape methods of tensors: shape, dtype, device, ndim, T, size, stride, numel, dim, is_..., requires_grad."""


def main(x: Tensor, y: Tensor):
    shape = x.shape
    n = shape[0] + x.size(-1) + x.size()[1]
    facts = (x.ndim, x.dim(), x.numel(), len(x), x.is_contiguous(), x.is_cuda, x.requires_grad, x.is_sparse, x.is_leaf)
    same_place = x.device == y.device and x.dtype == y.dtype
    t = x.T
    rows, cols = x.shape
    z = torch.zeros(x.shape, dtype=x.dtype, device=x.device)
    z2 = torch.zeros([x.shape[1], rows * 2]).to(y)
    views = (x.view(-1), x.view(cols, rows), x.reshape([-1, 1]), list(x.unsqueeze(0).shape), list(x.t().stride()), x.flatten().size(0))
    tail = x.shape[1:]
    big = list(x.shape) + [7]
    return list(shape), n, facts, same_place, t, z, z2, views, list(tail), big, x.element_size(), x.device.type, str(x.device)


INPUTS = [lambda: (torch.randn(2, 3), torch.randn(3)), lambda: (torch.arange(4).reshape(2, 2), torch.ones(1))]
