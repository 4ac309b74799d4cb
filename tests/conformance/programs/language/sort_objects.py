"""Lists of script class instances sorted by __lt__; lists of tuples and strings sorted; sorted copies."""


class Task:
    def __init__(self, name: str, cost: int):
        self.name = name
        self.cost = cost

    def __lt__(self, other: "Task") -> bool:
        return self.cost < other.cost


def main(costs: List[int], words: List[str]):
    tasks = [Task("t" + str(i), c) for i, c in enumerate(costs)]
    tasks.sort()
    names = [t.name for t in tasks]
    pairs = [(c, w) for c, w in zip(costs, words)]
    pairs.sort()
    down = sorted(pairs)
    down.reverse()
    words.sort()
    return names, pairs, down, words, [t.cost for t in sorted(tasks)]


INPUTS = [lambda: ([5, 2, 9], ["q", "z", "a"]), lambda: ([1], ["b"]), lambda: ([], [])]
