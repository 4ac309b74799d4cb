"""List methods that change the list, and what they return; copies stay apart."""


def main(a: List[int], more: List[int]):
    states: List[List[int]] = []
    a.extend(more)
    a.append(99)
    states.append(a.copy())
    a.insert(0, -1)
    a.insert(2, 50)
    popped = (a.pop(), a.pop(1))
    states.append(a.copy())
    if 50 in a:
        a.remove(50)
    a.reverse()
    states.append(a.copy())
    counted = (a.count(-1), a.index(-1))
    a.sort()
    ordered = a.copy()
    a.sort(reverse=True)
    states.append(a.copy())
    a.clear()
    return states, popped, counted, ordered, len(a), a


INPUTS = [lambda: ([4, 2], [8, -3]), lambda: ([], [1]), lambda: ([6], [])]
