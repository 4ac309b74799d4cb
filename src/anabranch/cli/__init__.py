"""``anabranch`` on the command line, and ``python -m anabranch``.  It stands above all others."""
