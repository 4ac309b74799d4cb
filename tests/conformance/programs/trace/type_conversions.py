"""to, float, long, type_as, dtype keyword, comparison results and bool arithmetic in a trace."""
TRACE = True


def main(x, i):
    return (x.to(torch.float64), x.long(), i.float() / 2, x.type_as(i), (x > 0).float().sum(), x.half().float(), i.to(x.dtype) + x,
            torch.zeros(2, dtype=torch.int32) + i[:2].int(), (x > 0) & (x < 1), ~(i == 1), x.bool())


INPUTS = [lambda: (torch.randn(3), torch.tensor([1, 2, 3])), lambda: (torch.randn(2), torch.tensor([0, 1]))]
