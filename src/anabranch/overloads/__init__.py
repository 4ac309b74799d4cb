"""Which overload a call means, and how the match is written."""
