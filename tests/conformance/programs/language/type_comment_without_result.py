"""A type comment may leave the result out: ``# type: (int, str)``."""


def pick(flag, text):
    # type: (bool, str)
    if flag:
        return text + "!"
    return text


def scale(x, by):
    # type: (Tensor, float)
    return x * by


def main(n, words, flag):
    # type: (int, List[str], bool)
    count = 0
    for i in range(n):
        count += i
    return pick(flag, words[0]), count, scale(torch.ones(2), 0.5), flag


INPUTS = [lambda: (4, ["a"], True), lambda: (0, ["b", "c"], False)]
