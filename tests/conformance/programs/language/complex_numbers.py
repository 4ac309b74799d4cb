"""complex scalars and tensors: construction, abs, arithmetic, comparison."""


def main(a: complex, x: float, t: Tensor):
    b = complex(x, 2.0)
    c = a + b * 2 - 1j
    d = a * b
    parts = (abs(a), abs(c), a == b, a != b)
    z = torch.complex(t, t + 1)
    w = z * z.conj()
    lists = [a, b, 3.0 + 1j]
    return b, c, d, parts, z, w.real, torch.view_as_real(z), torch.abs(z), lists, z.is_complex()


INPUTS = [lambda: (1 + 2j, 0.5, torch.randn(3)), lambda: (-1j, -3.0, torch.zeros(1))]
