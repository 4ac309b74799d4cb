"""Modules that make futures in one method and wait for them in another."""


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 2)])

    def launch(self, x: Tensor) -> List[jit.Future[Tensor]]:
        fs: List[jit.Future[Tensor]] = []
        for layer in self.layers:
            fs.append(jit.fork(layer, x))
        return fs

    def gather(self, fs: List[jit.Future[Tensor]]) -> Tensor:
        return torch.cat([jit.wait(f) for f in fs], dim=-1)

    def forward(self, x: Tensor) -> Tuple[Tensor, int]:
        fs = self.launch(x)
        extra = self.launch(x * 2)
        return self.gather(fs + extra), len(fs) + len(extra)


def make():
    return Net()


INPUTS = [lambda: (torch.randn(3, 2),)]
GRAD = True
