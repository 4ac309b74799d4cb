"""children, named_children, modules, named_modules and buffers iterated in compiled code."""


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(2, 3)
        self.b = nn.Linear(3, 2, bias=False)
        self.register_buffer("shift", torch.ones(2))

    def forward(self, x: Tensor):
        total = torch.zeros(())
        names: List[str] = []
        for name, b in self.named_buffers():
            names.append(name)
            total = total + b.sum()
        for name, m in self.named_children():
            names.append(name)
            x = m(x)
        for m in self.children():
            total = total + m.weight.sum()
        count = 0
        for name, m in self.named_modules():
            names.append(name)
        for m in self.modules():
            count += 1
        return x, total, names, count


def make():
    return Net()


INPUTS = [lambda: (torch.randn(1, 2),)]
GRAD = True
