"""Saved programs: what a file holds of them, written and read (design/archive.md).  Non-goals: the objects that users see (``objects``)."""
