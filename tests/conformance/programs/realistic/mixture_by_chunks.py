"""Expectation maximisation of a Gaussian mixture: chunks of points give their statistics in parallel, until nothing moves."""


def expect(points: Tensor, means: Tensor, logs: Tensor, spread: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
    apart = ((points[:, None] - means[None]) ** 2).sum(2)
    joint = logs[None] - apart / (2 * spread[None])
    share = joint.softmax(1)
    return share.sum(0), share.t() @ points, (share * apart).sum(0), joint.logsumexp(1).sum()


def main(points: Tensor, k: int, chunk: int, rounds: int):
    means = points[:k].clone()
    logs = torch.zeros(k, dtype=points.dtype)
    spread = torch.ones(k, dtype=points.dtype)
    history: List[float] = []
    for step in range(rounds):
        pending: List[jit.Future[Tuple[Tensor, Tensor, Tensor, Tensor]]] = []
        for begin in range(0, points.size(0), chunk):
            pending.append(jit.fork(expect, points[begin : begin + chunk], means, logs, spread))
        mass, weighted, scatter = torch.zeros_like(logs), torch.zeros_like(means), torch.zeros_like(logs)
        likelihood = 0.0
        for f in pending:
            m, w, s, part = f.wait()
            mass, weighted, scatter = mass + m, weighted + w, scatter + s
            likelihood += float(part)
        history.append(likelihood)
        if step > 0 and abs(history[-1] - history[-2]) < 1e-6:
            break
        safe = mass.clamp(min=1e-9)
        means = weighted / safe[:, None]
        spread = (scatter / safe / points.size(1)).clamp(min=1e-3)
        logs = (safe / safe.sum()).log()
    return means, spread, history, len(history) == rounds


INPUTS = [
    lambda: (torch.randn(30, 2, dtype=torch.double), 3, 8, 12),
    lambda: (torch.randn(4, 1, dtype=torch.double), 2, 100, 3),
]
