"""Compiled programs as programs of PyTorch's other compilers."""
