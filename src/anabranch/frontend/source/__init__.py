"""Python objects -> syntax trees, names, signatures, types."""
