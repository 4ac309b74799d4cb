"""A forest of decision trees in flat lists: trees vote in parallel, in chunks of rows."""


class Node(NamedTuple):
    feature: int
    threshold: float
    left: int
    right: int
    label: int


def predict(tree: List[Node], row: List[float]) -> int:
    at = 0
    while tree[at].feature >= 0:
        node = tree[at]
        at = node.left if row[node.feature] <= node.threshold else node.right
    return tree[at].label


def predict_all(tree: List[Node], rows: List[List[float]]) -> List[int]:
    return [predict(tree, row) for row in rows]


def grow(depth: int, seed: int) -> List[Node]:
    nodes: List[Node] = []
    total = 2 ** (depth + 1) - 1
    inner = 2 ** depth - 1
    state = seed
    for i in range(int(total)):
        state = (state * 1103515245 + 12345) % 2147483648
        if i < inner:
            nodes.append(Node(state % 3, (state // 7 % 100) / 100, 2 * i + 1, 2 * i + 2, -1))
        else:
            nodes.append(Node(-1, 0.0, -1, -1, state // 11 % 4))
    return nodes


def main(x: Tensor, trees: int, depth: int):
    rows: List[List[float]] = x.tolist()
    fs = [jit.fork(predict_all, grow(depth, 7 + t), rows) for t in range(trees)]
    votes = torch.zeros(len(rows), 4, dtype=torch.long)
    for f in fs:
        for i, label in enumerate(jit.wait(f)):
            votes[i, label] += 1
    return votes, votes.argmax(1)


INPUTS = [lambda: (torch.rand(6, 3), 5, 3), lambda: (torch.rand(1, 3), 1, 0)]
