"""Lists of dicts of lists, dicts of tuples of tensors: reading, growing, aliasing."""


def group(words: List[str]) -> Dict[int, List[str]]:
    out: Dict[int, List[str]] = {}
    for w in words:
        if len(w) not in out:
            out[len(w)] = jit.annotate(List[str], [])
        out[len(w)].append(w)
    return out


def main(words: List[str], table: Dict[str, List[Tuple[int, Tensor]]]):
    groups = group(words)
    listed: List[Dict[str, List[int]]] = [{"a": [1]}, {"b": [0]}]
    listed[1]["b"] = [2, 3]
    listed[0]["a"].append(len(words))
    alias = listed[0]["a"]
    alias[0] = 100
    total = torch.zeros(2)
    for name, pairs in table.items():
        for k, t in pairs:
            total = total + k * t
        pairs.append((len(name), total))
    matrix: List[List[float]] = []
    for i in range(3):
        row: List[float] = []
        for j in range(i):
            row.append(i / (j + 1))
        matrix.append(row)
    matrix[2][0] += 0.5
    deep: Dict[str, Dict[str, Dict[int, str]]] = {"x": {"y": {1: "one"}}}
    deep["x"]["y"][2] = "two"
    return groups, listed, total, table, matrix, deep, len(deep["x"]["y"])


INPUTS = [
    lambda: (["a", "bb", "c", ""], {"p": [(1, torch.ones(2)), (2, torch.arange(2.0))], "qq": []}),
    lambda: ([], {}),
]
