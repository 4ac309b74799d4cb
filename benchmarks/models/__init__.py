"""Whole models, ours beside what else runs them: ``python -m benchmarks.models``."""
