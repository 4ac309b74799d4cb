"""Lists, dicts and sets that live tasks change at the same time: what they hold is unspecified, the process survives."""

from __future__ import annotations

import threading
from typing import Dict, List, Set

import torch
from torch import Tensor

import anabranch as ab
from stress.registry import Budget, scenario


def change_list(items: List[Tensor], rounds: int, seed: int) -> int:
    seen = 0
    for i in range(rounds):
        kind = (i * 7 + seed) % 11
        if kind < 5:
            items.append(torch.ones(1))
        elif kind == 5 and len(items) > 40:
            items.clear()
        elif kind == 6:
            items.extend(items[:3])
        elif kind == 7:
            items.insert(0, torch.zeros(1))
        elif kind == 8:
            items.reverse()
        elif kind == 9:
            for item in items[:]:
                seen += item.numel()
            seen += torch.cat([torch.ones(1)] + items).numel()
        else:
            seen += len(torch.stack(items + [torch.ones(1)])) + len(items.copy())
    return seen


def pop_list(items: List[Tensor], rounds: int) -> int:
    seen = 0
    for _ in range(rounds):
        if len(items) > 0:
            seen += items.pop().numel()
        if len(items) > 0:
            seen += items[0].numel()
            items[0] = torch.zeros(1)
    return seen


def race_lists(rounds: int) -> int:
    items: List[Tensor] = []
    first = ab.fork(change_list, items, rounds, 0)
    second = ab.fork(change_list, items, rounds, 3)
    return ab.wait(first) + ab.wait(second) + change_list(items, rounds, 5)


def race_pops(rounds: int) -> int:
    items: List[Tensor] = []
    first = ab.fork(change_list, items, rounds, 0)
    second = ab.fork(pop_list, items, rounds)
    return ab.wait(first) + ab.wait(second)


def change_dict(items: Dict[str, List[int]], rounds: int, seed: int) -> int:
    seen = 0
    for i in range(rounds):
        key = str((i * 13 + seed) % 37)
        if key in items:
            seen += len(items.setdefault(key, [0]))
            items.pop(key, [1])
        else:
            items[key] = [i, seed]
        if i % 31 == seed:
            items.clear()
        if i % 5 == 0:
            for name in items.keys():
                seen += len(name) + len(items.get(name, [0]))
        if i % 7 == 0:
            items.update(items.copy())
            seen += len(items.items()) + len(str(items))
    return seen


def race_dicts(rounds: int) -> int:
    items: Dict[str, List[int]] = {}
    first = ab.fork(change_dict, items, rounds, 1)
    second = ab.fork(change_dict, items, rounds, 2)
    return ab.wait(first) + ab.wait(second) + change_dict(items, rounds, 3)


def change_set(items: Set[str], rounds: int, seed: int) -> int:
    seen = 0
    for i in range(rounds):
        key = str((i * 13 + seed) % 37)
        if key in items:
            items.discard(key)
        else:
            items.add(key)
        if i % 29 == seed:
            items.clear()
        if i % 5 == 0:
            seen += len(items | {"a", "b"}) + len(list(items))
    return seen


def race_sets(rounds: int) -> int:
    items: Set[str] = {"a"}
    first = ab.fork(change_set, items, rounds, 1)
    second = ab.fork(change_set, items, rounds, 2)
    return ab.wait(first) + ab.wait(second) + change_set(items, rounds, 3)


class Store(torch.nn.Module):
    names: Dict[str, int]
    values: List[int]

    def __init__(self) -> None:
        super().__init__()
        self.names = {"": 0}
        self.values = [0]

    def forward(self, rounds: int, seed: int) -> int:
        seen = 0
        for i in range(rounds):
            self.values.append(i)
            self.names[str((i + seed) % 50)] = i
            if i % 40 == 0:
                self.values.clear()
            for value in self.values[:5]:
                seen += value
            seen += len(self.names.keys())
        return seen


def survives(program: object, rounds: int) -> None:
    """An IndexError or KeyError is what a race may give."""
    try:
        assert callable(program)
        program(rounds)
    except (IndexError, KeyError):
        pass


@scenario("containers")
def one_list_changed_by_three_tasks(budget: Budget) -> None:
    programs = [ab.script(race_lists), ab.script(race_pops)]
    while budget:
        for program in programs:
            survives(program, 400)
        budget.step()


@scenario("containers")
def one_dict_and_one_set_changed_by_three_tasks(budget: Budget) -> None:
    programs = [ab.script(race_dicts), ab.script(race_sets)]
    while budget:
        for program in programs:
            survives(program, 400)
        budget.step()


@scenario("containers")
def a_modules_containers_changed_by_calls_of_four_threads(budget: Budget) -> None:
    store = ab.script(Store())

    def work(seed: int) -> None:
        while budget:
            survives(lambda rounds: store(rounds, seed), 400)
            len(store.values), len(store.names)  # conversions to Python take part
            budget.step()

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
