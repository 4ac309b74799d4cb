"""deepcopy of a compiled module, apply on the original, to(dtype), state_dict order, code attribute and repr."""
import copy


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(2, 2)
        self.count = 0

    def forward(self, x: Tensor) -> Tensor:
        self.count += 1
        return self.lin(x) + self.count


def make():
    return Net()


INPUTS = [lambda: (torch.randn(1, 2),)]


def check(compiled, eager):
    twin = copy.deepcopy(compiled)
    before = compiled.count
    with torch.no_grad():
        twin.lin.weight.fill_(0)
        twin(torch.ones(1, 2))
        assert compiled.count == before and twin.count == before + 1
        assert float(compiled.lin.weight.abs().sum()) > 0
        compiled.to(torch.float64)
        assert compiled.lin.weight.dtype == torch.float64
        assert compiled(torch.ones(1, 2, dtype=torch.float64)).dtype == torch.float64
    assert list(compiled.state_dict()) == ["lin.weight", "lin.bias"]
    assert "Net" in repr(compiled) or "Net" in compiled.original_name
    assert hasattr(compiled, "lin") and not hasattr(compiled, "nope")
