"""Saved programs: what a file holds of them, written and read (design/archive.md).

Non-goal: the objects that users see (``objects``).
"""
