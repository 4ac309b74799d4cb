"""Load and fault scenarios (issue 3): ``python tests/stress/run.py``."""
