"""More string methods: is..., expandtabs, title, startswith with bounds, rpartition, index, slices."""


def main(s: str):
    flags = [s.isalnum(), s.isnumeric(), s.isdecimal(), s.isspace(), s.istitle(), s.isidentifier(), s.isprintable()]
    shaped = [s.title(), s.capitalize(), s.expandtabs(4), s.strip("xy"), s.lstrip("x"), s.rstrip("y")]
    found = [s.find("a", 1), s.find("a"), s.rfind("a"), s.count("a"), s.count("aa")]
    starts = [s.startswith("a", 1), s.endswith("a")]
    return flags, shaped, found, starts, s.rpartition("a"), s.partition("zz"), s.replace("a", "b", 1), s.join(["1", "2"])


INPUTS = [lambda: ("banana",), lambda: ("xx\ta y",), lambda: ("1234",), lambda: ("Title Case",), lambda: (" ",)]
