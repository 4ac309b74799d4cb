"""dtypes that a module holds: used, compared and printed; replaced in another instance."""


class Cast(nn.Module):
    def __init__(self, dtype, others):
        super().__init__()
        self.dtype = dtype
        self.others = others

    def describe(self) -> str:
        return f"Cast({self.dtype}, one of {len(self.others)}: {self.dtype in self.others})"

    def forward(self, x: Tensor):
        return x.to(self.dtype), self.describe(), str(self.others[0])


class Both(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = Cast(torch.float64, (torch.float64, torch.int8))
        self.second = Cast(torch.int32, [torch.uint8])

    def forward(self, x: Tensor):
        return self.first(x), self.second(x)


def make():
    return Both()


INPUTS = [lambda: (torch.ones(2),)]
BEYOND = "torch.jit prints the numbers of dtypes"
