"""Syntax -> graph: expressions, statements, control flow."""
