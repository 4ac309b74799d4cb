"""fork and wait for PyTorch programs."""
