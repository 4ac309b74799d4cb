"""Determinacy races (``design/check.md``): the interpreter runs, and accesses that nothing orders are reported."""
