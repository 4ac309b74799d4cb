"""Exported ``_save_to_state_dict`` and ``_load_from_state_dict`` are what saving and loading values call."""


class Part(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(2, 2)
        self.saved: bool = False
        self.loaded: int = 0

    def forward(self, x):
        return self.lin(x)

    @jit.export
    def _save_to_state_dict(self, destination: Dict[str, Tensor], prefix: str, keep_vars: bool):
        self.saved = True

    @jit.export
    def _load_from_state_dict(
        self,
        state_dict: Dict[str, Tensor],
        prefix: str,
        local_metadata: Any,
        strict: bool,
        missing_keys: List[str],
        unexpected_keys: List[str],
        error_msgs: List[str],
    ):
        self.loaded += len(state_dict)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.part = Part()
        self.plain = nn.Linear(2, 2)

    def forward(self, x):
        return self.part(x) + self.plain(x)


def make():
    return Net()


INPUTS = [lambda: (torch.randn(3, 2),)]


def check(compiled, eager):
    state = compiled.state_dict()
    same(compiled.part.saved, True)
    same(sorted(state), ["part.lin.bias", "part.lin.weight", "plain.bias", "plain.weight"])
    compiled.load_state_dict(state)
    same(compiled.part.loaded > 0, True)
