"""Optional attributes refined through locals, reset to None, of module-typed None and of containers."""


class Net(nn.Module):
    cache: Optional[Tensor]
    names: Optional[List[str]]

    def __init__(self):
        super().__init__()
        self.cache = None
        self.names = None
        self.proj = nn.Linear(2, 2)

    def forward(self, x: Tensor, name: str):
        hit = False
        cache = self.cache
        if cache is not None and cache.shape == x.shape:
            hit = True
            out = cache + x
        else:
            out = self.proj(x)
            self.cache = x.detach()
        names = self.names
        if names is None:
            self.names = [name]
        else:
            names.append(name)
            if len(names) > 3:
                self.names = None
                self.cache = None
        known = self.names
        n = 0 if known is None else len(known)
        return out, hit, n


def make():
    return Net()


INPUTS = [lambda: (torch.ones(1, 2), "a"), lambda: (torch.randn(1, 2), "b"), lambda: (torch.randn(2, 2), "c")]
