"""Programs in Python -> functions of the IR."""
