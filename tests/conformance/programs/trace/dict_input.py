"""A dict of tensors as input, read by key."""
TRACE = True


def main(batch, scale):
    x = batch["x"] * scale
    if "y" in batch:
        x = x + batch["y"]
    return x, x.mean()


INPUTS = [
    lambda: ({"x": torch.randn(3), "y": torch.randn(3)}, torch.tensor(2.0)),
    lambda: ({"x": torch.randn(2, 2), "y": torch.randn(2, 2)}, torch.tensor(-1.0)),
]
