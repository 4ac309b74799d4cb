"""Integer division and modulo by zero raise (torch.jit dies of a floating point exception)."""
BEYOND = True
EXPECT = ("runtime", r"(?i)division by zero|divi|modulo|zero")


def main(a: int, b: int, mod: bool):
    if mod:
        return a % b
    return a // b


INPUTS = [lambda: (3, 0, False), lambda: (-1, 0, True)]
OK_INPUTS = [lambda: (7, 2, True), lambda: (-7, 2, False)]
