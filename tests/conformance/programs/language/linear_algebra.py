"""torch.linalg, torch.fft, special functions, sorting and searching operators."""


def main(x: Tensor):
    a = x @ x.t() + torch.eye(x.size(0)) * 3
    l = torch.linalg.cholesky(a)
    inv = torch.linalg.inv(a)
    sol = torch.linalg.solve(a, x)
    q, r = torch.linalg.qr(a)
    vals = torch.linalg.eigvalsh(a)
    n = (torch.linalg.norm(x), torch.linalg.vector_norm(x, 1.0, [1]), torch.linalg.matrix_norm(a), torch.linalg.det(a), torch.trace(a))
    f = torch.fft.rfft(x, dim=1).abs()
    s = (torch.special.erf(x), torch.erfinv(torch.tanh(x)), torch.lgamma(x.abs() + 1), torch.sigmoid(x).logit(), torch.expm1(x))
    srt = torch.searchsorted(x.flatten().sort()[0], torch.tensor([0.0])), torch.bucketize(torch.tensor([0.5]), torch.arange(3.0)), \
        x.kthvalue(1)[0], x.msort(), torch.cummax(x, 1)[0], x.diff(dim=1), torch.histc(x, 4, -2.0, 2.0)
    return l @ l.t(), inv @ a, a @ sol, (q @ r), vals, n, f, s, srt, torch.kron(x, x).shape[0], torch.cross(x[:2, :3], x[:2, :3] + 1, dim=1)


INPUTS = [lambda: (torch.randn(3, 3),)]
