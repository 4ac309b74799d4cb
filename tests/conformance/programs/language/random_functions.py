"""Random operators under manual_seed give the eager stream: rand, randn, randint, randperm, bernoulli, dropout, normal_."""


def main(x: Tensor, n: int):
    torch.manual_seed(11)
    a = torch.rand(n)
    b = torch.randn([n, 2])
    c = torch.randint(0, 10, (n,))
    d = torch.randint(5, (2, n))
    e = torch.randperm(n)
    f = torch.bernoulli(torch.full([n], 0.5))
    g = F.dropout(x, 0.5, True)
    h = torch.empty(n).normal_(0.0, 2.0)
    i = torch.zeros(n).uniform_(-1.0, 1.0)
    j = torch.rand_like(x) + torch.randn_like(x)
    k = torch.multinomial(torch.ones(4), 2)
    l = torch.normal(x, torch.ones_like(x))
    return a, b, c, d, e, f, g, h, i, j, k, l


INPUTS = [lambda: (torch.ones(4), 3), lambda: (torch.randn(2, 2), 1)]
