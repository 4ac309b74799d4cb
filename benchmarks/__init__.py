"""Speed side by side with torch.jit: ``python -m benchmarks``."""
