"""Rewrites of graphs, one pass a file; ``pipelines`` holds the lists and runs them."""
