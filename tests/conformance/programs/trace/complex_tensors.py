"""Complex tensors, fft, view_as_real in a trace."""
TRACE = True


def main(x):
    z = torch.complex(x, x * 2)
    s = torch.fft.rfft(x)
    return z * z.conj(), z.abs(), torch.view_as_real(s), s.real + s.imag, torch.fft.irfft(s, n=x.size(-1)), z * 1j


INPUTS = [lambda: (torch.randn(4),), lambda: (torch.randn(2, 6),)]
