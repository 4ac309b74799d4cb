"""Bitwise and logical operators on tensors and bools; comparisons chained with &; any, all; where; bool tensors as masks."""


def main(a: Tensor, b: Tensor, m: Tensor, flag: bool):
    bits = (a & 6, a | b, a ^ b, ~a, a << 1, b >> 1)
    logic = (m & (a > 2), m | (b == 0), ~m, m ^ m, torch.logical_and(m, a), torch.logical_not(a), torch.logical_xor(m, ~m))
    chain = (a > 1) & (a < 5) | m
    if bool(m.any()) and not bool(m.all()):
        a = a + 100
    picked = a[m & (b > 0)]
    k = flag & True, flag | False, flag ^ True, not flag
    total = (a > b).sum().item() + int(m.sum())
    a = a & 127
    b = b | 1
    return bits, logic, chain, picked, k, total, a, b, torch.equal(a, b), a.eq(b).all()


INPUTS = [
    lambda: (torch.tensor([1, 4, 7]), torch.tensor([0, 2, 9]), torch.tensor([True, False, True]), True),
    lambda: (torch.tensor([0]), torch.tensor([5]), torch.tensor([True]), False),
]
