"""Dicts walked by keys, values and items in insertion order, turned round, counted and nested."""


def main(stock: Dict[str, int]):
    seen: List[str] = []
    for name in stock:
        seen.append(name)
    by_count: Dict[int, List[str]] = {}
    for name, count in stock.items():
        if count not in by_count:
            by_count[count] = jit.annotate(List[str], [])
        by_count[count].append(name)
    most = 0
    for count in stock.values():
        most = max(most, count)
    deep: Dict[str, Dict[int, bool]] = {}
    for i, name in enumerate(stock.keys()):
        deep[name] = {i: stock[name] == most}
    deep["none"] = jit.annotate(Dict[int, bool], {})
    return seen, by_count, most, deep, len(by_count)


INPUTS = [lambda: ({"pear": 2, "fig": 5, "apple": 2},), lambda: ({},)]
