"""Programs that a library with torch.jit's names must run as plain Python does, and their runner."""
