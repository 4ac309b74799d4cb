"""Dict inputs that the function renames, extends, empties; other orders of keys at the call; an empty dict."""
TRACE = True
BEYOND = True  # torch.jit refuses an empty dict


def main(x, named, empty):
    renamed = {key + "_new": value for key, value in named.items()}
    named = dict(named)
    named["c"] = named.pop("a") * 2
    named.update(empty)
    merged = {**renamed, **empty, "x": x}
    return merged["a_new"] - merged["b_new"] + merged["x"], named["c"] / named["b"], sum(named.values()), len(empty) * x


INPUTS = [
    lambda: (torch.ones(3), {"a": torch.randn(3), "b": torch.randn(3)}, {}),
    lambda: (torch.zeros(2), {"b": torch.randn(2), "a": torch.randn(2)}, {}),
]
