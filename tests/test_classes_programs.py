"""Plain Python classes in compiled programs."""

import copy
from dataclasses import dataclass, field
from typing import Dict, List, Optional

import pytest
import torch
from torch import Tensor

import anabranch as ab
from anabranch.base.errors import CompileError

pytestmark = pytest.mark.usefixtures("backend")


class Stack:
    kind = "stack"

    def __init__(self, limit: int):
        self.items: List[int] = []
        self.limit = limit
        self.dropped = 0

    def push(self, x: int) -> bool:
        if len(self.items) >= self.limit:
            self.dropped += 1
            return False
        self.items.append(x)
        return True

    def pop(self, default: int = -1) -> int:
        if len(self.items) == 0:
            return default
        return self.items.pop()

    @property
    def size(self) -> int:
        return len(self.items)

    @staticmethod
    def doubled(x: int) -> int:
        return 2 * x

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, i: int) -> int:
        return self.items[i]

    def __contains__(self, x: int) -> bool:
        return x in self.items


def fill(s: Stack, n: int) -> int:
    pushed = 0
    for i in range(n):
        if s.push(i * i):
            pushed += 1
    return pushed


def use_stack(n: int, limit: int):
    s = Stack(limit)
    alias = s
    pushed = fill(alias, n)
    a = s.pop()
    b = s.pop(default=-7)
    s.limit += Stack.doubled(3)
    total = 0
    for x in s:
        total += x
    return pushed, a, b, s.dropped, s.items, len(s), s.size, 1 in s, s.limit, s.kind, total


@pytest.mark.parametrize("args", [(5, 3), (1, 3), (4, 0)])
def test_a_class_with_methods_and_state(args):
    assert ab.script(use_stack)(*args) == use_stack(*args)


class Vector:
    def __init__(self, x: float, y: float):
        self.x = x
        self.y = y

    def __add__(self, other: "Vector") -> "Vector":
        return Vector(self.x + other.x, self.y + other.y)

    def __mul__(self, k: float) -> "Vector":
        return Vector(self.x * k, self.y * k)

    def __neg__(self) -> "Vector":
        return self * -1.0

    def __eq__(self, other: "Vector") -> bool:
        return self.x == other.x and self.y == other.y

    def __lt__(self, other: "Vector") -> bool:
        return self.length() < other.length()

    def __str__(self) -> str:
        return f"<{self.x}, {self.y}>"

    def __call__(self, k: float) -> float:
        return self.x + self.y * k

    def length(self) -> float:
        return self.x * self.x + self.y * self.y


def use_vectors(a: float, b: float):
    v, w = Vector(a, b), Vector(b, a)
    s = v + w * 2.0
    return s.x, s.y, v == w, v != w, v < s, str(-s), v(3.0), f"{v}"


def test_operators():
    assert ab.script(use_vectors)(1.0, 2.0) == use_vectors(1.0, 2.0)
    assert ab.script(use_vectors)(1.0, 1.0) == use_vectors(1.0, 1.0)


class Node:
    def __init__(self, value: int):
        self.value = value
        self.next: Optional["Node"] = None


def linked(n: int) -> int:
    head = Node(0)
    for i in range(1, n):
        node = Node(i)
        node.next = head
        head = node
    total = 0
    current: Optional[Node] = head
    while current is not None:
        total = total * 2 + current.value
        current = current.next
    return total


def test_recursive_classes():
    assert ab.script(linked)(6) == linked(6)


class Animal:
    def __init__(self, name: str):
        self.name = name
        self.legs = 4

    def speak(self) -> str:
        return self.name + " " + self.sound()

    def sound(self) -> str:
        return "..."


class Dog(Animal):
    def __init__(self, name: str, age: int):
        super().__init__(name)
        self.age = age

    def sound(self) -> str:
        return "woof" + super().sound()


def use_animals(n: int):
    d = Dog("rex", n)
    a = Animal("it")
    return d.speak(), a.speak(), d.legs + d.age


def test_inheritance():
    assert ab.script(use_animals)(3) == use_animals(3)


class Counter:
    def __init__(self):
        self.open = 0
        self.log: List[str] = []

    def __enter__(self):
        self.open += 1
        self.log.append("in")
        return self

    def __exit__(self, kind, value, trace):
        self.open -= 1
        self.log.append("out")


def use_context(n: int):
    c = Counter()
    with c as inner:
        inner.log.append(str(inner.open))
        n += c.open
    return n, c.open, c.log


def test_context_managers():
    assert ab.script(use_context)(1) == use_context(1)


@dataclass
class Config:
    width: int
    names: List[str] = field(default_factory=list)
    scale: float = 2.0

    def area(self) -> float:
        return self.width * self.scale


def use_dataclass(n: int):
    a = Config(n)
    b = Config(n, ["x"], scale=3.0)
    a.names.append("y")
    return a.area(), b.area(), a.names, b.names, a == b, a == Config(n, ["y"])


def test_dataclasses():
    assert ab.script(use_dataclass)(4) == use_dataclass(4)


def make_stack(n: int) -> Stack:
    s = Stack(10)
    fill(s, n)
    return s


def test_objects_return_to_python_as_proxies():
    s = ab.script(make_stack)(3)
    assert (s.limit, s.items, s.size, len(s), s[2], 4 in s) == (10, [0, 1, 4], 3, 3, 4, True)
    s.push(9)
    s.limit = 2
    assert s.items == [0, 1, 4, 9] and s.push(1) is False and s.dropped == 1
    assert ab.script(fill)(s, 3) == 0 and s.dropped == 4
    with pytest.raises(AttributeError, match="no attribute 'colour'"):
        s.colour = 1
    with pytest.raises(TypeError, match="expected int, got str"):
        s.limit = "many"


def test_objects_made_in_python():
    compiled = ab.script(fill)
    plain = Stack(2)
    assert compiled(plain, 3) == 2 and plain.items == []  # a plain object is copied
    proxy = ab.script(Stack(2))
    assert compiled(proxy, 3) == 2 and proxy.items == [0, 1]  # a proxy is shared
    other = copy.deepcopy(proxy)
    other.pop()
    assert proxy.items == [0, 1] and other.items == [0]


def test_script_of_a_class_gives_the_class():
    assert ab.script(Vector) is Vector
    assert ab.script(use_vectors)(1.0, 2.0) == use_vectors(1.0, 2.0)


class Holder(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.stack = Stack(3)
        self.table = {"a": Vector(1.0, 2.0)}

    def forward(self, x: int) -> float:
        self.stack.push(x)
        v = self.table["a"]
        v.x += 1.0
        return v.length() + self.stack.size


def test_objects_as_module_attributes():
    m = ab.script(Holder())
    assert m(1) == 9.0 and m(2) == 15.0
    assert m.stack.items == [1, 2] and m.table["a"].x == 3.0


class Pair:
    def __init__(self, a: Tensor, b: Tensor):
        self.a = a
        self.b = b

    def total(self) -> Tensor:
        return self.a + self.b


def forked(x: Tensor) -> Tensor:
    p = Pair(x, x * 2)
    f = ab.fork(p.total)
    g = ab.fork(Pair(x, x).total)
    return ab.wait(f) + ab.wait(g)


@pytest.mark.forks
def test_forks_of_bound_methods():
    torch.testing.assert_close(ab.script(forked)(torch.ones(2)), torch.full((2,), 5.0))


def missing(n: int) -> int:
    s = Stack(n)
    return s.limits


def late(n: int) -> int:
    s = Stack(n)
    s.colour = 3
    return n


@pytest.mark.compiles_only
@pytest.mark.parametrize("function, text", [(missing, "did you mean 'limit'"), (late, "no attribute or method 'colour'")])
def test_unknown_attributes_are_compile_errors(function, text):
    with pytest.raises(CompileError, match=text):
        ab.script(function)


def count(words: List[str]) -> Dict[str, int]:
    return {w: len(w) for w in words}


class Registry:
    def __init__(self, names: List[str]):
        self.table = count(names)

    @classmethod
    def of(cls, name: str) -> "Registry":
        return Registry([name])


def use_classmethod(name: str):
    return Registry.of(name).table


def test_class_methods():
    assert ab.script(use_classmethod)("abc") == {"abc": 3}


class Task:
    def __init__(self, rank: int, name: str):
        self.rank = rank
        self.name = name

    def __lt__(self, other: "Task") -> bool:
        return self.rank < other.rank


def sorts(ranks: List[int]):
    tasks = [Task(r, str(i)) for i, r in enumerate(ranks)]
    down = sorted(tasks, reverse=True)
    alias = tasks
    tasks.sort()
    return [t.name for t in alias], [t.name for t in down], [t.rank for t in sorted(down)]


@pytest.mark.parametrize("ranks", [[3, 1, 2, 1, 3, 0, 2], [], [1], [2, 2, 1]])
def test_objects_are_sorted_by_lt_and_keep_their_order(ranks):
    assert ab.script(sorts)(ranks) == sorts(ranks)


class Table:
    NAMES = ["a", "b"]
    PAIR = (1, 2.5)

    def use(self) -> float:
        total = 0
        for n in self.NAMES:
            total += len(n)
        return total + Table.PAIR[0] + self.PAIR[1] + len(Table.NAMES)


def use_table(n: int) -> float:
    return Table().use() * n


def test_class_level_constants():
    assert ab.script(use_table)(2) == use_table(2)


class Tree:
    left: Optional["Tree"]
    right: Optional["Tree"]

    def __init__(self, value: int):
        self.value = value
        self.left = None
        self.right = None

    def insert(self, value: int):
        if value < self.value:
            left = self.left
            if left is None:
                self.left = Tree(value)
            else:
                left.insert(value)
        else:
            right = self.right
            if right is None:
                self.right = Tree(value)
            else:
                right.insert(value)

    def walk(self, out: List[int]):
        left = self.left
        if left is not None:
            left.walk(out)
        out.append(self.value)
        right = self.right
        if right is not None:
            right.walk(out)


def tree_sort(values: List[int]):
    root = Tree(values[0])
    for v in values[1:]:
        root.insert(v)
    out: List[int] = []
    root.walk(out)
    return out


def test_recursive_methods():
    assert ab.script(tree_sort)([5, 2, 8, 1, 9, 3]) == [1, 2, 3, 5, 8, 9]
