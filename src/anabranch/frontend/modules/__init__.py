"""Modules: their concrete types, attributes, containers, hooks."""
