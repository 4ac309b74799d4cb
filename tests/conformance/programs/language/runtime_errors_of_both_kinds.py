"""What an operation raises by itself is of Python's class with Python's text, and a RuntimeError as in torch.jit."""
BEYOND = "torch.jit raises RuntimeErrors with texts of its own"


def main(which: int, numbers: List[int], ages: Dict[str, int], text: str, maybe: Optional[int]) -> int:
    if which == 0:
        return numbers[7]
    if which == 1:
        numbers[-9] = 1
    if which == 2:
        return ages["nobody"]
    if which == 3:
        return ages.pop("nobody")
    if which == 4:
        numbers.clear()
        return numbers.pop()
    if which == 5:
        numbers.remove(100)
    if which == 6:
        return numbers.index(100)
    if which == 7:
        return int(text)
    if which == 8:
        return int(float(text))
    if which == 9:
        return 1 // (numbers[0] - numbers[0])
    if which == 10:
        return divmod(7, numbers[0] - numbers[0])[0]
    if which == 11:
        return len("%d of %d" % numbers[0])
    if which == 12:
        return len("{:d}".format(text))
    if which == 13:
        a, b = numbers
        return a + b
    if which == 14:
        return ord(text)
    if which == 15:
        del numbers[5]
    if which == 16:
        return len(text[40])
    if which == 17:
        return 1 << (numbers[0] - 100)
    if which == 18:
        del ages["nobody"]
    if which == 19:
        return len(chr(numbers[0] - 100))
    if which == 20:
        return text.index("z")
    if which == 21:
        return int(1.5 % (numbers[0] - numbers[0]))
    return numbers[which % 3]


OK_INPUTS = [lambda: (50, [1, 2, 3], {"a": 1}, "x7", None)]
INPUTS = OK_INPUTS


def check(compiled, eager):
    for which in range(22):
        given = [(which, [1, 2, 3], {"a": 1}, "x7", None) for _ in range(2)]
        theirs = raises(lambda: eager(*given[0]), "")
        ours = raises(lambda: compiled(*given[1]), "")
        assert isinstance(ours, type(theirs)) and isinstance(ours, RuntimeError), (which, type(ours).__mro__)
        assert str(ours) == str(theirs) and type(ours).__name__ == type(theirs).__name__, (which, str(ours), str(theirs))
