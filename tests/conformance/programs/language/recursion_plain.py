"""Functions that call themselves, directly and through each other (torch.jit refuses recursion)."""
BEYOND = True


def subsets(items: List[int]) -> List[List[int]]:
    if len(items) == 0:
        return [jit.annotate(List[int], [])]
    rest = subsets(items[1:])
    return rest + [[items[0]] + subset for subset in rest]


def is_even(n: int) -> bool:
    return True if n == 0 else is_odd(n - 1)


def is_odd(n: int) -> bool:
    return False if n == 0 else is_even(n - 1)


def digits(n: int) -> str:
    return str(n) if n < 10 else digits(n // 10) + str(n % 10)


def main(n: int):
    return subsets([i * i for i in range(n)]), is_even(n), is_odd(n), digits(n * 12345)


INPUTS = [lambda: (0,), lambda: (1,), lambda: (4,)]
