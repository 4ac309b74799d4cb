"""x.type(...) with a dtype, a legacy type and a name, x.type() as text, type_as, legacy types as annotations and in isinstance."""


def kept(x: torch.LongTensor, y: Optional[torch.FloatTensor]) -> torch.LongTensor:
    return x if y is None else x + y.type_as(x)


def kind(x: Tensor) -> str:
    if isinstance(x, torch.FloatTensor):
        return "single"
    if isinstance(x, (torch.DoubleTensor, torch.HalfTensor)):
        return "other float"
    return "else"


def counts(x: Optional[Tensor]) -> bool:
    return isinstance(x, torch.LongTensor)


def main(x: Tensor, name: str):
    y = x.type(torch.float64)
    z = x.type(torch.LongTensor)
    return (
        y,
        z,
        x.type("torch.IntTensor"),
        x.type(name),
        x.type(dtype=torch.half),
        x.type(torch.Tensor, non_blocking=True),
        x.type(y.dtype),
        z.type(y.type()),
        z.type_as(y),
        (x.type(), y.type(), z.type(), x.bool().type(), x.to(torch.complex64).type()),
        x.type() == "torch.FloatTensor",
        kept(z, x),
        (kind(x), kind(y), kind(z)),
        (counts(x), counts(z), counts(None)),
    )


INPUTS = [lambda: (torch.tensor([1.5, -2.5]), "torch.DoubleTensor"), lambda: (torch.ones(2, 2, dtype=torch.int64), "torch.ByteTensor")]
BEYOND = "torch.jit has x.type() wrong, and isinstance of legacy types"
