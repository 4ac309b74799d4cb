"""Activation and loss modules, each called once."""


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.acts = nn.ModuleList([
            nn.ReLU(), nn.GELU(), nn.ELU(), nn.SELU(), nn.SiLU(), nn.Mish(), nn.Hardswish(), nn.Softplus(), nn.Softsign(), nn.Tanhshrink(),
            nn.LogSigmoid(), nn.Hardtanh(-0.5, 0.5), nn.PReLU(), nn.Softmax(dim=1), nn.LogSoftmax(dim=1), nn.Threshold(0.1, 2.0), nn.Identity()])
        self.ce = nn.CrossEntropyLoss(label_smoothing=0.1)
        self.mse = nn.MSELoss(reduction="sum")
        self.huber = nn.HuberLoss(delta=0.5)
        self.bce = nn.BCEWithLogitsLoss(pos_weight=torch.tensor([2.0]))
        self.nll = nn.NLLLoss(ignore_index=0)
        self.margin = nn.MarginRankingLoss(margin=0.2)

    def forward(self, x: Tensor, target: Tensor):
        outs: List[Tensor] = []
        for act in self.acts:
            outs.append(act(x))
        total = torch.stack(outs).sum(0)
        losses = (self.ce(total, target), self.mse(total, x), self.huber(total, x), self.bce(total, torch.ones_like(x)),
                  self.nll(F.log_softmax(x, 1), target), self.margin(x, total, torch.ones_like(x)))
        return total, losses


def make():
    return Net()


INPUTS = [lambda: (torch.randn(3, 4), torch.tensor([0, 1, 3]))]
GRAD = True
