"""An ignored function that declares no result may give anything where nobody takes it."""
SEEN = []


@jit.ignore
def tell(n: int):
    SEEN.append(n)


class Log(nn.Module):
    @jit.ignore
    def note(self, text: str):
        return None

    @jit.ignore
    def scaled(self, x: Tensor):
        return x * 2

    def forward(self, x: Tensor, n: int) -> Tensor:
        self.note("before")
        tell(n)
        for _ in range(n):
            self.scaled(x)
            x = self.scaled(x)
        return x


def make():
    return Log()


INPUTS = [lambda: (torch.ones(2), 2), lambda: (torch.zeros(1), 0)]
