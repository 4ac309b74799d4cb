"""torch.signal.windows: functions of PyTorch's that leave out types, and take an Iterable."""


def main(n: int, periodic: bool):
    w = torch.signal.windows
    return (
        w.hann(n, sym=not periodic),
        w.hamming(n),
        w.gaussian(n, std=0.5),
        w.kaiser(n, beta=2.0),
        w.general_cosine(n, a=[0.5, 0.25]),
        w.general_hamming(n, alpha=0.6),
        w.exponential(n, tau=2.0),
        (w.bartlett(n), w.blackman(n), w.cosine(n), w.nuttall(n, dtype=torch.float64)),
    )


INPUTS = [lambda: (6, True), lambda: (1, False), lambda: (0, False)]
BEYOND = "torch.jit takes no ints without annotation"
