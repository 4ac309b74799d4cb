"""Calls of Python functions and of what is compiled; one compiled function for each object, types and constants."""
