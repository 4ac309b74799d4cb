"""Strings: indexing, slicing, iteration, comparison, repetition, membership, conversion, ord and chr."""


def rotate(s: str, k: int) -> str:
    out = ""
    for ch in s:
        if ch >= "a" and ch <= "z":
            out += chr((ord(ch) - ord("a") + k) % 26 + ord("a"))
        else:
            out += ch
    return out


def main(s: str, k: int):
    parts = [s[0:k], s[k:], s[:-1], s[-2:], s[::2], s[1:-1]]
    palindrome = True
    for i in range(len(s) // 2):
        if s[i] != s[len(s) - 1 - i]:
            palindrome = False
            break
    vowels = 0
    for ch in s:
        if ch in "aeiou":
            vowels += 1
    compared = (s == "level", s != "x", s < "m", "ev" in s, "q" not in s)
    return parts, palindrome, vowels, compared, rotate(s, k), rotate(rotate(s, k), -k) == s, len(s)


INPUTS = [lambda: ("level", 2), lambda: ("hello, world", 3), lambda: ("ab", 0)]
