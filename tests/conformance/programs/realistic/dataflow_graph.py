"""A dataflow graph given as lists: every node is a fork that waits for the futures of its inputs."""


def source(x: Tensor, k: int) -> Tensor:
    return x * k + 1


def combine(op: str, inputs: List[jit.Future[Tensor]]) -> Tensor:
    values = [jit.wait(f) for f in inputs]
    if op == "add":
        total = values[0]
        for v in values[1:]:
            total = total + v
        return total
    elif op == "mul":
        total = values[0]
        for v in values[1:]:
            total = total * v
        return total
    elif op == "max":
        return torch.stack(values).amax(0)
    raise RuntimeError("unknown operation " + op)


def main(x: Tensor, ops: List[str], edges: List[List[int]]) -> Tuple[Tensor, List[int]]:
    nodes: List[jit.Future[Tensor]] = []
    fanout = [0 for _ in range(len(ops))]
    for i, op in enumerate(ops):
        if op == "source":
            nodes.append(jit.fork(source, x, i))
            continue
        inputs: List[jit.Future[Tensor]] = []
        for e in edges[i]:
            inputs.append(nodes[e])
            fanout[e] += 1
        nodes.append(jit.fork(combine, op, inputs))
    total = torch.zeros_like(x)
    for i, n in enumerate(fanout):
        if n == 0:
            total = total + jit.wait(nodes[i])
    return total, fanout


INPUTS = [
    lambda: (torch.randn(3), ["source", "source", "add", "mul", "max", "add"], [[], [], [0, 1], [2, 2, 1], [2, 3], [4, 0]]),
    lambda: (torch.ones(2), ["source"], [jit.annotate(List[int], [])]),
]


def check(compiled, eager):
    raises(lambda: compiled(torch.ones(1), ["source", "div"], [[0], [0]]), r"unknown operation div")
