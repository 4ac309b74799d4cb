"""torch.FloatTensor and the like, torch.Tensor and x.new: of data, of sizes, of a torch.Size, of another tensor, of nothing."""


def main(x: Tensor, numbers: List[float], n: int):
    sized = torch.FloatTensor(n, 2).fill_(1.0)
    same = torch.FloatTensor(x)
    same += 1
    return (
        torch.FloatTensor([1.0, 2.0]),
        torch.LongTensor([[1, 2], [3, n]]),
        torch.DoubleTensor(numbers),
        torch.ByteTensor((1, 2)),
        torch.BoolTensor([True, False]),
        torch.FloatTensor(),
        torch.IntTensor([]),
        sized,
        torch.LongTensor(x.size()).zero_(),
        torch.HalfTensor(x.shape[1:]).zero_(),
        torch.Tensor([1, 2]),
        torch.Tensor(2, n).zero_(),
        torch.Tensor(x.long()),
        x.new([n, 2]),
        x.new(2, 3).zero_(),
        x.new(x.size()).zero_(),
        x.long().new(numbers),
        x.new().numel(),
        torch.FloatTensor((2,) + x.shape).zero_(),
        torch.FloatTensor(*x.shape, n).zero_(),
        torch.FloatTensor(list(x.shape)),
        same,
        x,
    )


INPUTS = [lambda: (torch.randn(2, 3), [0.5, 2.0], 3), lambda: (torch.randn(2, 1), [], 1)]
BEYOND = "torch.Tensor(...), x.new(...), sizes from x.size()"
