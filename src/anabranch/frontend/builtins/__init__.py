"""Python's builtins, PyTorch's functions, classes that are only named, a family a file."""
