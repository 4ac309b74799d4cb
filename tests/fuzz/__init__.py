"""Differential fuzzing: our own operators against CPython, and mutants of the corpus's programs; for suite and stress."""
