"""The common string methods, on words, spaces, digits and the empty string."""


def main(s: str):
    bare = s.strip()
    parts = bare.split(" ")
    tests = [bare.isalpha(), bare.isdigit(), bare.isupper(), bare.islower(), bare.startswith("a"), bare.endswith("z")]
    found = [bare.find("b"), bare.rfind("b"), bare.count("b"), bare.find("")]
    shaped = [bare.upper(), bare.lower(), bare.swapcase(), bare.capitalize(), bare.replace("b", "--")]
    padded = [bare.center(9, "."), bare.ljust(6) + "|", bare.rjust(6, "0"), bare.zfill(1)]
    return parts, "/".join(parts), tests, found, shaped, padded, s.lstrip(), s.rstrip(), bare.partition("b")


INPUTS = [lambda: ("  a bob cab z ",), lambda: ("-17",), lambda: ("",), lambda: ("ABBA",)]
