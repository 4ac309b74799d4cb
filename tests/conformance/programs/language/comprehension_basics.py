"""List and dict comprehensions over lists, ranges, strings, zips, enumerations and items; nested; with calls and conditions."""


def half(n: int) -> float:
    return n / 2


def main(numbers: List[int], word: str):
    halves = [half(n) for n in numbers]
    marked = [letter + "." for letter in word]
    lengths = {letter: i for i, letter in enumerate(word)}
    triangle = [[row * column for column in range(row + 1)] for row in range(4)]
    products = [a * b for a, b in zip(numbers, halves)]
    signs = ["+" if n > 0 else "-" for n in numbers]
    turned = {value: key for key, value in lengths.items()}
    tensors = [torch.full((1,), h) for h in halves]
    return halves, marked, lengths, triangle, products, signs, turned, tensors


INPUTS = [lambda: ([4, -1, 0], "abc"), lambda: ([], ""), lambda: ([9], "xx")]
