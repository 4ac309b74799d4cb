"""Exported methods are called from Python, change attributes that forward reads, call unexported methods, and raise."""


class Shift(nn.Module):
    def __init__(self):
        super().__init__()
        self.key = 1

    def forward(self, text: List[int]) -> List[int]:
        return self._turned(text, self.key)

    def _turned(self, text: List[int], by: int) -> List[int]:
        return [(code + by) % 26 for code in text]

    @jit.export
    def back(self, text: List[int], checked: bool = True) -> List[int]:
        if checked:
            assert len(text) > 0, "nothing to turn back"
        return self._turned(text, -self.key)

    @jit.export
    def set_key(self, key: int) -> int:
        old = self.key
        self.key = key
        return old


def make():
    return Shift()


INPUTS = [lambda: ([0, 25, 12],), lambda: ([],)]


def check(compiled, eager):
    same(compiled.back(compiled([3, 4])), [3, 4])
    same(compiled.set_key(5), 1)
    same(compiled([24]), [3])
    same(compiled.back([3]), [24])
    same(compiled.back([], checked=False), [])
    raises(lambda: compiled.back([]), "nothing to turn back")
    assert compiled.key == 5
