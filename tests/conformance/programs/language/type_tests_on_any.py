"""isinstance and jit.isinstance tell what an Any holds: numbers, strings, containers by their element types."""


def kind(x: Any) -> str:
    if isinstance(x, bool):
        return "bool"
    if isinstance(x, (int, float)):
        return "number"
    if isinstance(x, str):
        return x + " is a str"
    if jit.isinstance(x, List[float]):
        return "floats " + str(len(x))
    if jit.isinstance(x, Dict[int, str]):
        return "dict " + x[0]
    if jit.isinstance(x, Tuple[str, int]):
        return "pair " + str(x[1] + 1)
    if isinstance(x, torch.Tensor):
        return "tensor of " + str(x.dim())
    return "unknown"


def main(n: int, x: Tensor):
    return [kind(n), kind(n > 0), kind(0.5), kind("n"), kind([0.5]), kind({0: "zero"}), kind(("a", n)), kind(x), kind([n])]


INPUTS = [lambda: (3, torch.ones(2, 2))]
