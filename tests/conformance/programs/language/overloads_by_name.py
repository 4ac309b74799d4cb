"""torch.ops.aten.f.Overload and .default: one overload of an operator by its name, with keywords, several results, None in indices."""


def main(x: Tensor):
    least = torch.ops.aten.min.dim(x, 0)
    where: List[Optional[Tensor]] = [None, torch.tensor([0])]
    return (
        torch.ops.aten.slice.Tensor(x, 0, 0, 1),
        torch.ops.aten.add.Tensor(x, x, alpha=2),
        torch.ops.aten.relu.default(x),
        torch.ops.aten.sum.dim_IntList(x, [0], keepdim=True),
        torch.ops.aten.mul.Scalar(x, 2),
        torch.ops.aten.index.Tensor(x, where),
        torch.ops.aten.index(x, [None, torch.tensor([1])]),
        least[0],
        least[1],
    )


INPUTS = [lambda: (torch.tensor([[1.0, -2.0, 0.0], [3.0, 0.5, 4.0]]),)]
BEYOND = "torch.jit takes packets only"
