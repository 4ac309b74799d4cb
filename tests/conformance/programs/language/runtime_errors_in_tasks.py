"""An operation's error is caught as a RuntimeError by whoever waits for the task, every time."""


def look_up(table: Dict[str, int], key: str) -> int:
    return table[key]


def main(table: Dict[str, int], key: str) -> int:
    first = jit.fork(look_up, table, "a")
    second = jit.fork(look_up, table, key)
    return jit.wait(first) + jit.wait(second)


OK_INPUTS = [lambda: ({"a": 1}, "a")]
INPUTS = [lambda: ({"a": 1}, "b"), lambda: ({}, "a")]
EXPECT = ("runtime", "")


def check(compiled, eager):
    for table, key in (({"a": 1}, "b"), ({}, "a")):
        assert isinstance(raises(lambda: compiled(table, key), "Key|key|at"), RuntimeError)
