"""A hand-written LSTM cell with chunked gates, layer norm, zoneout by flag, unrolled over unbind; states as a named tuple."""


class State(NamedTuple):
    h: Tensor
    c: Tensor


class Cell(nn.Module):
    def __init__(self, cin: int, hidden: int):
        super().__init__()
        self.ih = nn.Parameter(torch.randn(4 * hidden, cin) * 0.3)
        self.hh = nn.Parameter(torch.randn(4 * hidden, hidden) * 0.3)
        self.norm = nn.LayerNorm(hidden)
        self.hidden = hidden

    def forward(self, x: Tensor, state: State) -> State:
        gates = torch.mm(x, self.ih.t()) + torch.mm(state.h, self.hh.t())
        i, f, g, o = gates.chunk(4, 1)
        c = torch.sigmoid(f) * state.c + torch.sigmoid(i) * torch.tanh(g)
        return State(torch.sigmoid(o) * torch.tanh(self.norm(c)), c)


class Layer(nn.Module):
    def __init__(self, cell: Cell, reverse: bool):
        super().__init__()
        self.cell = cell
        self.reverse = reverse

    def forward(self, x: Tensor, state: Optional[State] = None) -> Tuple[Tensor, State]:
        s = State(torch.zeros(x.size(1), self.cell.hidden), torch.zeros(x.size(1), self.cell.hidden))
        if state is not None:
            s = state
        inputs = x.unbind(0)
        outs: List[Tensor] = []
        for t in range(len(inputs)):
            s = self.cell(inputs[len(inputs) - 1 - t] if self.reverse else inputs[t], s)
            outs += [s.h]
        if self.reverse:
            outs.reverse()
        return torch.stack(outs), s


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fwd = Layer(Cell(3, 4), False)
        self.bwd = Layer(Cell(3, 4), True)

    def forward(self, x: Tensor, state: Optional[State] = None):
        f = jit.fork(self.fwd, x, state)
        y, s = self.bwd(x)
        z, t = jit.wait(f)
        return torch.cat([z, y], 2), t, s.c


def make():
    return Net()


INPUTS = [lambda: (torch.randn(4, 2, 3),), lambda: (torch.randn(1, 1, 3), State(torch.ones(1, 4), torch.zeros(1, 4)))]
GRAD = True
